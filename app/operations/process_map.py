"""The company's process as a map, taken from the process table, for the export and the pictures.

`sales_process` reads `app/models/process.py`; only the way from an inquiry to the first stage and the words at the
decisions are said here.
"""

from collections.abc import Mapping

from app.language import Phrase, marked, phrase
from app.models.process import LEAVE, PATH, REFUSABLE, RULES
from app.models.requirements import DealFacts
from app.models.terms import ROLE_WORDS, Role, Stage
from app.reports.process_plan import Flow, Lane, Node, ProcessMap

LANES = (Role.DISPATCHER, Role.HEAD, Role.SELLER, Role.PRODUCTION, Role.WAREHOUSE, Role.SERVICE)

APPLIES_WORDS: Mapping[Stage, str] = {
    Stage.PRODUCTION: marked("make or buy"),
    Stage.CERTIFICATION: marked("climatic or simulation equipment"),
}
"""Why a deal goes through a stage that not every deal goes through."""

PASSED_WORDS: Mapping[Stage, str] = {Stage.PRODUCTION: marked("all in stock"), Stage.CERTIFICATION: marked("other")}
"""Why a deal passes over it."""


def sales_process() -> ProcessMap:
    """The company's process as its table states it: intake, then every stage with its gate and its ways onward."""
    lanes = tuple(Lane(role.value, phrase(ROLE_WORDS[role])) for role in LANES)
    nodes, flows = _intake()
    column = max(node.column for node in nodes) + 1
    columns: dict[Stage, int] = {}
    for stage in PATH[:-1]:
        columns[stage] = column
        nodes.append(_stage_node(stage, column))
        column += 1
        if len(_onward(stage)) + (stage in REFUSABLE) > 1:
            nodes.append(Node(f"after_{stage.value}", "gateway", phrase(""), RULES[stage].lane.value, column))
            column += 1
    end = PATH[-1]
    nodes.append(Node(end.value, "end", phrase(RULES[end].word), RULES[end].lane.value, column))
    last = max(columns[stage] for stage in REFUSABLE) + 1
    _refusal(nodes, flows, last)
    for stage in PATH[:-1]:
        flows += _ways(stage)
    return ProcessMap(phrase("Sales process"), lanes, tuple(nodes), tuple(flows))


def _intake() -> tuple[list[Node], list[Flow]]:
    nodes = [
        Node("inquiry", "start", phrase("Inquiry"), Role.DISPATCHER.value, 0),
        Node("triage", "task", phrase("Triage"), Role.DISPATCHER.value, 1),
        Node("name_seller", "task", phrase("Name the seller"), Role.HEAD.value, 2),
        Node("qualify", "task", phrase("Qualify"), Role.SELLER.value, 2, _asks(None)),
        Node("after_qualify", "gateway", phrase(""), Role.SELLER.value, 3),
        Node("no_deal", "end", phrase("No deal"), Role.HEAD.value, 3),
    ]
    flows = [
        Flow("inquiry", "triage"),
        Flow("triage", "name_seller"),
        Flow("name_seller", "qualify"),
        Flow("qualify", "after_qualify"),
        Flow("after_qualify", "no_deal", phrase("no need")),
        Flow("after_qualify", PATH[0].value, phrase("deal")),
    ]
    return nodes, flows


def _stage_node(stage: Stage, column: int) -> Node:
    rule = RULES[stage]
    task = (phrase("On entering: {task}", task=phrase(rule.task.title)),) if rule.task else ()
    return Node(stage.value, "task", phrase(rule.word), rule.lane.value, column, (*task, *_asks(stage)))


def _asks(stage: Stage | None) -> tuple[Phrase, ...]:
    return tuple(phrase("Leaves when: {condition}", condition=phrase(gate.done)) for gate in LEAVE[stage])


def _onward(stage: Stage) -> list[Stage]:
    """The stages that may follow: those that not every deal goes through, up to the first that every deal does."""
    following: list[Stage] = []
    for later in PATH[PATH.index(stage) + 1 :]:
        following.append(later)
        if RULES[later].applies(DealFacts()):
            break
    return following


def _refusal(nodes: list[Node], flows: list[Flow], column: int) -> None:
    rule = RULES[Stage.NOT_SUITABLE]
    title = phrase(rule.task.title) if rule.task else phrase(rule.word)
    nodes.append(Node("review", "task", title, rule.lane.value, column))
    nodes.append(Node(Stage.NOT_SUITABLE.value, "end", phrase(rule.word), rule.lane.value, column + 1))
    flows.append(Flow("review", Stage.NOT_SUITABLE.value))


def _ways(stage: Stage) -> list[Flow]:
    onward = _onward(stage)
    if len(onward) == 1 and stage not in REFUSABLE:
        return [Flow(stage.value, onward[0].value)]
    decision = f"after_{stage.value}"
    ways = [Flow(stage.value, decision)]
    if stage in REFUSABLE:
        ways.append(Flow(decision, "review", phrase("refused")))
    passed = phrase("ready")
    for later in onward:
        word = APPLIES_WORDS.get(later)
        ways.append(Flow(decision, later.value, phrase(word) if word else passed))
        passed = phrase(PASSED_WORDS[later]) if later in PASSED_WORDS else passed
    return ways
