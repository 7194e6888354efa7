"""Letters: strangers become leads with an inquiry once, known senders get their history, nothing comes twice."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.events import AttachedFile
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry, IntakeRule
from app.models.interactions import Attachment, Interaction, Message, QuarantineEntry
from app.models.tasks import Notification
from app.models.terms import CloseReason, CounterpartyKind, InquiryState
from app.operations.intake import Taken, take_letter, take_unreadable
from tests import factories
from tests.clock import FixedClock

KEPT = (Counterparty, Identity, Inquiry, Interaction, Message, Attachment, Notification, QuarantineEntry)


def counted(session: Session) -> dict[str, int]:
    return {kind.__name__: session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KEPT}


def told(session: Session) -> list[tuple[int, str, str]]:
    rows = session.scalars(select(Notification).order_by(Notification.id))
    return [(row.employee_id, row.place, row.sentence.format(**row.params)) for row in rows]


def field(session: Session, kind: Any, record_id: int | None, name: str) -> Any:
    return getattr(session.get_one(kind, record_id), name)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


def test_a_stranger_becomes_a_lead_with_an_inquiry(store: Store, people: dict[str, int]) -> None:
    files = (AttachedFile("ТЗ.pdf", "application/pdf", b"%PDF-1.4"),)
    letter = factories.letter(company="ООО «УралХимМаш»", phone="+73433102208", attachments=files)
    taken = store.write(take_letter, letter)
    assert taken.outcome == "inquiry"
    assert taken.number == "A-2026-0001"
    assert store.read(field, Counterparty, taken.counterparty_id, "kind") is CounterpartyKind.LEAD
    assert store.read(field, Counterparty, taken.counterparty_id, "name") == "ООО «УралХимМаш»"
    assert store.read(field, Counterparty, taken.counterparty_id, "folded") == "уралхиммаш"
    assert store.read(field, Counterparty, taken.counterparty_id, "inquiry_id") == taken.inquiry_id
    assert store.read(field, Inquiry, taken.inquiry_id, "state") is InquiryState.NEW
    assert store.read(field, Inquiry, taken.inquiry_id, "counterparty_id") == taken.counterparty_id
    assert store.read(field, Message, taken.interaction_id, "original") == letter.original
    assert store.read(field, Message, taken.interaction_id, "raw") == letter.raw
    assert store.read(told) == [(people["Marta"], "triage", "New inquiry A-2026-0001: Pump for alkali")]
    assert store.read(counted)["Attachment"] == 1

    def points(session: Session) -> set[tuple[str, str]]:
        return {(row.value, row.tail) for row in session.execute(select(ContactPoint.value, ContactPoint.tail))}

    assert store.read(points) == {("+73433102208", "3433102208"), ("d.sokolow@uralchim.example", "")}


@pytest.mark.parametrize(
    ("company", "name", "email", "phone", "expected"),
    [
        ("Nordfleisch AG", "Jens", "j@n.example", "", "Nordfleisch AG"),
        ("", "Jens", "j@n.example", "", "Jens"),
        ("", "", "j@n.example", "+4935148299 17", "j@n.example"),
        ("", "", "", "+493514829917", "+49 351 4829917"),
    ],
)
@pytest.mark.usefixtures("people")
def test_a_lead_is_called_by_the_best_that_is_known(
    store: Store, company: str, name: str, email: str, phone: str, expected: str
) -> None:
    letter = factories.letter(company=company, name=name, email=email, phone=phone)
    taken = store.write(take_letter, letter)
    assert store.read(field, Counterparty, taken.counterparty_id, "name") == expected


@pytest.mark.usefixtures("people")
def test_the_same_letter_again_changes_nothing(store: Store) -> None:
    first = store.write(take_letter, factories.letter())
    before = store.read(counted)
    again = store.write(take_letter, factories.letter())
    assert again == Taken("duplicate", interaction_id=first.interaction_id)
    assert store.read(counted) == before


@pytest.mark.usefixtures("people")
def test_a_second_letter_of_a_lead_joins_it(store: Store) -> None:
    first = store.write(take_letter, factories.letter("a1"))
    second = store.write(take_letter, factories.letter("a2", text="And a motor, please."))
    assert second.outcome == "history"
    assert (second.counterparty_id, second.inquiry_id) == (first.counterparty_id, first.inquiry_id)
    assert store.read(field, Interaction, second.interaction_id, "text") == "And a motor, please."
    assert store.read(counted)["Inquiry"] == 1


def test_a_lead_is_announced_to_whoever_has_it(store: Store, people: dict[str, int]) -> None:
    first = store.write(take_letter, factories.letter("a1"))

    def give(session: Session, name: str, value: int) -> None:
        setattr(session.get_one(Counterparty, first.counterparty_id), name, value)

    def last_told() -> int:
        return store.read(told)[-1][0]

    store.write(take_letter, factories.letter("a2"))
    assert last_told() == people["Marta"]
    prom = store.write(factories.department, "Prom")
    store.write(give, "department_id", prom)
    store.write(take_letter, factories.letter("a3"))
    assert last_told() == people["Igor"]
    store.write(give, "seller_id", people["Olga"])
    store.write(take_letter, factories.letter("a4"))
    assert last_told() == people["Olga"]


@pytest.mark.parametrize("by", ["email", "phone"])
def test_a_customer_gets_history_and_never_a_lead(store: Store, people: dict[str, int], by: str) -> None:
    volga = store.write(
        factories.counterparty,
        "ООО «Волгахимпром»",
        phones=["+78432001122"],
        emails=["snab@volgahim.example"],
        department="Prom",
        seller_id=people["Olga"],
    )
    email, phone = ("snab@volgahim.example", "") if by == "email" else ("", "+78432001122")
    taken = store.write(take_letter, factories.letter(subject="Re: КП", email=email, phone=phone))
    assert taken.outcome == "history"
    assert taken.counterparty_id == volga
    assert taken.inquiry_id is None
    assert store.read(told) == [(people["Olga"], "counterparties", "ООО «Волгахимпром» wrote: Re: КП")]
    assert store.read(counted)["Counterparty"] == 1
    assert store.read(field, Counterparty, volga, "last_contact_at") == factories.RECEIVED


def test_the_head_is_told_where_the_seller_has_left(store: Store, people: dict[str, int]) -> None:
    store.write(
        factories.counterparty, "Brenner", emails=["b@brenner.example"], department="Prom", seller_id=people["Pavel"]
    )

    def leave(session: Session) -> None:
        employee = session.get_one(Employee, people["Pavel"])
        employee.active = False

    store.write(leave)
    store.write(take_letter, factories.letter(email="b@brenner.example"))
    assert [row[0] for row in store.read(told)] == [people["Igor"]]


@pytest.mark.usefixtures("people")
def test_the_address_counts_more_than_a_number_in_the_text(store: Store) -> None:
    store.write(factories.counterparty, "Number", phones=["+78432001122"])
    address = store.write(factories.counterparty, "Address", emails=["a@b.example"])
    taken = store.write(take_letter, factories.letter(email="a@b.example", phone="+78432001122"))
    assert taken.counterparty_id == address


@pytest.mark.usefixtures("people")
def test_the_address_of_a_lead_counts_more_than_a_customers_number(store: Store) -> None:
    store.write(factories.counterparty, "Number", phones=["+78432001122"])
    lead = store.write(factories.counterparty, "Lead", CounterpartyKind.LEAD, emails=["a@b.example"])
    taken = store.write(take_letter, factories.letter(email="a@b.example", phone="+78432001122"))
    assert (taken.outcome, taken.counterparty_id) == ("history", lead)


@pytest.mark.usefixtures("people")
def test_automatic_mail_makes_no_lead_and_tells_nobody(store: Store) -> None:
    taken = store.write(take_letter, factories.letter(automatic="Auto-Submitted: auto-replied"))
    assert taken.outcome == "automatic"
    kept = store.read(counted)
    assert (kept["Counterparty"], kept["Inquiry"], kept["Notification"], kept["Message"]) == (0, 0, 0, 1)
    assert store.read(field, Interaction, taken.interaction_id, "automatic_reason") == "Auto-Submitted: auto-replied"
    assert store.write(take_letter, factories.letter(automatic="again")).outcome == "duplicate"


@pytest.mark.usefixtures("people")
def test_an_out_of_office_note_stands_in_the_customers_history(store: Store) -> None:
    customer = store.write(factories.counterparty, "Brenner", emails=["b@brenner.example"])
    taken = store.write(take_letter, factories.letter(email="b@brenner.example", automatic="out of office"))
    assert (taken.outcome, taken.counterparty_id) == ("automatic", customer)


@pytest.mark.usefixtures("people")
def test_without_any_contact_there_is_an_inquiry_but_no_lead(store: Store) -> None:
    taken = store.write(take_letter, factories.letter(name="", email=""))
    assert (taken.outcome, taken.counterparty_id) == ("inquiry", None)
    assert store.read(counted)["Counterparty"] == 0
    assert store.read(counted)["Inquiry"] == 1


def test_what_was_thrown_away_as_spam_does_not_ring_again(store: Store, people: dict[str, int]) -> None:
    first = store.write(take_letter, factories.letter("a1"))

    def close(session: Session) -> None:
        inquiry = session.get_one(Inquiry, first.inquiry_id)
        inquiry.state = InquiryState.CLOSED
        inquiry.close_reason = CloseReason.SPAM

    store.write(close)
    taken = store.write(take_letter, factories.letter("a2"))
    assert (taken.outcome, taken.inquiry_id) == ("history", None)
    assert [row[0] for row in store.read(told)] == [people["Marta"]]


@pytest.mark.usefixtures("people")
def test_signs_that_no_database_keeps_do_no_harm(store: Store) -> None:
    nasty = "a\0b\udcff" + "x" * 50_000
    letter = factories.letter(nasty, name=nasty, subject=nasty, text=nasty, email="ok@ok.example")
    letter = replace(letter, attachments=(AttachedFile("n\0\udc80.pdf", "application/pdf", b""),), references=(nasty,))
    assert store.write(take_letter, letter).outcome == "inquiry"
    assert store.write(take_letter, letter).outcome == "duplicate"


@pytest.mark.usefixtures("people")
def test_a_letter_of_no_known_kind_is_refused_whole(store: Store) -> None:
    with pytest.raises(UserError):
        store.write(take_letter, factories.letter(source="carrier pigeon"))
    assert store.read(counted)["Counterparty"] == 0


def test_without_rules_nothing_is_guessed(store: Store) -> None:
    store.write(lambda session: session.execute(delete(IntakeRule)).close())
    with pytest.raises(UserError, match="intake rules"):
        store.write(take_letter, factories.letter())


def test_an_unreadable_letter_is_kept_once(store: Store) -> None:
    assert store.write(take_unreadable, factories.unreadable()).outcome == "quarantine"
    assert store.write(take_unreadable, factories.unreadable()).outcome == "duplicate"
    assert store.read(counted)["QuarantineEntry"] == 1


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # Moscow is three hours ahead: 12:00 there is 09:00 UTC.
        ("2026-08-03T08:59:00+00:00", "2026-08-03T09:00:00+00:00"),
        ("2026-08-03T09:00:00+00:00", "2026-08-03T13:00:00+00:00"),
        ("2026-08-07T13:00:00+00:00", "2026-08-10T09:00:00+00:00"),
    ],
)
def test_an_inquiry_is_due_at_the_next_promised_time(store: Store, clock: FixedClock, moment: str, due: str) -> None:
    clock.moment = clock.moment.fromisoformat(moment)
    taken = store.write(take_letter, factories.letter())
    assert store.read(field, Inquiry, taken.inquiry_id, "due_at").isoformat() == due


@contextmanager
def counting(store: Store) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def test_a_lead_costs_few_statements(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    fresh_store.write(take_letter, factories.letter("warm"))
    with counting(fresh_store) as statements:
        fresh_store.write(take_letter, factories.letter("a1", email="x@y.example", phone="+78432001199"))
    # One look, two identities, a row or two in each of seven tables, the number, the lead's inquiry, the trail with news.
    # SQLite writes the news apart from the trail.
    assert len(statements) <= (15 if fresh_store.embedded else 14), "\n".join(statements)


def at_once(count: int, work: Callable[[int], Taken]) -> list[Taken]:
    """*work* in *count* threads that begin at the same moment."""
    results: list[Taken] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        barrier.wait(10)
        results.append(work(number))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_letters_of_one_stranger_at_once_make_one_lead(fresh_store: Store) -> None:
    fresh_store.write(factories.company)

    def work(number: int) -> Taken:
        return fresh_store.write(take_letter, factories.letter(f"key-{number}", phone="+78432001199"))

    results = at_once(6, work)
    assert sorted(taken.outcome for taken in results) == ["history"] * 5 + ["inquiry"]
    assert len({taken.counterparty_id for taken in results}) == 1
    kept = fresh_store.read(counted)
    assert (kept["Counterparty"], kept["Inquiry"], kept["Message"]) == (1, 1, 6)


def test_the_same_letter_at_once_is_taken_once(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    results = at_once(6, lambda _: fresh_store.write(take_letter, factories.letter(phone="+78432001199")))
    assert sorted(taken.outcome for taken in results) == ["duplicate"] * 5 + ["inquiry"]
    assert fresh_store.read(counted)["Message"] == 1


def test_strangers_at_once_get_numbers_without_gaps(fresh_store: Store) -> None:
    fresh_store.write(factories.company)
    results = at_once(
        6, lambda number: fresh_store.write(take_letter, factories.letter(f"k{number}", email=f"{number}@a.example"))
    )
    assert sorted(taken.number for taken in results) == [f"A-2026-{number:04d}" for number in range(1, 7)]
