"""BPMN 2.0 XML with diagram interchange (OMG formal/2011-01-03), as modelling tools open it."""

import unicodedata
from xml.etree import ElementTree as ET

from app.reports.process_plan import Bounds, Node, Plan, ProcessMap, planned

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": DC, "di": DI}

TAGS = {"start": "startEvent", "task": "userTask", "gateway": "exclusiveGateway", "end": "endEvent"}

SCALE = 4.0
"""Pixels of the diagram in a millimetre of the plan."""


def bpmn(process: ProcessMap, language: str) -> bytes:
    """*process* as BPMN 2.0, its words in *language*; the same input always gives the same bytes."""
    for prefix, uri in PREFIXES.items():
        ET.register_namespace(prefix, uri)
    root = ET.Element(f"{{{MODEL}}}definitions", {"id": "definitions", "targetNamespace": "urn:kontor:process"})
    pool = ET.SubElement(root, f"{{{MODEL}}}collaboration", {"id": "collaboration"})
    title = _plain(process.title.said(language))
    ET.SubElement(pool, f"{{{MODEL}}}participant", {"id": "company", "name": title, "processRef": "process"})
    _model(root, process, language, title)
    _diagram(root, process, planned(process))
    ET.indent(root)
    return bytes(ET.tostring(root, "utf-8", xml_declaration=True)) + b"\n"


def _plain(text: str) -> str:
    """*text* without the control signs that XML cannot carry."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in {"Cc", "Cs"})


def _model(root: ET.Element, process: ProcessMap, language: str, title: str) -> None:
    body = ET.SubElement(root, f"{{{MODEL}}}process", {"id": "process", "name": title, "isExecutable": "false"})
    lanes = ET.SubElement(body, f"{{{MODEL}}}laneSet", {"id": "lanes"})
    for lane in process.lanes:
        name = _plain(lane.title.said(language))
        held = ET.SubElement(lanes, f"{{{MODEL}}}lane", {"id": f"lane_{lane.key}", "name": name})
        for node in process.nodes:
            if node.lane == lane.key:
                ET.SubElement(held, f"{{{MODEL}}}flowNodeRef").text = _node_id(node.key)
    for node in process.nodes:
        _node(body, process, node, language)
    for flow in process.flows:
        ends = {"sourceRef": _node_id(flow.source), "targetRef": _node_id(flow.target)}
        word = _plain(flow.title.said(language))
        named = {"name": word} if word else {}
        ET.SubElement(body, f"{{{MODEL}}}sequenceFlow", {"id": f"flow_{flow.key}", **named, **ends})


def _node(body: ET.Element, process: ProcessMap, node: Node, language: str) -> None:
    title = _plain(node.title.said(language))
    name = {"name": title} if title else {}
    element = ET.SubElement(body, f"{{{MODEL}}}{TAGS[node.kind]}", {"id": _node_id(node.key), **name})
    if node.notes:
        notes = "\n".join(_plain(note.said(language)) for note in node.notes)
        ET.SubElement(element, f"{{{MODEL}}}documentation").text = notes
    for flow in process.flows:
        if flow.target == node.key:
            ET.SubElement(element, f"{{{MODEL}}}incoming").text = f"flow_{flow.key}"
    for flow in process.flows:
        if flow.source == node.key:
            ET.SubElement(element, f"{{{MODEL}}}outgoing").text = f"flow_{flow.key}"


def _node_id(key: str) -> str:
    return f"node_{key}"


def _diagram(root: ET.Element, process: ProcessMap, plan: Plan) -> None:
    diagram = ET.SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", {"id": "diagram"})
    plane = ET.SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", {"id": "plane", "bpmnElement": "collaboration"})
    top = min(place.y for place in plan.lanes.values())
    band = 7.5
    pool = Bounds(-band, top, plan.width + band, plan.height - top)
    _shape(plane, "company", pool, {"isHorizontal": "true"})
    for lane in process.lanes:
        _shape(plane, f"lane_{lane.key}", plan.lanes[lane.key], {"isHorizontal": "true"})
    for node in process.nodes:
        marker = {"isMarkerVisible": "true"} if node.kind == "gateway" else {}
        _shape(plane, _node_id(node.key), plan.nodes[node.key], marker)
    for flow in process.flows:
        names = {"id": f"edge_{flow.key}", "bpmnElement": f"flow_{flow.key}"}
        edge = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", names)
        for x, y in plan.flows[flow.key]:
            ET.SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{x * SCALE:g}", "y": f"{y * SCALE:g}"})


def _shape(plane: ET.Element, element: str, place: Bounds, extra: dict[str, str]) -> None:
    shape = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", {"id": f"shape_{element}", "bpmnElement": element, **extra})
    size = {"x": place.x, "y": place.y, "width": place.width, "height": place.height}
    ET.SubElement(shape, f"{{{DC}}}Bounds", {name: f"{value * SCALE:g}" for name, value in size.items()})
