"""Asking those who were drawn: the script, the answers, who refused, who was not reached, what must be cleared up [M18]."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, marked, phrase, stored
from app.models.company import Employee
from app.models.confidence import HIGHEST, LOWEST
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.notice_terms import NoticeKind
from app.models.quality import QualityAnswer, QualityCall
from app.models.quality_terms import QualityKind, QualityResult
from app.models.session import now, touch
from app.models.tasks import Task
from app.models.terms import Role, TaskKind
from app.operations.actors import Actor, head_of, require
from app.operations.call_settings import company_hours
from app.operations.company_day import company_day
from app.operations.editing import expect, locked
from app.operations.notices import gone, tell
from app.operations.overview_scope import seen_departments
from app.operations.quality_sample import WhyThis, callable_number, why
from app.operations.quality_settings import questions, sample_settings

PLACE = "quality_calls"
BAD = 2
"""A mark so low, or lower, is cleared up with the customer."""
CLEARING_DAYS = 2
WORKDAY = timedelta(hours=8)
CLEAR_UP = marked("Clear up with {company}: {score} of 5 for “{question}”")


@dataclass(frozen=True, slots=True)
class Reach:
    """A number that may be called. whose: the person, "" if nobody is named."""

    number: str
    extension: str
    whose: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the script with its answer. score: from 1 (bad) to 5 (good), None where there was none."""

    question: str
    score: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class QualityCard:
    """What somebody needs who is about to ask. subject: the deal or the inquiry; ended_at: of the deal, or when it came.

    script: as it was asked, or as it would be asked now in *language*. numbers: without those that must not be called.
    """

    id: int
    version: int
    kind: QualityKind
    company: str
    counterparty_id: int
    deal_id: int | None
    inquiry_id: int | None
    subject: str
    number: str
    ended_at: datetime
    seller: str
    language: str
    numbers: tuple[Reach, ...]
    script: tuple[Asked, ...]
    result: QualityResult | None
    called_at: datetime | None
    called_by: str
    note: str
    tries: int
    most_tries: int
    again_at: datetime | None
    why: WhyThis | None


@dataclass(frozen=True, slots=True)
class Called:
    """What came of a call. task_id: of clearing up; waits: nobody was reached, it comes again."""

    call_id: int
    version: int
    sentence: Phrase
    task_id: int | None = None
    waits: bool = False


def card(session: Session, call_id: int) -> QualityCard:
    """All about one quality call. Raises NotFound, NotAllowed."""
    call = session.get(QualityCall, call_id)
    if call is None:
        raise NotFound("This call does not exist (any more).")
    _within(session, call)
    party = session.get_one(Counterparty, call.counterparty_id)
    deal = session.get(Deal, call.deal_id) if call.deal_id is not None else None
    inquiry = session.get(Inquiry, call.inquiry_id) if call.inquiry_id is not None else None
    numbers = _numbers(session, call.counterparty_id)
    language = party.language or (inquiry.language if inquiry is not None else "") or "en"
    kept = session.scalars(
        select(QualityAnswer).where(QualityAnswer.quality_call_id == call_id).order_by(QualityAnswer.position)
    ).all()
    script = [Asked(each.question, each.score, each.note) for each in kept]
    return QualityCard(
        id=call.id,
        version=call.version,
        kind=call.kind,
        company=party.name,
        counterparty_id=party.id,
        deal_id=call.deal_id,
        inquiry_id=call.inquiry_id,
        subject=deal.title if deal is not None else inquiry.subject if inquiry is not None else "",
        number=deal.number if deal is not None else inquiry.number if inquiry is not None else "",
        ended_at=deal.stage_entered_at if deal is not None else inquiry.received_at if inquiry else call.drawn_at,
        seller=_name(session, call.seller_id),
        language=language,
        numbers=numbers,
        script=tuple(script) or tuple(Asked(each) for each in questions(session, language)),
        result=call.result,
        called_at=call.called_at,
        called_by=_name(session, call.called_by_id),
        note=call.note,
        tries=call.tries,
        most_tries=sample_settings(session).tries,
        again_at=call.again_at,
        why=why(session, call_id) if call.draw_id is not None else None,
    )


