"""The registers of quality: calls that were drawn, single answers, and difficult cases [M15, M18, M19]."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.language import marked
from app.models.base import ExactDecimal
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.quality import DifficultCase, QualityAnswer, QualityCall
from app.models.quality_terms import CAUSE_WORDS, QUALITY_KIND_WORDS, QUALITY_RESULT_WORDS, QualityResult
from app.models.session import acting, now
from app.models.terms import Role
from app.operations.overview_scope import within
from app.operations.register_filters import (
    choice_filter,
    date_filter,
    departments,
    number_filter,
    people,
    text_filter,
    yes_no_filter,
)
from app.operations.register_spec import Column, Condition, Operator, Preset, Register
from app.operations.search_text import counterparty_matches

YES = ("yes",)
_asker, _head, _returned = aliased(Employee), aliased(Employee), aliased(Employee)


class MeanMark(FunctionElement[Any]):
    """The mean of marks to two decimals, exact on both databases (see ``ExactDecimal``)."""

    type = ExactDecimal(3, 2)
    inherit_cache = True
    name = "mean_mark"


@compiles(MeanMark, "postgresql")
def _mean_mark(element: MeanMark, compiler: SQLCompiler, **kw: Any) -> str:
    return f"round(avg({compiler.process(element.clauses, **kw)}), 2)"


@compiles(MeanMark)
def _mean_mark_embedded(element: MeanMark, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(round(avg({compiler.process(element.clauses, **kw)}) * 100) AS INTEGER)"


def _mean() -> ColumnElement[Any]:
    return (
        select(MeanMark(QualityAnswer.score))
        .where(QualityAnswer.quality_call_id == QualityCall.id)
        .correlate(QualityCall)
        .scalar_subquery()
    )


def _worst() -> ColumnElement[Any]:
    return (
        select(func.min(QualityAnswer.score))
        .where(QualityAnswer.quality_call_id == QualityCall.id)
        .correlate(QualityCall)
        .scalar_subquery()
    )


def _calls(session: Session) -> Select[Any]:
    """The calls of the departments of who asks; of all of them for the administrator. Raises NotAllowed."""
    query = (
        select()
        .select_from(QualityCall)
        .join(Counterparty, Counterparty.id == QualityCall.counterparty_id)
        .outerjoin(Deal, Deal.id == QualityCall.deal_id)
        .outerjoin(Inquiry, Inquiry.id == QualityCall.inquiry_id)
        .outerjoin(Employee, Employee.id == QualityCall.seller_id)
        .outerjoin(_asker, _asker.id == QualityCall.called_by_id)
        .outerjoin(Department, Department.id == QualityCall.department_id)
    )
    return within(session, query, QualityCall.department_id)


def _ready(session: Session) -> ColumnElement[bool]:
    return and_(QualityCall.called_at.is_(None), or_(QualityCall.again_at.is_(None), QualityCall.again_at <= now(session)))


def _rests(session: Session) -> ColumnElement[bool]:
    return and_(QualityCall.called_at.is_(None), QualityCall.again_at > now(session))


_SUBJECT = func.coalesce(Deal.title, Inquiry.subject, "")

QUALITY_CALLS = Register(
    "quality_calls",
    marked("Quality calls"),
    (
        Column("company", marked("Company"), "text", Counterparty.name, 240, Counterparty.name),
        Column("kind", marked("Drawn as"), "choice", QualityCall.kind, 120, words=QUALITY_KIND_WORDS),
        Column("subject", marked("Subject"), "text", _SUBJECT, 220, aside=True),
        Column("seller", marked("Seller"), "text", Employee.name, 150),
        Column("result", marked("Result"), "choice", QualityCall.result, 190, words=QUALITY_RESULT_WORDS),
        Column("mean", marked("Mean mark"), "quantity", _mean(), 100),
        Column("called_at", marked("Called"), "time", QualityCall.called_at, 100),
        Column("drawn_at", marked("Drawn"), "time", QualityCall.drawn_at, 100, QualityCall.drawn_at),
        Column("tries", marked("Tries"), "integer", QualityCall.tries, 70, aside=True),
        Column("again_at", marked("Comes again"), "time", QualityCall.again_at, 110, aside=True),
        Column("asked_by", marked("Asked by"), "text", _asker.name, 140, aside=True),
        Column("department", marked("Department"), "text", Department.name, 110, aside=True),
        Column("note", marked("Note"), "text", QualityCall.note, 220, aside=True),
        Column("worst", marked("Worst mark"), "integer", _worst(), hidden=True),
        Column("version", marked("Version"), "integer", QualityCall.version, hidden=True),
        Column("counterparty_id", marked("Counterparty"), "integer", QualityCall.counterparty_id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", QualityCall.deal_id, hidden=True),
        Column("inquiry_id", marked("Inquiry"), "integer", QualityCall.inquiry_id, hidden=True),
    ),
    _calls,
    QualityCall.id,
    order="drawn_at",
    descending=True,
    filters=(
        yes_no_filter("ready", marked("To call now"), _ready),
        yes_no_filter("rests", marked("Comes again"), _rests),
        choice_filter("kind", marked("Drawn as"), QualityCall.kind, QUALITY_KIND_WORDS),
        choice_filter("result", marked("Result"), QualityCall.result, QUALITY_RESULT_WORDS),
        choice_filter("seller", marked("Seller"), QualityCall.seller_id, people(Role.SELLER)),
        choice_filter("department", marked("Department"), QualityCall.department_id, departments),
        number_filter("mean", marked("Mean mark"), _mean()),
        number_filter("worst", marked("Worst mark"), _worst()),
        date_filter("called", marked("Called"), QualityCall.called_at),
        date_filter("drawn", marked("Drawn"), QualityCall.drawn_at),
    ),
    presets=(
        Preset("ready", marked("To call"), (Condition("ready", Operator.IS, YES),)),
        Preset("rests", marked("Comes again"), (Condition("rests", Operator.IS, YES),)),
        Preset("answered", marked("Answered"), (Condition("result", Operator.IS, (QualityResult.ANSWERED.value,)),)),
        Preset("all", marked("All"), counted=False),
    ),
    search=counterparty_matches,
    topics=frozenset({"quality_call", "quality_answer"}),
)


def _answers(session: Session) -> Select[Any]:
    """Each answer that has a mark, of the departments of who asks. Raises NotAllowed."""
    query = (
        select()
        .select_from(QualityAnswer)
        .join(QualityCall, QualityCall.id == QualityAnswer.quality_call_id)
        .join(Counterparty, Counterparty.id == QualityCall.counterparty_id)
        .outerjoin(Employee, Employee.id == QualityCall.seller_id)
        .outerjoin(Department, Department.id == QualityCall.department_id)
        .where(QualityAnswer.score.is_not(None), QualityCall.result == QualityResult.ANSWERED)
    )
    return within(session, query, QualityCall.department_id)


PLACES = 10
"""More than a script has questions: call and position make one number."""

QUALITY_ANSWERS = Register(
    "quality_answers",
    marked("Answers of customers"),
    (
        Column("called_at", marked("Called"), "time", QualityCall.called_at, 100),
        Column("company", marked("Company"), "text", Counterparty.name, 220),
        Column("seller", marked("Seller"), "text", Employee.name, 150),
        Column("score", marked("Mark"), "integer", QualityAnswer.score, 70, QualityAnswer.score),
        Column("question", marked("Question"), "text", QualityAnswer.question, 380),
        Column("note", marked("Note"), "text", QualityAnswer.note, 260),
        Column("kind", marked("Drawn as"), "choice", QualityCall.kind, 120, words=QUALITY_KIND_WORDS, aside=True),
        Column("department", marked("Department"), "text", Department.name, 110, aside=True),
        Column("position", marked("Position"), "integer", QualityAnswer.position, hidden=True),
        Column("call_id", marked("Call"), "integer", QualityCall.id, sort=QualityCall.id, hidden=True),
        Column("counterparty_id", marked("Counterparty"), "integer", QualityCall.counterparty_id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", QualityCall.deal_id, hidden=True),
    ),
    _answers,
    QualityAnswer.quality_call_id * PLACES + QualityAnswer.position,
    order="call_id",
    descending=True,
    filters=(
        date_filter("called", marked("Called"), QualityCall.called_at),
        choice_filter("seller", marked("Seller"), QualityCall.seller_id, people(Role.SELLER)),
        choice_filter("department", marked("Department"), QualityCall.department_id, departments),
        number_filter("position", marked("Position"), QualityAnswer.position),
        number_filter("score", marked("Mark"), QualityAnswer.score),
        choice_filter("kind", marked("Drawn as"), QualityCall.kind, QUALITY_KIND_WORDS),
        text_filter("note", marked("Note"), QualityAnswer.note),
    ),
    presets=(Preset("all", marked("All"), counted=False),),
    search=counterparty_matches,
    topics=frozenset({"quality_call", "quality_answer"}),
)

_DEPARTMENT = func.coalesce(Deal.department_id, Inquiry.department_id)


def _cases(session: Session) -> Select[Any]:
    """The cases of the departments of who asks; of all of them for the administrator. Raises NotAllowed."""
    query = (
        select()
        .select_from(DifficultCase)
        .outerjoin(Deal, Deal.id == DifficultCase.deal_id)
        .outerjoin(Inquiry, Inquiry.id == DifficultCase.inquiry_id)
        .outerjoin(Counterparty, Counterparty.id == DifficultCase.counterparty_id)
        .outerjoin(_head, _head.id == DifficultCase.taken_by_id)
        .outerjoin(Employee, Employee.id == DifficultCase.from_employee_id)
        .outerjoin(_returned, _returned.id == DifficultCase.returned_to_id)
    )
    return within(session, query, _DEPARTMENT)


_WHO = func.coalesce(Counterparty.name, func.nullif(Inquiry.company, ""), func.nullif(Inquiry.name, ""), Inquiry.number)

DIFFICULT_CASES = Register(
    "difficult_cases",
    marked("Difficult cases"),
    (
        Column("taken_at", marked("Taken over"), "time", DifficultCase.taken_at, 110, DifficultCase.taken_at),
        Column("company", marked("Company"), "text", _WHO, 220),
        Column("number", marked("Number"), "text", func.coalesce(Deal.number, Inquiry.number), 120),
        Column("cause", marked("Cause"), "choice", DifficultCase.cause, 190, words=CAUSE_WORDS),
        Column("cause_note", marked("What happened"), "text", DifficultCase.cause_note, 220),
        Column("head", marked("Taken over by"), "text", _head.name, 140),
        Column("seller", marked("From"), "text", Employee.name, 140),
        Column("resolved_at", marked("Resolved"), "time", DifficultCase.resolved_at, 100),
        Column("resolution", marked("Resolution"), "text", DifficultCase.resolution, 240),
        Column("returned_to", marked("Given back to"), "text", _returned.name, 140, aside=True),
        Column("version", marked("Version"), "integer", DifficultCase.version, hidden=True),
        Column("from_id", marked("From"), "integer", DifficultCase.from_employee_id, hidden=True),
        Column("taken_by_id", marked("Taken over by"), "integer", DifficultCase.taken_by_id, hidden=True),
        Column("department_id", marked("Department"), "integer", _DEPARTMENT, hidden=True),
        Column("counterparty_id", marked("Counterparty"), "integer", DifficultCase.counterparty_id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", DifficultCase.deal_id, hidden=True),
        Column("inquiry_id", marked("Inquiry"), "integer", DifficultCase.inquiry_id, hidden=True),
    ),
    _cases,
    DifficultCase.id,
    order="taken_at",
    filters=(
        yes_no_filter("open", marked("Open"), lambda _session: DifficultCase.resolved_at.is_(None)),
        yes_no_filter("mine", marked("Mine"), lambda session: DifficultCase.taken_by_id == (acting(session) or 0)),
        choice_filter("cause", marked("Cause"), DifficultCase.cause, CAUSE_WORDS),
        choice_filter("seller", marked("From"), DifficultCase.from_employee_id, people(Role.SELLER)),
        date_filter("taken", marked("Taken over"), DifficultCase.taken_at),
        date_filter("resolved", marked("Resolved"), DifficultCase.resolved_at),
    ),
    presets=(
        Preset("open", marked("Open"), (Condition("open", Operator.IS, YES),)),
        Preset("resolved", marked("Resolved"), (Condition("open", Operator.IS, ("no",)),), counted=False),
        Preset("all", marked("All"), counted=False),
    ),
    topics=frozenset({"difficult_case"}),
)

REGISTERS = (QUALITY_CALLS, QUALITY_ANSWERS, DIFFICULT_CASES)
"""What belongs to quality."""
