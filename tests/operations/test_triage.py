"""Triage: one decision each, told to the right one, never twice, and taken back while nobody went on."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.events import AttachedFile
from app.models.counterparties import Contact, Counterparty, NotADouble
from app.models.inquiries import Inquiry
from app.models.tasks import Notification, Task
from app.models.terms import CloseReason, CounterpartyKind, InquiryState, Role, TaskKind
from app.operations import triage
from app.operations.intake import Taken, take_letter
from app.operations.intake_rules import known_by
from app.operations.triage import Decided
from tests import factories
from tests.clock import FixedClock

NOON = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def taken(store: Store, people: dict[str, int], clock: FixedClock) -> Taken:
    """One inquiry of a stranger; Marta is at her desk."""
    clock.moment = NOON - timedelta(minutes=30)
    taken = store.write(take_letter, factories.letter())
    clock.advance(minutes=1)
    store.employee_id = people["Marta"]
    return taken


def asked(taken: Taken) -> int:
    assert taken.inquiry_id is not None
    return taken.inquiry_id


def version(store: Store, taken: Taken) -> int:
    return store.read(triage.card, asked(taken)).version


def state(session: Session, inquiry_id: int) -> InquiryState:
    return session.get_one(Inquiry, inquiry_id).state


def lead(session: Session, counterparty_id: int | None) -> tuple[int | None, int | None, int | None]:
    record = session.get_one(Counterparty, counterparty_id)
    return record.department_id, record.seller_id, record.merged_into_id


def told(session: Session, employee_id: int) -> list[str]:
    rows = session.scalars(select(Notification).where(Notification.employee_id == employee_id).order_by(Notification.id))
    return [row.sentence.format(**row.params) for row in rows]


def open_tasks(session: Session) -> list[tuple[TaskKind, int | None]]:
    rows = session.execute(select(Task.kind, Task.employee_id).where(Task.done_at.is_(None)).order_by(Task.id))
    return [(row.kind, row.employee_id) for row in rows]


def sorted_to(store: Store, taken: Taken, code: str = "Prom") -> Decided:
    department = store.write(factories.department, code)
    return store.write(triage.sort_to, asked(taken), version(store, taken), department)


def assigned_to(store: Store, taken: Taken, people: dict[str, int], seller: str = "Olga") -> Decided:
    store.employee_id = people["Igor"]
    return store.write(triage.assign, asked(taken), version(store, taken), people[seller])


# ---------------------------------------------------------------- the list, the promise, the card


def test_the_inbox_shows_late_ones_first_and_counts_segments(store: Store, taken: Taken, clock: FixedClock) -> None:
    clock.moment = NOON + timedelta(minutes=1)
    store.write(take_letter, factories.letter("a2", email="x@x.example", source="site_form"))
    page = store.read(triage.inbox)
    assert [row.late for row in page.rows] == [True, False]
    assert page.rows[0].id == taken.inquiry_id
    assert (page.all, page.calls, page.mail, page.web) == (2, 0, 1, 1)
    assert [row.source for row in store.read(triage.inbox, segment="web").rows] == ["site_form"]
    assert store.read(triage.inbox, segment="calls").rows == ()


def test_a_row_shows_one_line_of_the_text_and_the_files(store: Store, people: dict[str, int]) -> None:
    files = (AttachedFile("a.pdf", "application/pdf", b"1"), AttachedFile("b.pdf", "application/pdf", b"2"))
    letter = factories.letter(name="", email="", phone="+493514829917", text="Line\n\ntwo " * 100, attachments=files)
    store.write(take_letter, letter)
    row = store.read(triage.inbox).rows[0]
    assert row.attachments == 2
    assert "\n" not in row.preview
    assert len(row.preview) <= 200
    assert row.contact == "+49 351 4829917"
    assert not row.missed_call
    assert people


def test_no_such_segment_is_a_bug(store: Store) -> None:
    with pytest.raises(ValueError, match="segment"):
        store.read(triage.inbox, segment="fax")


def test_the_head_sees_what_was_sorted_to_the_own_department(store: Store, taken: Taken) -> None:
    sorted_to(store, taken)
    prom, term = store.write(factories.department, "Prom"), store.write(factories.department, "Term")
    assert [row.department_code for row in store.read(triage.inbox, state="sorted", department_id=prom).rows] == ["Prom"]
    assert store.read(triage.inbox, state="sorted", department_id=term).rows == ()
    assert store.read(triage.inbox).rows == ()


def test_the_promise_tells_what_is_left_and_when_it_was_kept(store: Store, taken: Taken, clock: FixedClock) -> None:
    before = store.read(triage.promise)
    assert (before.left, before.late, before.share_done, before.due_at) == (1, 0, 0, NOON)
    assert before.morning_done_at is None
    clock.moment = NOON + timedelta(minutes=5)
    late = store.read(triage.promise)
    assert (late.left, late.late, late.due_at) == (1, 1, NOON + timedelta(hours=4))
    sorted_to(store, taken)
    kept = store.read(triage.promise)
    assert (kept.left, kept.late, kept.morning_sorted, kept.morning_done_at) == (0, 0, 1, clock.moment)
    assert kept.share_done == 100


def test_the_card_shows_all_that_is_needed_to_decide(store: Store, people: dict[str, int]) -> None:
    store.write(factories.counterparty, "УралХимМаш-Сервис", emails=["info@uralchim.example"], seller_id=people["Olga"])
    file = (AttachedFile("Опросный лист.pdf", "application/pdf", b"%PDF"),)
    letter = factories.letter(company="ООО «УралХимМаш»", text="Нужен насос для щёлочи", attachments=file)
    taken = store.write(take_letter, letter)
    store.write(take_letter, factories.letter("a2", subject="Forgot something"))
    card = store.read(triage.card, asked(taken))
    assert (card.name, card.company, card.state) == ("Dmitri Sokolow", "ООО «УралХимМаш»", "new")
    assert card.original == letter.original
    assert [(double.name, double.why.said("en"), double.seller) for double in card.doubles] == [
        ("УралХимМаш-Сервис", "Same mail domain", "Olga Lebedewa")
    ]
    assert card.suggestion is not None
    assert card.suggestion.department_code == "Prom"
    assert card.told_next == "Igor Petrow, Prom"
    lines = [row.text.said("en") for row in card.history]
    assert "Recorded as inquiry A-2026-0001" in lines
    assert "Wrote: Forgot something" in lines
    document = store.read(triage.file, card.files[0].id)
    assert (document.filename, document.data) == ("Опросный лист.pdf", b"%PDF")


def test_what_does_not_exist_is_not_found(store: Store, taken: Taken, people: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        store.read(triage.card, 999_999)
    with pytest.raises(NotFound):
        store.read(triage.file, 999_999)
    with pytest.raises(NotFound):
        store.write(triage.sort_to, 999_999, 1, 1)
    with pytest.raises(NotFound):
        store.write(triage.sort_to, asked(taken), version(store, taken), 999_999)
    with pytest.raises(NotFound):
        store.write(triage.link, asked(taken), version(store, taken), 999_999)
    sorted_to(store, taken)
    with pytest.raises(NotFound):
        store.write(triage.assign, asked(taken), version(store, taken), 999_999)
    assert people


# ---------------------------------------------------------------- decisions


def test_sorting_tells_the_head(store: Store, taken: Taken, people: dict[str, int]) -> None:
    decided = sorted_to(store, taken)
    assert decided.sentence.said("en") == "Dmitri Sokolow sent to Prom. Igor Petrow was told."
    assert store.read(state, asked(taken)) is InquiryState.SORTED
    assert store.read(told, people["Igor"]) == ["Inquiry A-2026-0001 for Prom: Dmitri Sokolow"]
    assert store.read(lead, taken.counterparty_id)[0] is not None


def test_a_sub_department_is_no_queue_of_its_own(store: Store, taken: Taken) -> None:
    with pytest.raises(UserError, match="no queue"):
        sorted_to(store, taken, "Test")
    assert store.read(state, asked(taken)) is InquiryState.NEW


def test_naming_the_seller_makes_the_task_and_hands_the_lead_over(
    store: Store, taken: Taken, people: dict[str, int]
) -> None:
    sorted_to(store, taken)
    decided = assigned_to(store, taken, people)
    assert decided.sentence.said("en") == "Dmitri Sokolow given to Olga Lebedewa, who was told."
    assert store.read(state, asked(taken)) is InquiryState.ASSIGNED
    assert store.read(lead, taken.counterparty_id)[1] == people["Olga"]
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Olga"])]
    assert store.read(told, people["Olga"]) == ["Inquiry A-2026-0001 is yours: Dmitri Sokolow"]
    assigned_to(store, taken, people, "Pavel")
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Pavel"])]


def test_a_seller_of_the_department_below_may_be_named(store: Store, taken: Taken, people: dict[str, int]) -> None:
    sorted_to(store, taken, "Vys")
    store.employee_id = people["Anna"]
    store.write(triage.assign, asked(taken), version(store, taken), people["Boris"])
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Boris"])]


@pytest.mark.parametrize("seller", ["Boris", "Wanda", "Anna"])
def test_nobody_else_can_be_named(store: Store, taken: Taken, people: dict[str, int], seller: str) -> None:
    sorted_to(store, taken)
    with pytest.raises(UserError, match="does not sell in this department"):
        assigned_to(store, taken, people, seller)


def test_known_customer_takes_the_letters_and_the_address(store: Store, taken: Taken, people: dict[str, int]) -> None:
    volga = store.write(factories.counterparty, "Volga", seller_id=people["Olga"])
    decided = store.write(triage.link, asked(taken), version(store, taken), volga)
    assert decided.sentence.said("en") == "Dmitri Sokolow added to Volga."
    assert store.read(state, asked(taken)) is InquiryState.LINKED
    assert store.read(lead, taken.counterparty_id)[2] == volga
    known = store.read(known_by, "", "d.sokolow@uralchim.example")
    assert known is not None
    assert known.id == volga
    assert store.read(told, people["Olga"]) == ["Volga asks: Pump for alkali"]
    again = store.write(take_letter, factories.letter("a2"))
    assert (again.outcome, again.counterparty_id) == ("history", volga)


def test_a_lead_with_a_second_inquiry_is_not_merged_away(store: Store, taken: Taken) -> None:
    volga = store.write(factories.counterparty, "Volga")

    def second(session: Session) -> None:
        first = session.get_one(Inquiry, asked(taken))
        session.add(
            Inquiry(
                number="A-X",
                received_at=first.received_at,
                channel=first.channel,
                source=first.source,
                counterparty_id=first.counterparty_id,
            )
        )

    store.write(second)
    store.write(triage.link, asked(taken), version(store, taken), volga)
    assert store.read(lead, taken.counterparty_id)[2] is None
    known = store.read(known_by, "", "d.sokolow@uralchim.example")
    assert known is not None
    assert known.id == taken.counterparty_id


def test_linking_to_itself_is_refused(store: Store, taken: Taken) -> None:
    assert taken.counterparty_id is not None
    with pytest.raises(UserError, match="already"):
        store.write(triage.link, asked(taken), version(store, taken), taken.counterparty_id)


def test_closing_needs_a_reason_that_says_something(store: Store, taken: Taken) -> None:
    with pytest.raises(UserError, match="reason"):
        store.write(triage.close, asked(taken), version(store, taken), CloseReason.OTHER, "  ")
    store.write(triage.close, asked(taken), version(store, taken), CloseReason.MISTAKEN)
    card = store.read(triage.card, asked(taken))
    assert (card.state, card.close_reason) == ("closed", "mistaken")
    assert store.read(triage.inbox).rows == ()


def test_later_hides_it_until_then(store: Store, taken: Taken, clock: FixedClock) -> None:
    with pytest.raises(UserError, match="still to come"):
        store.write(triage.later, asked(taken), version(store, taken), clock.moment)
    until = clock.moment + timedelta(hours=1)
    store.write(triage.later, asked(taken), version(store, taken), until)
    assert store.read(triage.inbox).rows == ()
    assert store.read(triage.promise).left == 0
    clock.moment = until
    assert [row.id for row in store.read(triage.inbox).rows] == [taken.inquiry_id]


def decisions(store: Store, taken: Taken, people: dict[str, int]) -> dict[str, Callable[[int], Decided]]:
    inquiry_id, prom = asked(taken), store.write(factories.department, "Prom")
    volga = store.write(factories.counterparty, "Volga")
    later = store.clock() + timedelta(hours=1)
    return {
        "sort_to": lambda seen: store.write(triage.sort_to, inquiry_id, seen, prom),
        "assign": lambda seen: store.write(triage.assign, inquiry_id, seen, people["Olga"]),
        "link": lambda seen: store.write(triage.link, inquiry_id, seen, volga),
        "close": lambda seen: store.write(triage.close, inquiry_id, seen, CloseReason.SPAM),
        "later": lambda seen: store.write(triage.later, inquiry_id, seen, later),
    }


NAMES = ["sort_to", "assign", "link", "close", "later"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("who", ["Wanda", "Maria", None])
def test_others_may_not_decide(store: Store, taken: Taken, people: dict[str, int], name: str, who: str | None) -> None:
    decide, seen = decisions(store, taken, people)[name], version(store, taken)
    store.employee_id = people[who] if who else None
    with pytest.raises(NotAllowed):
        decide(seen)


@pytest.mark.parametrize("name", ["assign", "link", "close"])
def test_another_departments_head_may_not_decide(store: Store, taken: Taken, people: dict[str, int], name: str) -> None:
    sorted_to(store, taken)
    decide, seen = decisions(store, taken, people)[name], version(store, taken)
    store.employee_id = people["Viktor"]
    with pytest.raises(NotAllowed):
        decide(seen)


@pytest.mark.parametrize("name", NAMES)
def test_a_stale_version_is_a_conflict(store: Store, taken: Taken, people: dict[str, int], name: str) -> None:
    decide, seen = decisions(store, taken, people)[name], version(store, taken)
    sorted_to(store, taken)
    with pytest.raises(Conflict) as raised:
        decide(seen)
    assert raised.value.changed_by == "Marta Vogel"
    clashes = {clash.field: (clash.original, clash.theirs) for clash in raised.value.clashes}
    assert clashes["state"] == (InquiryState.NEW, InquiryState.SORTED)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_closed_stays_closed(store: Store, taken: Taken, people: dict[str, int], name: str) -> None:
    decide = decisions(store, taken, people)[name]
    store.write(triage.close, asked(taken), version(store, taken), CloseReason.SPAM)
    with pytest.raises(UserError, match="closed already"):
        decide(version(store, taken))


# ---------------------------------------------------------------- taking back


@pytest.mark.parametrize("name", ["sort_to", "link", "close", "later"])
def test_a_decision_is_taken_back_whole(
    store: Store, taken: Taken, people: dict[str, int], clock: FixedClock, name: str
) -> None:
    before = store.read(triage.inbox).rows[0]
    decided = decisions(store, taken, people)[name](before.version)
    clock.advance(seconds=8)
    back = store.write(triage.undo, asked(taken), decided.undo_version)
    assert back.sentence.said("en") == "Dmitri Sokolow is back where it was."
    card = store.read(triage.card, asked(taken))
    assert (card.state, card.department_id, card.counterparty_id) == ("new", None, taken.counterparty_id)
    assert (card.close_reason, card.snoozed_until) == ("", None)
    assert store.read(lead, taken.counterparty_id) == (None, None, None)
    known = store.read(known_by, "", "d.sokolow@uralchim.example")
    assert known is not None
    assert known.id == taken.counterparty_id
    assert store.read(told, people["Igor"]) == []
    assert len(store.read(told, people["Marta"])) == 1

    def owners(session: Session) -> set[int]:
        return set(session.scalars(select(Contact.counterparty_id).where(Contact.name == "Dmitri Sokolow")))

    assert store.read(owners) == {taken.counterparty_id}


def test_naming_the_seller_is_taken_back(store: Store, taken: Taken, people: dict[str, int], clock: FixedClock) -> None:
    sorted_to(store, taken)
    clock.advance(minutes=1)
    decided = assigned_to(store, taken, people)
    clock.advance(seconds=5)
    store.write(triage.undo, asked(taken), decided.undo_version)
    assert store.read(state, asked(taken)) is InquiryState.SORTED
    assert store.read(open_tasks) == []
    assert store.read(told, people["Olga"]) == []
    assert store.read(told, people["Igor"]) != []
    assert store.read(lead, taken.counterparty_id)[1] is None


def test_closing_by_the_seller_is_taken_back_with_its_task(
    store: Store, taken: Taken, people: dict[str, int], clock: FixedClock
) -> None:
    sorted_to(store, taken)
    assigned_to(store, taken, people)
    store.employee_id = people["Olga"]
    clock.advance(minutes=1)
    decided = store.write(triage.close, asked(taken), version(store, taken), CloseReason.NO_CONTACT)
    assert store.read(open_tasks) == []
    store.write(triage.undo, asked(taken), decided.undo_version)
    assert store.read(open_tasks) == [(TaskKind.QUALIFY, people["Olga"])]


def test_only_who_decided_takes_back_and_not_too_late(
    store: Store, taken: Taken, people: dict[str, int], clock: FixedClock
) -> None:
    with pytest.raises(UserError, match="nothing to take back"):
        store.write(triage.undo, asked(taken), version(store, taken))
    decided = sorted_to(store, taken)
    store.employee_id = people["Igor"]
    with pytest.raises(NotAllowed):
        store.write(triage.undo, asked(taken), decided.undo_version)
    store.employee_id = people["Marta"]
    clock.advance(minutes=11)
    with pytest.raises(UserError, match="too late"):
        store.write(triage.undo, asked(taken), decided.undo_version)
    with pytest.raises(Conflict):
        store.write(triage.undo, asked(taken), decided.undo_version - 1)


# ---------------------------------------------------------------- two at once


def test_two_dispatchers_never_decide_the_same_item_twice(fresh_store: Store) -> None:
    people = fresh_store.write(factories.company)
    second = fresh_store.write(factories.employee, "Nina Orlowa", Role.DISPATCHER)
    taken = fresh_store.write(take_letter, factories.letter())
    departments = [fresh_store.write(factories.department, code) for code in ("Prom", "Term")]
    seen = fresh_store.read(triage.inbox).rows[0].version
    barrier = threading.Barrier(2)
    outcomes: list[str] = []

    def decide(employee_id: int, department_id: int) -> None:
        own = Store(fresh_store.engine, clock=fresh_store.clock, employee_id=employee_id)
        barrier.wait(10)
        try:
            own.write(triage.sort_to, asked(taken), seen, department_id)
            outcomes.append("decided")
        except Conflict:
            outcomes.append("conflict")

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip((people["Marta"], second), departments, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["conflict", "decided"]


# ---------------------------------------------------------------- suggestions and doubles


def suggested(store: Store, taken: Taken) -> str | None:
    suggestion = store.read(triage.card, asked(taken)).suggestion
    return suggestion.department_code if suggestion else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Прошу направить КП на насос НХ-65", "Prom"),
        ("Wir brauchen einen Vakuumtrockenschrank", "Term"),
        ("We need a 300 l climate chamber", "Vys"),
        ("Please send the catalogue", None),
        ("Elefant", None),
    ],
)
@pytest.mark.usefixtures("people")
def test_words_speak_for_a_department(store: Store, text: str, code: str | None) -> None:
    assert suggested(store, store.write(take_letter, factories.letter(subject="", text=text))) == code


def test_history_says_where_alike_ones_went(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Marta"]
    term = store.write(factories.department, "Term")
    for number in range(3):
        past = store.write(take_letter, factories.letter(f"k{number}", email=f"{number}@a.example", text="furnace"))
        store.write(triage.sort_to, asked(past), version(store, past), term)
    taken = store.write(take_letter, factories.letter("new", email="n@a.example", subject="", text="A furnace, please"))
    suggestion = store.read(triage.card, asked(taken)).suggestion
    assert suggestion is not None
    assert suggestion.why.said("en") == "3 of 3 alike inquiries went to Term"


@pytest.mark.usefixtures("people")
def test_a_free_mail_domain_makes_no_double(store: Store) -> None:
    store.write(factories.counterparty, "Somebody", emails=["somebody@gmail.com"])
    taken = store.write(take_letter, factories.letter(email="else@gmail.com"))
    assert store.read(triage.card, asked(taken)).doubles == ()


@pytest.mark.usefixtures("people")
def test_a_similar_name_is_a_double_and_a_judged_one_is_not(store: Store) -> None:
    near = store.write(factories.counterparty, "Stadtwerke Gera", CounterpartyKind.CUSTOMER)
    taken = store.write(take_letter, factories.letter(company="Stadtwerke Gera GmbH"))
    doubles = store.read(triage.card, asked(taken)).doubles
    assert [(double.counterparty_id, double.why.said("en"), double.likely) for double in doubles] == [
        (near, "Similar name", True)
    ]

    def judge(session: Session) -> None:
        first, second = sorted((near, taken.counterparty_id or 0))
        session.add(NotADouble(first_id=first, second_id=second, at=NOON))

    store.write(judge)
    assert store.read(triage.card, asked(taken)).doubles == ()
