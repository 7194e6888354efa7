"""A process on a grid: its parts, where they stand in mm, how flows run between them, and the drawing of it all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.language import Phrase
from app.reports.drawing import Box, Drawing, Path, Ring, Shape, Writing
from app.reports.typeface import MUTED, RULE, TEXT, Style, elided, wrapped

NodeKind = Literal["start", "task", "gateway", "end"]

LANE_LABEL, COLUMN, LANE, HEAD_ROOM = 26.0, 31.0, 26.0, 16.0
SIZES: Mapping[str, tuple[float, float]] = {"start": (8, 8), "task": (26, 13), "gateway": (9, 9), "end": (8, 8)}

GROUND, BORDER = ("#FFFFFF", "#F8F9FA"), "#DCE0E5"
NAME, LANE_NAME, WORD = Style(8, "medium", leading=1.2), Style(8.5, "medium", MUTED), Style(7.5, color=MUTED, leading=1.15)
HEADING = Style(14, "medium")


@dataclass(frozen=True, slots=True)
class Lane:
    """Who acts; lanes lie below each other in the order of the map."""

    key: str
    title: Phrase


@dataclass(frozen=True, slots=True)
class Node:
    """A step, event or decision in a lane and a column (from 0). notes: what it asks for and starts."""

    key: str
    kind: NodeKind
    title: Phrase
    lane: str
    column: int
    notes: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """From one node to another; title: what decides for this way."""

    source: str
    target: str
    title: Phrase = field(default_factory=lambda: Phrase(""))

    @property
    def key(self) -> str:
        """Name of the flow, unique in a map."""
        return f"{self.source}__{self.target}"


@dataclass(frozen=True, slots=True)
class ProcessMap:
    """A process with its lanes, nodes and flows."""

    title: Phrase
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    def node(self, key: str) -> Node:
        """The node called *key*. Raises KeyError if there is none."""
        return {node.key: node for node in self.nodes}[key]


Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle in mm."""

    x: float
    y: float
    width: float
    height: float

    @property
    def center(self) -> Point:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything of a map stands: lanes, nodes by key, the points of each flow by key; sizes in mm."""

    width: float
    height: float
    lanes: Mapping[str, Bounds]
    nodes: Mapping[str, Bounds]
    flows: Mapping[str, tuple[Point, ...]]


def planned(process: ProcessMap) -> Plan:
    """Place *process* on its grid and route its flows."""
    columns = max((node.column for node in process.nodes), default=0) + 1
    width = LANE_LABEL + columns * COLUMN + 4
    lanes = {lane.key: Bounds(0, HEAD_ROOM + row * LANE, width, LANE) for row, lane in enumerate(process.lanes)}
    nodes: dict[str, Bounds] = {}
    for node in process.nodes:
        across, down = SIZES[node.kind]
        x = LANE_LABEL + (node.column + 0.5) * COLUMN
        y = lanes[node.lane].y + LANE / 2
        nodes[node.key] = Bounds(x - across / 2, y - down / 2, across, down)
    flows: dict[str, tuple[Point, ...]] = {}
    taken: set[tuple[str, float]] = set()
    for flow in process.flows:
        upright = process.node(flow.source).kind == "gateway"
        flows[flow.key] = _route(flow, nodes, taken, upright)
    return Plan(width, HEAD_ROOM + len(process.lanes) * LANE, lanes, nodes, flows)


def _route(flow: Flow, nodes: Mapping[str, Bounds], taken: set[tuple[str, float]], upright: bool) -> tuple[Point, ...]:
    """A decision leaves up or down first, if that side is still free; a step leaves to the side first."""
    source, target = nodes[flow.source], nodes[flow.target]
    (sx, sy), (tx, ty) = source.center, target.center
    right, down = (1 if tx > sx else -1), (1 if ty > sy else -1)
    if sy == ty:
        return (sx + right * source.width / 2, sy), (tx - right * target.width / 2, ty)
    side = (flow.source, float(down))
    start = (sx, sy + down * source.height / 2)
    if sx == tx:
        taken.add(side)
        return start, (tx, ty - down * target.height / 2)
    if upright and side not in taken:
        taken.add(side)
        return start, (sx, ty), (tx - right * target.width / 2, ty)
    return (sx + right * source.width / 2, sy), (tx, sy), (tx, ty - down * target.height / 2)


def drawn(process: ProcessMap, language: str) -> Drawing:
    """The map as a drawing, its words in *language*."""
    plan = planned(process)
    title = process.title.said(language)
    shapes: list[Shape] = [Writing(6, HEAD_ROOM - 6, title, HEADING)]
    for row, lane in enumerate(process.lanes):
        place = plan.lanes[lane.key]
        shapes.append(Box(place.x, place.y, place.width, place.height, GROUND[row % 2], "", 0.2))
        shapes.append(Path(((0, place.y), (place.width, place.y)), BORDER, 0.2))
        lines = wrapped(lane.title.said(language), LANE_NAME, LANE_LABEL + 4)
        for place_in, line in enumerate(lines[:3]):
            shapes.append(Writing(6, place.y + 6 + place_in * LANE_NAME.line, line, LANE_NAME))
    shapes += [Path(plan.flows[flow.key], RULE, 0.3, arrow=True) for flow in process.flows]
    for flow in process.flows:
        shapes += _flow_word(flow.title.said(language), plan.flows[flow.key])
    for node in process.nodes:
        shapes += _node_shapes(node, plan.nodes[node.key], language)
    return Drawing(plan.width, plan.height, tuple(shapes), title)


def _flow_word(word: str, points: tuple[Point, ...]) -> list[Shape]:
    if not word:
        return []
    (x, y), (x1, y1) = points[0], points[1]
    lines = wrapped(word, WORD, COLUMN - 5)
    if y == y1:
        top = y - 1.2 - (len(lines) - 1) * WORD.line
        return [Writing(x + 1, top + place * WORD.line, line, WORD) for place, line in enumerate(lines)]
    top = y - 3 - (len(lines) - 1) * WORD.line if y1 < y else y + 4
    return [Writing(x1 + 1.2, top + place * WORD.line, line, WORD) for place, line in enumerate(lines)]


def _node_shapes(node: Node, place: Bounds, language: str) -> list[Shape]:
    x, y = place.center
    title = node.title.said(language)
    if node.kind == "task":
        shapes: list[Shape] = [Box(place.x, place.y, place.width, place.height, "#FFFFFF", RULE, 0.25, 1.5)]
        lines = wrapped(title, NAME, place.width - 3)[:3]
        first = y - (len(lines) - 1) * NAME.line / 2 + 1.0
        return [*shapes, *(Writing(x, first + row * NAME.line, line, NAME, "middle") for row, line in enumerate(lines))]
    if node.kind == "gateway":
        half = place.width / 2
        diamond = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
        cross = 1.3
        return [
            Path((*diamond, diamond[0]), RULE, 0.3, fill="#FFFFFF"),
            Path(((x - cross, y - cross), (x + cross, y + cross)), TEXT, 0.4),
            Path(((x - cross, y + cross), (x + cross, y - cross)), TEXT, 0.4),
        ]
    ring = Ring(x, y, place.width / 2, 0.9 if node.kind == "end" else 0.3, MUTED)
    above = place.y - 1.6 if node.kind == "end" else place.y + place.height + 3.6
    return [ring, Writing(x, above, elided(title, NAME, COLUMN - 2), NAME, "middle")]
