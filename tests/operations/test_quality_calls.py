"""Asking: what customers answer is kept as it was asked, bad marks are cleared up, nobody is judged by one answer."""

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.confidence import estimate
from app.models.notice_terms import NoticeKind
from app.models.quality import QualityAnswer, QualityCall
from app.models.quality_terms import QualityResult
from app.models.session import now
from app.models.tasks import Notification, Task
from app.models.terms import ConsentState, ContactPointKind, Role, Stage
from app.operations import quality_calls, quality_sample, quality_settings, register, satisfaction
from app.operations.overview_spec import Question
from app.operations.quality_calls import Asked
from app.operations.quality_settings import SampleSettings
from app.operations.register_spec import Condition, Operator, Shown
from tests.clock import FixedClock
from tests.deal_factories import House, house
from tests.operations.marketing_desk import consent
from tests.operations.quality_company import ended

ALL_CLOSED = SampleSettings(closed_deals=100, lost_deals=0, first_contacts=0)


@pytest.fixture
def at(store: Store) -> House:
    company = house(store)
    store.employee_id = company.people["Igor"]
    return company


def drawn(at: House, seller: str = "Olga", count: int = 1) -> tuple[int, ...]:
    """Ids of fresh calls about ended deals of *seller*."""
    at.store.write(ended, at.people[seller], Stage.CLOSED, count=count)
    with at.acting("Admin"):
        return at.store.write(quality_sample.draw, ALL_CLOSED).call_ids


def marks(at: House, call_id: int, *scores: int | None, note: str = "") -> quality_calls.Called:
    card = at.store.read(quality_calls.card, call_id)
    asked = [Asked(each.question, score) for each, score in zip(card.script, scores, strict=False)]
    return at.store.write(quality_calls.answer, call_id, card.version, asked, note)


def test_the_card_says_whom_to_ask_what(at: House) -> None:
    (call_id,) = drawn(at)
    card = at.store.read(quality_calls.card, call_id)
    assert (card.company, card.seller, card.language, card.result) == ("Customer 0", "Olga Lebedewa", "en", None)
    assert [each.whose for each in card.numbers] == ["Somebody of Customer 0"]
    assert len(card.script) == 5
    assert card.script[0].question.startswith("How quickly")
    assert card.why is not None
    assert (card.why.place, card.why.pool) == (1, 1)
    # A number that is refused meanwhile is not offered any more.
    at.store.write(consent, card.numbers[0].number, ConsentState.REFUSED, ContactPointKind.PHONE)
    assert at.store.read(quality_calls.card, call_id).numbers == ()


def test_answers_are_kept_as_they_were_asked(at: House) -> None:
    first, second = drawn(at, count=2)
    kept = marks(at, first, 5, 4, None, 5, 3, note="Friendly")
    assert kept.task_id is None
    own = [f"Question {each}?" for each in range(5)]
    usual = at.store.read(quality_settings.questions, "en")
    at.store.write(quality_settings.keep_questions, "en", usual, own)
    card = at.store.read(quality_calls.card, first)
    assert [each.question for each in card.script] == list(usual)
    assert [each.score for each in card.script] == [5, 4, None, 5, 3]
    assert (card.result, card.note, card.called_by) == (QualityResult.ANSWERED, "Friendly", "Igor Petrow")
    assert [each.question for each in at.store.read(quality_calls.card, second).script] == own


def test_a_bad_mark_is_cleared_up(at: House, clock: FixedClock) -> None:
    (call_id,) = drawn(at)
    with at.acting("Admin"):
        kept = marks(at, call_id, 4, 2, 5, 1, 3)
    task = at.store.read(_task, kept.task_id)
    assert task[:2] == (
        at.people["Igor"],
        "Clear up with Customer 0: 1 of 5 for “How well did we keep to what was promised, dates above all?”",
    )
    # Monday noon in Moscow: two days of work later is Wednesday morning.
    assert timedelta(days=1) < task[2] - clock() < timedelta(days=3)
    told = select(Notification.employee_id).where(Notification.kind == NoticeKind.QUALITY)
    assert {row[0] for row in at.store.read(lambda session: [tuple(row) for row in session.execute(told)])} == {
        at.people["Igor"],
        at.people["Olga"],
    }


def _task(session: Session, task_id: int | None) -> tuple[int | None, str, datetime]:
    record = session.get_one(Task, task_id)
    return record.employee_id, record.phrase.said("en"), record.due_at


def test_the_seller_clears_up_where_the_heads_want_it(at: House) -> None:
    opened = at.store.read(quality_settings.sample_settings)
    at.store.write(quality_settings.keep_sample_settings, opened, SampleSettings(clears=Role.SELLER))
    assert at.store.read(quality_settings.sample_settings).clears is Role.SELLER
    (call_id,) = drawn(at)
    assert at.store.read(_task, marks(at, call_id, 2).task_id)[0] == at.people["Olga"]


def test_who_is_not_reached_comes_again_and_not_for_ever(at: House, clock: FixedClock) -> None:
    (call_id,) = drawn(at)
    assert at.store.read(quality_calls.waiting) == 1
    first = at.store.write(quality_calls.unreachable, call_id, 1)
    assert first.waits
    assert at.store.read(quality_calls.waiting) == 0
    # The next working day, not before.
    clock.advance(hours=24)
    assert at.store.read(quality_calls.waiting) == 1
    at.store.write(quality_calls.unreachable, call_id, first.version)
    clock.advance(hours=24)
    last = at.store.write(quality_calls.unreachable, call_id, first.version + 1)
    assert not last.waits
    assert at.get(QualityCall, call_id, "result") is QualityResult.UNREACHABLE
    with pytest.raises(UserError, match="asked already"):
        at.store.write(quality_calls.answer, call_id, last.version, [Asked("?", 5)])