def answer(session: Session, call_id: int, version: int, answers: Sequence[Asked], note: str = "") -> Called:
    """Keep what the customer answered, with the questions as they were asked; a bad mark makes a task to clear it up.

    Raises NotAllowed, NotFound, Conflict, UserError if it was asked already, or nothing was answered.
    """
    who, call = _waiting(session, call_id, version)
    if not any(each.score is not None for each in answers):
        raise UserError("Nothing is answered yet: a key from 1 to 5 answers a question.")
    if any(each.score is not None and not LOWEST <= each.score <= HIGHEST for each in answers):
        raise UserError("A mark is a number from 1 (bad) to 5 (good).")
    _settle(session, call, who, QualityResult.ANSWERED, note)
    session.add_all(
        QualityAnswer(
            quality_call_id=call.id,
            position=position,
            question=each.question.strip(),
            score=each.score,
            note=each.note.strip(),
        )
        for position, each in enumerate(answers, 1)
    )
    touch(session, "quality_answer")
    company = session.get_one(Counterparty, call.counterparty_id).name
    bad = [each for each in answers if each.score is not None and each.score <= BAD]
    task = _clear_up(session, call, who, company, bad, note) if bad else None
    session.flush()
    said = phrase("{company}: the answers are kept.", company=company)
    if task is not None:
        doer = _name(session, task.employee_id)
        said = phrase("{company}: the answers are kept. {name} has the task to clear it up.", company=company, name=doer)
    return Called(call.id, call.version, said, task.id if task is not None else None)


def refuse(session: Session, call_id: int, version: int, note: str = "") -> Called:
    """The customer does not want to answer: nobody asks again until their turn may come anew. Raises as ``answer``."""
    who, call = _waiting(session, call_id, version)
    _settle(session, call, who, QualityResult.REFUSED, note)
    session.flush()
    company = session.get_one(Counterparty, call.counterparty_id).name
    return Called(call.id, call.version, phrase("{company} does not want to answer.", company=company))


def unreachable(session: Session, call_id: int, version: int, note: str = "") -> Called:
    """Nobody was reached: it comes again the next working day, until it was tried often enough. Raises as ``answer``."""
    who, call = _waiting(session, call_id, version)
    company = session.get_one(Counterparty, call.counterparty_id).name
    enough = call.tries + 1 >= sample_settings(session).tries
    _, midnight = company_day(session, now(session))
    next_time = company_hours(session).after(midnight, timedelta(minutes=1))
    call.tries += 1
    if enough:
        _settle(session, call, who, QualityResult.UNREACHABLE, note)
        said = phrase("{company} was not reached {count} times: that is enough.", company=company, count=call.tries)
    else:
        call.note, call.again_at = note.strip() or call.note, next_time
        said = phrase("{company} was not reached: comes again on {day}.", company=company, day=next_time.date())
    session.flush()
    return Called(call.id, call.version, said, waits=not enough)


def take_back(session: Session, called: Called) -> int:
    """Undo what came of a call: it waits again, its answers and its task go; the new version.

    Raises NotAllowed, NotFound, Conflict, UserError where the task was begun meanwhile.
    """
    require(session, Role.HEAD)
    call = locked(session, QualityCall, called.call_id)
    _within(session, call)
    expect(call, called.version)
    if called.task_id is not None:
        task = locked(session, Task, called.task_id)
        if task.done_at is not None or task.version != 1:
            raise UserError("Somebody has begun to clear this up: the answers stay.")
        gone(session, "tasks", task.id)
        session.delete(task)
    if call.result is QualityResult.UNREACHABLE or called.waits:
        call.tries -= 1
    call.result, call.called_at, call.called_by_id, call.again_at = None, None, None, None
    session.execute(delete(QualityAnswer).where(QualityAnswer.quality_call_id == call.id))
    touch(session, "quality_answer")
    session.flush()
    return call.version


