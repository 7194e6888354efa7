"""The registers that many desks share: counterparties and tasks."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import KIND_WORDS, TASK_WORDS, Role
from app.operations.actors import actor
from app.operations.company_day import company_day
from app.operations.deal_stages import FINAL
from app.operations.register_filters import choice_filter, date_filter, departments, people, text_filter, yes_no_filter
from app.operations.register_spec import Column, Condition, Operator, Preset, Register
from app.operations.search_text import counterparty_matches
from app.operations.task_calls import CALLS
from app.operations.task_team import departments_below
from app.operations.tasks import of_whom

YES = ("yes",)
LANGUAGE_WORDS = {"de": marked("German"), "en": marked("English"), "ru": marked("Russian")}


def _counterparties(_session: Session) -> Select[Any]:
    return (
        select()
        .select_from(Counterparty)
        .outerjoin(Department, Department.id == Counterparty.department_id)
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .where(Counterparty.merged_into_id.is_(None))
    )


def _has_open_deal(_session: Session) -> ColumnElement[bool]:
    return exists().where(Deal.counterparty_id == Counterparty.id, Deal.stage.not_in(FINAL)).correlate(Counterparty)


COUNTERPARTIES = Register(
    "counterparties",
    marked("Customers"),
    (
        Column("name", marked("Name"), "text", Counterparty.name, 270, Counterparty.name),
        Column("kind", marked("Kind"), "choice", Counterparty.kind, 110, words=KIND_WORDS),
        Column("department", marked("Department"), "text", Department.name, 110),
        Column("seller", marked("Seller"), "text", Employee.name, 160),
        Column("last_contact_at", marked("Last contact"), "time", Counterparty.last_contact_at, 110, Counterparty.heard_at),
        Column("region", marked("Region"), "text", Counterparty.region, 80),
        Column("language", marked("Language"), "choice", Counterparty.language, 100, words=LANGUAGE_WORDS, aside=True),
        Column("customer_since", marked("Customer since"), "time", Counterparty.customer_since, 120, aside=True),
        # Numbers are given in the order of recording, and their index is there already.
        Column("created_at", marked("Recorded"), "time", Counterparty.created_at, 110, Counterparty.id, aside=True),
        Column("website", marked("Web site"), "text", Counterparty.website, 160, hidden=True, exported=True),
    ),
    _counterparties,
    Counterparty.id,
    order="name",
    filters=(
        choice_filter("kind", marked("Kind"), Counterparty.kind, KIND_WORDS),
        choice_filter("department", marked("Department"), Counterparty.department_id, departments),
        choice_filter("seller", marked("Seller"), Counterparty.seller_id, people(Role.SELLER)),
        text_filter("region", marked("Region"), Counterparty.region),
        choice_filter("language", marked("Language"), Counterparty.language, LANGUAGE_WORDS),
        yes_no_filter("open_deal", marked("Has an open deal"), _has_open_deal),
        date_filter("last_contact", marked("Last contact"), Counterparty.last_contact_at),
        date_filter("created", marked("Recorded"), Counterparty.created_at),
        yes_no_filter("mine", marked("Mine"), lambda session: Counterparty.seller_id == (acting(session) or 0)),
    ),
    presets=(
        Preset("all", marked("All"), counted=False),
        Preset("mine", marked("Mine"), (Condition("mine", Operator.IS, YES),)),
        Preset("deals", marked("With open deals"), (Condition("open_deal", Operator.IS, YES),), counted=False),
        Preset("leads", marked("Leads"), (Condition("kind", Operator.IS, ("LEAD",)),), counted=False),
        Preset("suppliers", marked("Suppliers"), (Condition("kind", Operator.IS, ("SUPPLIER",)),), counted=False),
    ),
    search=counterparty_matches,
    topics=frozenset({"counterparty"}),
)


def _tasks(session: Session) -> Select[Any]:
    """Tasks of who asks; of their people for a head, all of them for the administrator."""
    return (
        select()
        .select_from(Task)
        .outerjoin(Deal, Deal.id == Task.deal_id)
        .outerjoin(Counterparty, Counterparty.id == func.coalesce(Task.counterparty_id, Deal.counterparty_id))
        .outerjoin(Employee, Employee.id == Task.employee_id)
        .where(_visible(session))
    )


def _visible(session: Session) -> ColumnElement[bool]:
    if acting(session) is None:
        return true()
    who = actor(session)
    if Role.ADMIN in who.roles:
        return true()
    if Role.HEAD in who.roles:
        places = departments_below(session, who.department_id)
        theirs = select(Employee.id).where(Employee.department_id.in_(places))
        return or_(of_whom(who), Task.employee_id.in_(theirs))
    return or_(of_whom(who), Task.created_by_id == who.id) if Role.MARKETER in who.roles else of_whom(who)


def _today(session: Session) -> ColumnElement[bool]:
    moment = now(session)
    _, end = company_day(session, moment)
    return and_(Task.done_at.is_(None), Task.due_at >= moment, Task.due_at < end)


TASKS = Register(
    "tasks",
    marked("Tasks"),
    (
        Column("due_at", marked("Until"), "time", Task.due_at, 100, Task.due_at),
        Column("title", marked("Task"), "text", Task.title, 280, params="params"),
        Column("company", marked("Company"), "text", Counterparty.name, 240),
        Column("deal", marked("Deal"), "text", Deal.number, 110),
        Column("kind", marked("Kind"), "choice", Task.kind, 160, words=TASK_WORDS),
        Column("who", marked("Who"), "text", Employee.name, 150),
        Column("number", marked("Number"), "phone", Task.number, 140),
        Column("done_at", marked("Done"), "time", Task.done_at, 100),
        Column("result", marked("What came of it"), "text", Task.result, 240),
        Column("created_at", marked("Planned"), "time", Task.created_at, 100, Task.created_at),
        Column("note", marked("Note"), "text", Task.note, 200, hidden=True, exported=True),
        Column("params", marked("Task"), "text", Task.params, hidden=True),
        Column("version", marked("Version"), "integer", Task.version, hidden=True),
        Column("counterparty_id", marked("Counterparty"), "integer", Counterparty.id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", Task.deal_id, hidden=True),
        Column("employee_id", marked("Who"), "integer", Task.employee_id, hidden=True),
    ),
    _tasks,
    Task.id,
    order="due_at",
    filters=(
        choice_filter("kind", marked("Kind"), Task.kind, TASK_WORDS),
        yes_no_filter("open", marked("Open"), lambda _session: Task.done_at.is_(None)),
        yes_no_filter(
            "overdue", marked("Overdue"), lambda session: and_(Task.done_at.is_(None), Task.due_at < now(session))
        ),
        yes_no_filter("today", marked("Today"), _today),
        yes_no_filter("call", marked("Call"), lambda _session: Task.kind.in_(CALLS)),
        yes_no_filter(
            "late", marked("Done late"), lambda _session: and_(Task.done_at.is_not(None), Task.done_at > Task.due_at)
        ),
        choice_filter("employee", marked("Who"), Task.employee_id, people()),
        date_filter("due", marked("Until"), Task.due_at),
        date_filter("done", marked("Done"), Task.done_at),
        date_filter("created", marked("Planned"), Task.created_at),
    ),
    presets=(
        Preset("open", marked("Open"), (Condition("open", Operator.IS, YES),)),
        Preset("overdue", marked("Overdue"), (Condition("overdue", Operator.IS, YES),)),
        Preset("calls", marked("Calls"), (Condition("open", Operator.IS, YES), Condition("call", Operator.IS, YES))),
        Preset("done", marked("Done"), (Condition("open", Operator.IS, ("no",)),), counted=False),
        Preset("all", marked("All"), counted=False),
    ),
    search=lambda session, text: or_(
        func.lower(Task.title).contains(text.strip().lower(), autoescape=True), counterparty_matches(session, text)
    ),
    topics=frozenset({"task", "deal"}),
)

REGISTERS = (COUNTERPARTIES, TASKS)
