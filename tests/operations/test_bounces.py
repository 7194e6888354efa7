"""A letter that came back stands with the letter it was, marks the address, and tells who wrote it."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound
from app.events import Bounced, MailArrived
from app.models.counterparties import ContactPoint
from app.models.interactions import Interaction
from app.models.mail import BouncedAddress
from app.operations import bounces, counterparty_card, counterparty_history
from app.operations.counterparty_history import HistoryFilter
from app.operations.intake import take_letter
from tests import factories
from tests.operations.triage_desk import told
from tests.operations.written import open_deal, written

OURS = "<offer@kontor-demo.example>"
ADDRESS = "old@volgahim.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def volga(store: Store, people: dict[str, int]) -> int:
    return store.write(factories.counterparty, "Volga", emails=[ADDRESS, "new@volgahim.example"], seller_id=people["Olga"])


def report(key: str = "dsn", *, address: str = ADDRESS, permanent: bool = True, of: str = OURS) -> MailArrived:
    letter = factories.letter(key, name="", email="mailer-daemon@mx.example", automatic="delivery report")
    status = "5.1.1" if permanent else "4.4.1"
    return replace(letter, bounced=(Bounced(address, permanent, status, "No such user", of),))


def point(session: Session, address: str = ADDRESS) -> tuple[bool, str]:
    row = session.execute(select(ContactPoint.valid, ContactPoint.note).where(ContactPoint.value == address)).one()
    return row.valid, row.note


def kept(session: Session) -> list[tuple[str, bool, int | None, bool]]:
    rows = session.scalars(select(BouncedAddress).order_by(BouncedAddress.id))
    return [(row.address, row.permanent, row.bounced_id, row.lifted_at is not None) for row in rows]


def test_a_bounce_joins_our_letter_marks_the_address_and_tells_the_author(
    store: Store, people: dict[str, int], volga: int
) -> None:
    deal_id = store.write(open_deal, volga, people["Olga"])
    letter = store.write(written, OURS, volga, people["Pavel"], to=[ADDRESS], deal_id=deal_id)
    taken = store.write(take_letter, report(address=ADDRESS.upper()))
    assert (taken.outcome, taken.counterparty_id) == ("automatic", volga)
    assert store.read(lambda session: session.get_one(Interaction, taken.interaction_id).deal_id) == deal_id
    assert store.read(kept) == [(ADDRESS, True, letter, False)]
    assert store.read(point) == (False, "5.1.1 No such user")
    assert store.read(point, "new@volgahim.example") == (True, "")
    assert store.read(told, people["Pavel"]) == [f"A letter to {ADDRESS} could not be delivered: No such user"]
    assert store.read(told, people["Olga"]) == []
    assert store.read(bounces.is_bouncing, [ADDRESS, "new@volgahim.example"]) == {ADDRESS}


def test_the_history_says_what_came_back_and_what_a_machine_wrote(store: Store, people: dict[str, int], volga: int) -> None:
    store.write(written, OURS, volga, people["Pavel"], to=[ADDRESS])
    store.write(take_letter, report())
    page = store.read(counterparty_history.page, volga, HistoryFilter(frozenset({"mail"})))
    ours = next(entry for entry in page.entries if not entry.incoming)
    theirs = next(entry for entry in page.entries if entry.incoming)
    assert (ours.came_back, ours.automatic) == (True, False)
    assert ours.line.said("en") == "We wrote, and it came back: Our quotation"
    assert (theirs.came_back, theirs.automatic, theirs.reason) == (False, True, "delivery report")


def test_what_is_only_late_is_recorded_no_more(store: Store, people: dict[str, int], volga: int) -> None:
    letter = store.write(written, OURS, volga, people["Pavel"], to=[ADDRESS])
    store.write(take_letter, report(permanent=False))
    assert store.read(kept) == [(ADDRESS, False, letter, False)]
    assert store.read(point) == (True, "")
    assert store.read(told, people["Pavel"]) == []
    assert store.read(bounces.is_bouncing, [ADDRESS]) == frozenset()


def test_a_bounce_of_a_letter_we_do_not_know_is_the_address_owners(store: Store, people: dict[str, int], volga: int) -> None:
    taken = store.write(take_letter, report(of="<elsewhere@x>"))
    assert (taken.outcome, taken.counterparty_id) == ("automatic", volga)
    assert store.read(kept) == [(ADDRESS, True, None, False)]
    assert store.read(told, people["Olga"]) == [f"A letter to {ADDRESS} could not be delivered: No such user"]


@pytest.mark.usefixtures("people")
def test_a_bounce_of_nobodys_address_is_only_recorded(store: Store) -> None:
    taken = store.write(take_letter, report(address="x@nowhere.example", of=""))
    assert (taken.outcome, taken.counterparty_id) == ("automatic", None)
    assert store.read(bounces.is_bouncing, ["x@nowhere.example"]) == {"x@nowhere.example"}
    assert store.write(take_letter, report(address="x@nowhere.example", of="")).outcome == "duplicate"


def test_a_letter_of_theirs_is_none_that_bounced(store: Store, people: dict[str, int], volga: int) -> None:
    theirs = store.write(take_letter, factories.letter("<theirs@x>", email="new@volgahim.example"))
    store.write(take_letter, report(of="<theirs@x>"))
    assert theirs.interaction_id is not None
    assert store.read(kept) == [(ADDRESS, True, None, False)]


def test_somebody_says_that_it_works_again(store: Store, people: dict[str, int], volga: int) -> None:
    store.write(take_letter, report())
    with pytest.raises(NotAllowed):
        store.write(bounces.lift, ADDRESS)
    store.employee_id = people["Olga"]
    store.write(bounces.lift, f" {ADDRESS.upper()} ")
    assert store.read(point) == (True, "")
    assert store.read(bounces.is_bouncing, [ADDRESS]) == frozenset()
    with pytest.raises(NotFound):
        store.write(bounces.lift, ADDRESS)
    store.write(take_letter, report("dsn2"))
    assert store.read(bounces.is_bouncing, [ADDRESS]) == {ADDRESS}


def test_a_report_without_words_notes_the_status_once(store: Store, people: dict[str, int], volga: int) -> None:
    letter = report()
    store.write(take_letter, replace(letter, bounced=(Bounced(ADDRESS, True, "5.1.1", "5.1.1", ""),)))
    assert store.read(point) == (False, "5.1.1")
    store.employee_id = people["Olga"]
    store.write(bounces.lift, ADDRESS)
    assert store.read(point) == (True, "")


def test_what_somebody_noted_about_an_address_stays(store: Store, people: dict[str, int], volga: int) -> None:
    def note(session: Session) -> None:
        session.scalars(select(ContactPoint).where(ContactPoint.value == ADDRESS)).one().note = "on Mondays"

    store.write(note)
    store.write(take_letter, report())
    assert store.read(point) == (False, "on Mondays")
    store.employee_id = people["Olga"]
    store.write(bounces.lift, ADDRESS)
    assert store.read(point) == (True, "on Mondays")


@pytest.mark.usefixtures("people")
def test_signs_that_no_database_keeps_do_no_harm(store: Store) -> None:
    nasty = Bounced("a\0@b.example", True, "5.\0" + "1" * 90, "x\0\udcff" * 9000, "<\0>")
    letter = replace(report(), bounced=(nasty, Bounced("", True, "", "", ""), Bounced("y" * 999, True, "", "", "")))
    assert store.write(take_letter, letter).outcome == "automatic"
    assert len(store.read(kept)) == 1


def test_the_card_says_which_address_came_back_and_why(store: Store, people: dict[str, int], volga: int) -> None:
    store.write(take_letter, report())
    store.employee_id = people["Olga"]
    points = {each.value: each.came_back for each in store.read(counterparty_card.card, volga).points}
    assert "5.1.1" in points[ADDRESS]
    store.write(bounces.lift, ADDRESS)
    points = {each.value: each.came_back for each in store.read(counterparty_card.card, volga).points}
    assert points[ADDRESS] == ""
