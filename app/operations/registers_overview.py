"""The registers behind the head's charts: each mark of a chart is a sum over rows of one of them.

Inquiries and deals are those of the house with what the charts need beside (answer time, probability); tasks of sellers
and stock that expires are lists of their own. A head finds only the own department in them, whoever asks.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal, StageEntry
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.process import PATH, RULES
from app.models.products import Product, Trait
from app.models.session import now
from app.models.stock import Batch, Location, StockBalance
from app.models.tasks import Task
from app.models.terms import TASK_WORDS, CallOutcome, Channel, Role, Source, Stage
from app.operations.forecast import days_by_stage, percent_by_stage
from app.operations.overview_scope import within
from app.operations.overview_time import DaysLater, LineCost
from app.operations.register_filters import choice_filter, date_filter, departments, people, text_filter, yes_no_filter
from app.operations.register_spec import Column, Filter, Operator, Register, Values
from app.operations.registers_responses import SORTER
from app.operations.registers_sales import DEALS, INQUIRIES

__all__ = ["DEAL_ROWS", "INQUIRY_ROWS", "REGISTERS", "STOCK_ROWS", "TASK_ROWS"]

# ---------------------------------------------------------------- inquiries

WIRE_WORDS = {
    "call": marked("Call"),
    "email": marked("E-mail"),
    "web": marked("Web"),
    "missed": marked("Missed call"),
}
"""How an inquiry came, in the order of the chart's colours."""


def _wire() -> ColumnElement[str]:
    talks = (
        select(func.max(case((Call.outcome.in_((CallOutcome.ANSWERED, CallOutcome.GOING)), 1), else_=0)))
        .select_from(Interaction)
        .join(Call, Call.interaction_id == Interaction.id)
        .where(Interaction.inquiry_id == Inquiry.id)
        .correlate(Inquiry)
        .scalar_subquery()
    )
    return case(
        (Inquiry.channel == Channel.PHONE, case((talks == 0, "missed"), else_="call")),
        (Inquiry.source == Source.LETTER, "email"),
        else_="web",
    )


WIRE = _wire()
RESPONSE = Inquiry.first_response_at
"""When somebody first called or wrote to the sender."""


def _inquiries(session: Session) -> Select[Any]:
    query = (
        select()
        .select_from(Inquiry)
        .outerjoin(Department, Department.id == Inquiry.department_id)
        .outerjoin(Employee, Employee.id == Inquiry.seller_id)
        .outerjoin(SORTER, SORTER.id == Inquiry.sorted_by_id)
        .outerjoin(Counterparty, Counterparty.id == Inquiry.counterparty_id)
    )
    return within(session, query, Inquiry.department_id)


def _kept(_session: Session) -> ColumnElement[bool]:
    return Inquiry.respond_by >= RESPONSE


def _timed() -> ColumnElement[bool]:
    return and_(RESPONSE.is_not(None), Inquiry.response_minutes.is_not(None))


def _without(filters: tuple[Filter, ...], *keys: str) -> tuple[Filter, ...]:
    return tuple(each for each in filters if each.key not in keys)


INQUIRY_ROWS = replace(
    INQUIRIES,
    name="overview_inquiries",
    title=marked("Inquiries behind a figure"),
    source=_inquiries,
    columns=(
        *INQUIRIES.columns,
        Column("wire", marked("Came by"), "choice", WIRE, 110, words=WIRE_WORDS),
        Column("assigned_at", marked("Given to the seller"), "time", Inquiry.assigned_at, 130),
    ),
    filters=(
        *INQUIRIES.filters,
        choice_filter("wire", marked("Came by"), WIRE, WIRE_WORDS),
        yes_no_filter("timed", marked("Answered, with the time it took"), lambda _session: _timed()),
        yes_no_filter("kept", marked("Answered in time"), _kept),
        yes_no_filter("lead", marked("Given to a seller"), lambda _session: Inquiry.assigned_at.is_not(None)),
    ),
    presets=(),
    topics=frozenset({"inquiry", "interaction", "call"}),
)

