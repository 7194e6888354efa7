"""The map of a process: BPMN that tools open, and the same thing as a picture."""

import itertools
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from app.language import phrase
from app.reports.process_map import Format, process_document
from app.reports.process_plan import Flow, Lane, Node, ProcessMap, planned

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SHAPES = "{http://www.omg.org/spec/BPMN/20100524/DI}"
LITTLE = ProcessMap(
    phrase("Продажа & <Verkauf>"),
    (Lane("seller", phrase("Verkäufer")), Lane("store", phrase("склад"))),
    (
        Node("start", "start", phrase("Anfrage"), "seller", 0),
        Node("ask", "task", phrase("Подбор\x00"), "seller", 1, (phrase("Leaves when: {x}", x="a < b"),)),
        Node("way", "gateway", phrase(""), "seller", 2),
        Node("ship", "task", phrase("Versand"), "store", 3),
        Node("gone", "end", phrase("Abgelehnt"), "seller", 3),
        Node("done", "end", phrase("Geschlossen"), "store", 4),
    ),
    (
        Flow("start", "ask"),
        Flow("ask", "way"),
        Flow("way", "ship", phrase("yes")),
        Flow("way", "gone", phrase("no")),
        Flow("ship", "done"),
    ),
)


def test_the_model_holds_every_node_lane_and_flow() -> None:
    root = ET.fromstring(process_document(LITTLE, "bpmn", "en").data)
    process = root.find(f"{BPMN}process")
    assert process is not None
    assert process.get("name") == "Продажа & <Verkauf>"
    tags = [child.tag.removeprefix(BPMN) for child in process]
    assert (
        tags
        == ["laneSet", "startEvent", "userTask", "exclusiveGateway", "userTask", "endEvent", "endEvent"]
        + ["sequenceFlow"] * 5
    )
    held = [reference.text for reference in process.iter(f"{BPMN}flowNodeRef")]
    assert sorted(map(str, held)) == sorted(f"node_{node.key}" for node in LITTLE.nodes)


def test_every_reference_has_its_element_and_every_element_its_shape() -> None:
    root = ET.fromstring(process_document(LITTLE, "bpmn", "en").data)
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    flows = {flow.get("id"): flow for flow in root.iter(f"{BPMN}sequenceFlow")}
    for flow in flows.values():
        assert {flow.get("sourceRef"), flow.get("targetRef")} <= set(names)
    for tag, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
        for node in root.iter():
            for reference in node.findall(f"{BPMN}{tag}"):
                assert flows[reference.text].get(end) == node.get("id")
    drawn = {shape.get("bpmnElement") for shape in root.iter(f"{SHAPES}BPMNShape")}
    assert drawn == {f"node_{node.key}" for node in LITTLE.nodes} | {"lane_seller", "lane_store", "company"}
    assert {edge.get("bpmnElement") for edge in root.iter(f"{SHAPES}BPMNEdge")} == set(flows)


def test_flows_run_at_right_angles_from_edge_to_edge() -> None:
    plan = planned(LITTLE)
    for flow in LITTLE.flows:
        points = plan.flows[flow.key]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(points))
        for point, key in ((points[0], flow.source), (points[-1], flow.target)):
            place = plan.nodes[key]
            assert place.x <= point[0] <= place.x + place.width
            assert place.y <= point[1] <= place.y + place.height


def test_the_pictures_show_the_words() -> None:
    root = ET.fromstring(process_document(LITTLE, "svg", "en").data)
    texts = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Anfrage", "Versand", "склад", "Verkäufer", "yes", "no", "Продажа & <Verkauf>"} <= texts
    image = Image.open(BytesIO(process_document(LITTLE, "png", "en").data))
    plan = planned(LITTLE)
    assert image.size == (round(plan.width * 6), round(plan.height * 6))
    assert len(image.getcolors(100_000) or []) > 10


@pytest.mark.parametrize("file_format", ["bpmn", "svg", "png"])
def test_the_same_map_gives_the_same_bytes(file_format: Format) -> None:
    first, second = (process_document(LITTLE, file_format, "ru") for _ in range(2))
    assert first == second
    assert first.filename.endswith(f".{file_format}")
