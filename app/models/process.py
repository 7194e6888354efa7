"""The sales process as one table: stages, moves, the gate of each move, the task that each stage creates.

The board, the checklist on a deal, the process map, the BPMN export and the tests all read this table; nothing repeats
it. Everything here is pure: a gate looks at ``DealFacts``, which ``app/operations/deals.py`` gathers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.errors import Missing
from app.language import marked
from app.models.requirements import (
    CERTIFICATE,
    COMMISSIONED,
    CONTACT,
    CONTRACT,
    DELIVERY_NOTE,
    ENTITY_DETAILS,
    INVOICE,
    LEGAL_ENTITY,
    LINES_AGREED,
    NEED,
    PAID,
    PAPERS_BACK,
    PLANT_RECEIVED,
    QUOTATION_ANSWERED,
    REFUSAL_REASON,
    SERVICE_DECIDED,
    SHIPPED,
    SOURCE,
    SUPPLIER_RECEIVED,
    TAX_INVOICE,
    DealFacts,
    Requirement,
)
from app.models.terms import Role, Stage, TaskKind


@dataclass(frozen=True, slots=True)
class StageTask:
    """The task that entering a stage creates. days: until it is due."""

    kind: TaskKind
    title: str
    role: Role
    days: int


@dataclass(frozen=True, slots=True)
class StageRule:
    """One stage: its word, whose lane it is in, the task on entering, and when a deal goes through it at all."""

    stage: Stage
    word: str
    lane: Role
    task: StageTask | None
    applies: Callable[[DealFacts], bool]


def _always(_: DealFacts) -> bool:
    return True


STAGES: tuple[StageRule, ...] = (
    StageRule(
        Stage.SELECTION,
        marked("Selection"),
        Role.SELLER,
        StageTask(TaskKind.NEXT_STEP, marked("Agree goods and terms"), Role.SELLER, 2),
        _always,
    ),
    StageRule(
        Stage.PRODUCTION,
        marked("Production"),
        Role.PRODUCTION,
        StageTask(TaskKind.NEXT_STEP, marked("Ask for the promised dates"), Role.SELLER, 3),
        lambda f: f.from_plant_or_supplier,
    ),
    StageRule(
        Stage.STOCK_SALE,
        marked("Stock sale"),
        Role.WAREHOUSE,
        StageTask(TaskKind.NEXT_STEP, marked("Ship the goods"), Role.WAREHOUSE, 2),
        _always,
    ),
    StageRule(
        Stage.CERTIFICATION,
        marked("Certification"),
        Role.SELLER,
        StageTask(TaskKind.CERTIFY, marked("Get the certificates"), Role.SELLER, 10),
        lambda f: f.needs_certificates,
    ),
    StageRule(
        Stage.INSTALLATION,
        marked("Installation"),
        Role.SERVICE,
        StageTask(TaskKind.INSTALL, marked("Commission the equipment"), Role.SERVICE, 7),
        _always,
    ),
    StageRule(
        Stage.SERVICE,
        marked("Service"),
        Role.SELLER,
        StageTask(TaskKind.OFFER_SERVICE, marked("Offer service"), Role.SELLER, 3),
        _always,
    ),
    StageRule(Stage.CLOSED, marked("Closed"), Role.HEAD, None, _always),
    StageRule(
        Stage.NOT_SUITABLE,
        marked("Not suitable"),
        Role.HEAD,
        StageTask(TaskKind.REVIEW_REFUSAL, marked("Check the seller's work"), Role.HEAD, 3),
        _always,
    ),
)
RULES: Mapping[Stage, StageRule] = {rule.stage: rule for rule in STAGES}

PATH: tuple[Stage, ...] = (
    Stage.SELECTION,
    Stage.PRODUCTION,
    Stage.STOCK_SALE,
    Stage.CERTIFICATION,
    Stage.INSTALLATION,
    Stage.SERVICE,
    Stage.CLOSED,
)
"""The way of a deal that goes well; stages that do not apply to it are passed over."""

LEAVE: Mapping[Stage | None, tuple[Requirement, ...]] = {
    None: (NEED, LEGAL_ENTITY, ENTITY_DETAILS, CONTACT),
    Stage.SELECTION: (LINES_AGREED, QUOTATION_ANSWERED, SOURCE, CONTRACT, INVOICE),
    Stage.PRODUCTION: (PLANT_RECEIVED, SUPPLIER_RECEIVED),
    Stage.STOCK_SALE: (SHIPPED, DELIVERY_NOTE, TAX_INVOICE),
    Stage.CERTIFICATION: (CERTIFICATE,),
    Stage.INSTALLATION: (COMMISSIONED,),
    Stage.SERVICE: (SERVICE_DECIDED, PAID, PAPERS_BACK),
}
"""The gate out of each stage onward along the path; None: the gate into the process. CLOSED and NOT_SUITABLE are final."""

REFUSABLE: tuple[Stage, ...] = (Stage.SELECTION, Stage.PRODUCTION)
"""The stages before STOCK_SALE, from which a deal may become NOT_SUITABLE [M47]."""


def next_stage(facts: DealFacts) -> Stage | None:
    """Where the deal goes next along the path, passing over stages that do not apply; None where it ends."""
    if facts.stage is None:
        return Stage.SELECTION
    if facts.stage not in PATH:
        return None
    for stage in PATH[PATH.index(facts.stage) + 1 :]:
        if RULES[stage].applies(facts):
            return stage
    return None


def gate(source: Stage | None, target: Stage) -> tuple[Requirement, ...] | None:
    """What the move from *source* to *target* asks for; None if the process knows no such move."""
    if target is Stage.NOT_SUITABLE:
        return (REFUSAL_REASON,) if source in REFUSABLE else None
    if source is None:
        return LEAVE[None] if target is Stage.SELECTION else None
    if source not in LEAVE or target not in PATH or PATH.index(target) <= PATH.index(source):
        return None
    return LEAVE[source]


def missing(facts: DealFacts, target: Stage) -> list[Missing] | None:
    """What the move to *target* still lacks, in the gate's order; [] when it is open; None if there is no such move.

    A move never skips a gate: along the path the only target is ``next_stage``.
    """
    requirements = gate(facts.stage, target)
    if requirements is None or (target is not Stage.NOT_SUITABLE and target is not next_stage(facts)):
        return None
    return [lack for requirement in requirements for lack in requirement.missing(facts)]