# ---------------------------------------------------------------- deals

OPEN_STAGES = PATH[:-1]


def _deals(session: Session) -> Select[Any]:
    # Outer joins on keys: what a figure does not ask for, the database need not join.
    query = (
        select()
        .select_from(Deal)
        .outerjoin(Counterparty, Counterparty.id == Deal.counterparty_id)
        .outerjoin(Department, Department.id == Deal.department_id)
        .outerjoin(Employee, Employee.id == Deal.seller_id)
    )
    return within(session, query, Deal.department_id)


def reached(stage: Stage) -> ColumnElement[bool]:
    """Whether a deal has come to *stage* of the path, or passed over it; a refused one by the stages that it entered."""
    if stage is PATH[0]:
        return true()
    entered = exists().where(StageEntry.deal_id == Deal.id, StageEntry.stage == stage).correlate(Deal)
    return or_(Deal.stage.in_(PATH[PATH.index(stage) :]), and_(Deal.stage == Stage.NOT_SUITABLE, entered))


def _without_step(_session: Session) -> ColumnElement[bool]:
    """An open deal that nobody plans to go on with."""
    planned = exists().where(Task.deal_id == Deal.id, Task.done_at.is_(None)).correlate(Deal)
    return and_(Deal.stage.in_(OPEN_STAGES), not_(planned))


def _reached(_session: Session, _operator: Operator, values: Values) -> ColumnElement[bool]:
    return reached(Stage(values[0]))


def expected_on() -> ColumnElement[Any]:
    """When the money is expected: the deal's own date, else so many days after it entered its stage as the table says."""
    return func.coalesce(Deal.expected_at, DaysLater(Deal.stage_entered_at, days_by_stage()), type_=Deal.expected_at.type)


EXPECTED = expected_on()

DEAL_ROWS = replace(
    DEALS,
    name="overview_deals",
    title=marked("Deals behind a figure"),
    source=_deals,
    columns=(
        *(each for each in DEALS.columns if each.key != "expected_at"),
        Column("expected_on", marked("Money expected"), "time", EXPECTED, 130),
        Column("probability", marked("Chance"), "percent", percent_by_stage(), 90),
    ),
    filters=(
        *_without(DEALS.filters, "expected", "without_step"),
        yes_no_filter("without_step", marked("Without next step"), _without_step),
        date_filter("expected", marked("Money expected"), EXPECTED),
        date_filter("stage_since", marked("In this stage since"), Deal.stage_entered_at),
        Filter("reached", marked("Has reached"), "choice", _reached, words={each: RULES[each].word for each in PATH}),
        text_filter("in_currency", marked("Currency"), Deal.currency),
    ),
    presets=(),
)

# ---------------------------------------------------------------- tasks

TIMING_WORDS = {
    "in_time": marked("Done in time"),
    "late": marked("Done late"),
    "overdue": marked("Overdue"),
    "open": marked("Not due yet"),
}

_doer = aliased(Employee)


def timing(session: Session) -> ColumnElement[str]:
    """How a task stands to its time, now."""
    return case(
        (Task.done_at <= Task.due_at, "in_time"),
        (Task.done_at.is_not(None), "late"),
        (Task.due_at < now(session), "overdue"),
        else_="open",
    )


def _timing(session: Session, _operator: Operator, values: Values) -> ColumnElement[bool]:
    moment = now(session)
    of_timing = {
        "in_time": Task.done_at <= Task.due_at,
        "late": Task.done_at > Task.due_at,
        "overdue": and_(Task.done_at.is_(None), Task.due_at < moment),
        "open": and_(Task.done_at.is_(None), Task.due_at >= moment),
    }
    others = set(of_timing) - set(values)
    if len(others) == 1:
        # Said the short way round, the database guesses better how many rows there are.
        return not_(of_timing[others.pop()])
    return or_(*(of_timing[value] for value in values))


