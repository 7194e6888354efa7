"""The map says what the process table says."""

import itertools

from app.models.process import LEAVE, PATH, REFUSABLE, RULES
from app.operations.process_map import sales_process
from app.reports.process_plan import planned


def test_every_stage_stands_in_its_lane() -> None:
    process = sales_process()
    for stage, rule in RULES.items():
        assert process.node(stage.value).lane == rule.lane.value


def test_every_gate_is_written_at_its_stage() -> None:
    process = sales_process()
    for stage in PATH[:-1]:
        notes = [note.said("en") for note in process.node(stage.value).notes]
        assert [note for note in notes if note.startswith("Leaves when")] == [
            f"Leaves when: {gate.done}" for gate in LEAVE[stage]
        ]


def test_ways_lead_where_the_table_lets_deals_go() -> None:
    process = sales_process()
    ways = {(flow.source, flow.target) for flow in process.flows}
    for stage in REFUSABLE:
        assert (f"after_{stage.value}", "review") in ways
    reached = {"inquiry"}
    while True:
        further = {target for source, target in ways if source in reached} - reached
        if not further:
            break
        reached |= further
    assert reached == {node.key for node in process.nodes}


def test_no_line_runs_through_a_node_that_it_does_not_serve() -> None:
    process = sales_process()
    plan = planned(process)
    for flow in process.flows:
        points = plan.flows[flow.key]
        for (x0, y0), (x1, y1) in itertools.pairwise(points):
            for key, place in plan.nodes.items():
                if key in {flow.source, flow.target}:
                    continue
                across = min(x0, x1) < place.x + place.width and max(x0, x1) > place.x
                down = min(y0, y1) < place.y + place.height and max(y0, y1) > place.y
                assert not (across and down), (flow.key, key)