def waiting(session: Session) -> int:
    """How many calls wait to be made in the departments of who is signed in: the figure in the rail. Raises NotAllowed."""
    query = select(func.count(QualityCall.id)).where(
        QualityCall.called_at.is_(None), (QualityCall.again_at.is_(None)) | (QualityCall.again_at <= now(session))
    )
    seen = seen_departments(session)
    if seen is not None:
        query = query.where(QualityCall.department_id.in_(sorted(seen)))
    return session.scalar(query) or 0


def _within(session: Session, call: QualityCall) -> None:
    seen = seen_departments(session)
    if seen is not None and call.department_id not in seen:
        raise NotAllowed("The quality calls of this department are for its own head.")


def _waiting(session: Session, call_id: int, version: int) -> tuple[Actor, QualityCall]:
    who = require(session, Role.HEAD)
    call = locked(session, QualityCall, call_id)
    _within(session, call)
    expect(call, version)
    if call.called_at is not None:
        raise UserError("This customer was asked already.")
    return who, call


def _settle(session: Session, call: QualityCall, who: Actor, result: QualityResult, note: str) -> None:
    call.result, call.called_at, call.called_by_id = result, now(session), who.id
    call.note, call.again_at = note.strip(), None


def _clear_up(session: Session, call: QualityCall, who: Actor, company: str, bad: Sequence[Asked], note: str) -> Task:
    """The task of whoever clears up bad answers, about the worst of them; that person and the seller hear of it."""
    worst = min(bad, key=lambda each: each.score or HIGHEST)
    head_id = head_of(session, call.department_id) or who.id
    by_seller = sample_settings(session).clears is Role.SELLER and call.seller_id is not None
    params = {"company": company, "score": worst.score or LOWEST, "question": worst.question}
    notes = [f"{each.question}: {each.score}. {each.note}".strip() for each in bad]
    task = Task(
        kind=TaskKind.OTHER,
        title=CLEAR_UP,
        params=stored(params),
        note="\n".join(filter(None, (*notes, note.strip()))),
        due_at=company_hours(session).after(now(session), CLEARING_DAYS * WORKDAY),
        created_at=now(session),
        created_by_id=who.id,
        employee_id=call.seller_id if by_seller else head_id,
        counterparty_id=call.counterparty_id,
        deal_id=_open_deal(session, call),
        inquiry_id=call.inquiry_id,
    )
    session.add(task)
    session.flush()
    told = [each for each in (task.employee_id, call.seller_id) if each is not None]
    tell(session, told, Phrase(CLEAR_UP, params), place="tasks", record_id=task.id, kind=NoticeKind.QUALITY)
    return task


def _open_deal(session: Session, call: QualityCall) -> int | None:
    """The deal that the task stands in; what has ended keeps its customer only, so that the task can be planned on."""
    return (
        None
        if call.deal_id is None
        else session.scalar(select(Deal.id).where(Deal.id == call.deal_id, Deal.closed_at.is_(None)))
    )


def _numbers(session: Session, counterparty_id: int) -> tuple[Reach, ...]:
    rows = session.execute(
        select(ContactPoint.value, ContactPoint.extension, Contact.name)
        .outerjoin(Contact, Contact.id == ContactPoint.contact_id)
        .where(ContactPoint.counterparty_id == counterparty_id, callable_number())
        # A person first: who bought can answer, the company's exchange cannot.
        .order_by(ContactPoint.contact_id.is_(None), ContactPoint.id)
    )
    return tuple(Reach(row.value, row.extension, row.name or "") for row in rows)


def _name(session: Session, employee_id: int | None) -> str:
    return session.scalar(select(Employee.name).where(Employee.id == employee_id)) or ""