def _tasks(session: Session) -> Select[Any]:
    query = (
        select()
        .select_from(Task)
        .join(_doer, _doer.id == Task.employee_id)
        .outerjoin(Department, Department.id == _doer.department_id)
        .outerjoin(Counterparty, Counterparty.id == Task.counterparty_id)
        .outerjoin(Deal, Deal.id == Task.deal_id)
    )
    return within(session, query, _doer.department_id)


TASK_ROWS = Register(
    "overview_tasks",
    marked("Tasks behind a figure"),
    (
        Column("kind", marked("Task"), "choice", Task.kind, 200, words=TASK_WORDS),
        Column("employee", marked("Who does it"), "text", _doer.name, 150),
        Column("due_at", marked("Due"), "time", Task.due_at, 130, Task.due_at),
        Column("done_at", marked("Done"), "time", Task.done_at, 130),
        Column("counterparty", marked("Counterparty"), "text", Counterparty.name, 220),
        Column("deal", marked("Deal"), "text", Deal.number, 110),
        Column("deal_title", marked("Title"), "text", Deal.title, 220),
        Column("result", marked("Result"), "text", Task.result, 180),
        Column("deal_id", marked("Deal"), "integer", Task.deal_id, hidden=True),
        Column("counterparty_id", marked("Counterparty"), "integer", Task.counterparty_id, hidden=True),
    ),
    _tasks,
    Task.id,
    order="due_at",
    filters=(
        choice_filter("employee", marked("Who does it"), Task.employee_id, people(Role.SELLER, Role.HEAD)),
        choice_filter("department", marked("Department"), _doer.department_id, departments),
        choice_filter("kind", marked("Task"), Task.kind, TASK_WORDS),
        date_filter("due", marked("Due"), Task.due_at),
        Filter("timing", marked("In time"), "choice", _timing, words=TIMING_WORDS),
    ),
    topics=frozenset({"task"}),
)

# ---------------------------------------------------------------- stock that expires

COST = LineCost(StockBalance.on_hand, Batch.unit_cost)


def _stock(session: Session) -> Select[Any]:
    # The warehouse belongs to all departments; still it is no list for everybody.
    within(session, select(), Department.id)
    return (
        select()
        .select_from(StockBalance)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(Product, Product.id == StockBalance.product_id)
        .join(Location, Location.id == StockBalance.location_id)
        .outerjoin(Trait, Trait.id == Product.equipment_id)
        .where(StockBalance.on_hand > 0, Batch.expiry.is_not(None))
    )


def _equipment(session: Session) -> list[tuple[str, str]]:
    query = select(Trait.id, Trait.name).order_by(Trait.name)
    return [(str(row.id), row.name) for row in session.execute(query)]


STOCK_ROWS = Register(
    "overview_stock",
    marked("Stock that expires"),
    (
        Column("code", marked("Code"), "text", Product.code, 120),
        Column("product", marked("Article"), "text", Product.name, 240),
        Column("batch", marked("Batch"), "text", Batch.code, 120),
        Column("location", marked("Location"), "text", Location.code, 100),
        Column("expiry", marked("Expires"), "date", Batch.expiry, 110, Batch.expiry),
        Column("on_hand", marked("On hand"), "quantity", StockBalance.on_hand, 100),
        Column("unit", marked("Unit"), "text", Product.unit, 60),
        Column("unit_cost", marked("Cost of one"), "money", Batch.unit_cost, 110),
        Column("cost", marked("Cost"), "money", COST, 110),
        Column("currency", marked("Currency"), "text", Batch.currency, 80),
        Column("equipment", marked("Equipment"), "text", Trait.name, 150),
        Column("blocked", marked("Blocked"), "yes_no", Batch.blocked, 80),
    ),
    _stock,
    StockBalance.id,
    order="expiry",
    filters=(
        date_filter("expiry", marked("Expires"), Batch.expiry),
        choice_filter("equipment", marked("Equipment"), Product.equipment_id, _equipment),
        text_filter("in_currency", marked("Currency"), Batch.currency),
    ),
    topics=frozenset({"stock_balance", "batch"}),
)

REGISTERS = (INQUIRY_ROWS, DEAL_ROWS, TASK_ROWS, STOCK_ROWS)