def test_what_was_written_can_be_taken_back(at: House) -> None:
    (call_id,) = drawn(at)
    kept = marks(at, call_id, 1, 5)
    version = at.store.write(quality_calls.take_back, kept)
    assert at.count(select(QualityAnswer)) == 0
    assert at.count(select(Task).where(Task.id == kept.task_id)) == 0
    tried = at.store.write(quality_calls.unreachable, call_id, version)
    at.store.write(quality_calls.take_back, tried)
    assert at.get(QualityCall, call_id, "tries") == 0
    refused = at.store.write(quality_calls.refuse, call_id, tried.version + 1, "No time")
    assert at.get(QualityCall, call_id, "result") is QualityResult.REFUSED
    at.store.write(quality_calls.take_back, refused)
    assert at.store.read(quality_calls.waiting) == 1


def test_a_task_that_somebody_works_at_keeps_the_answers(at: House) -> None:
    (call_id,) = drawn(at)
    kept = marks(at, call_id, 1)
    at.store.write(_note_on_task, kept.task_id)
    with pytest.raises(UserError, match="begun to clear this up"):
        at.store.write(quality_calls.take_back, kept)


def _note_on_task(session: Session, task_id: int | None) -> None:
    session.get_one(Task, task_id).note = "I called them."


def test_refusals(at: House) -> None:
    (call_id,) = drawn(at)
    for name in ("Olga", "Anna"):
        with at.acting(name), pytest.raises(NotAllowed):
            at.store.read(quality_calls.card, call_id)
    with at.acting("Anna"), pytest.raises(NotAllowed):
        at.store.write(quality_calls.refuse, call_id, 1)
    with pytest.raises(NotFound):
        at.store.read(quality_calls.card, 4711)
    with pytest.raises(Conflict):
        at.store.write(quality_calls.refuse, call_id, 9)
    with pytest.raises(UserError, match="Nothing is answered"):
        marks(at, call_id, None, None)
    with pytest.raises(UserError, match="from 1"):
        marks(at, call_id, 6)
    assert at.store.read(quality_calls.waiting) == 1


def test_settings_are_refused_when_they_make_no_sense(at: House) -> None:
    opened = at.store.read(quality_settings.sample_settings)
    keep = quality_settings.keep_sample_settings
    for wrong in (
        SampleSettings(tries=0),
        SampleSettings(days=-1),
        SampleSettings(0, 0, 0),
        SampleSettings(clears=Role.SERVICE),
    ):
        with pytest.raises(UserError):
            at.store.write(keep, opened, wrong)
    with at.acting("Olga"), pytest.raises(NotAllowed):
        at.store.write(keep, opened, SampleSettings())
    at.store.write(keep, opened, SampleSettings(days=60))
    with pytest.raises(Conflict):
        at.store.write(keep, opened, SampleSettings(days=90))
    usual = at.store.read(quality_settings.questions, "de")
    with pytest.raises(UserError, match="5 questions"):
        at.store.write(quality_settings.keep_questions, "de", usual, ["One?"])
    with pytest.raises(UserError, match="does not speak"):
        at.store.write(quality_settings.keep_questions, "fr", usual, usual)
    with pytest.raises(Conflict):
        at.store.write(quality_settings.keep_questions, "de", ["Old?"] * 5, usual)


def test_a_customer_counts_once_and_few_answers_say_so(at: House) -> None:
    calls = {seller: drawn(at, seller, count) for seller, count in (("Olga", 6), ("Pavel", 1), ("Boris", 1))}
    with at.acting("Admin"):
        for call_id in calls["Olga"]:
            marks(at, call_id, 5, 5, 2)
        marks(at, calls["Pavel"][0], 5)
        marks(at, calls["Boris"][0], 3)
    found = at.store.read(_of_today)
    # Igor sees his department; Olga's customers each say 4, whatever the number of their answers.
    assert [(each.name, each.mean, each.estimate.count, each.answers) for each in found] == [
        ("Olga Lebedewa", Fraction(4), 6, 18),
        ("Pavel Gromow", Fraction(5), 1, 1),
    ]
    assert found[0].estimate == estimate(4.0, 6)
    words = [satisfaction.said(each.estimate).said("en") for each in found]
    assert words == ["6 customers, between 2.5 and 4.8", "one customer: says nothing yet"]


def _of_today(session: Session) -> tuple[satisfaction.Score, ...]:
    moment = now(session)
    return satisfaction.satisfaction(session, moment - timedelta(days=1), moment + timedelta(days=1))


def test_each_figure_opens_its_answers(at: House) -> None:
    for call_id in drawn(at, count=2):
        marks(at, call_id, 5, 3)
    figure = at.store.read(satisfaction.chart, Question(days=7))
    (mark,) = figure.marks
    assert (mark.value, mark.rows) == (Decimal("4.0"), 4)
    assert at.store.read(register.count, mark.shown).number == 4
    by_question = at.store.read(satisfaction.chart_of_questions, Question(days=7))
    assert [(each.value, each.rows) for each in by_question.marks] == [(Decimal("5.0"), 2), (Decimal("3.0"), 2)]
    assert [at.store.read(register.count, each.shown).number for each in by_question.marks] == [2, 2]
    bad = Shown("quality_calls", (Condition("mean", Operator.AT_MOST, ("4",)),))
    assert [row.cells["mean"] for row in at.store.read(register.rows, bad).rows] == [Decimal("4.00")] * 2
    with at.acting("Anna"):
        assert at.store.read(register.count, mark.shown).number == 0
    with at.acting("Olga"), pytest.raises(NotAllowed):
        at.store.read(register.count, mark.shown)
