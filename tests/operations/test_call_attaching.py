"""Whose call it is: given to somebody known, described, made a lead; taken back, refused."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.session import now
from app.models.tasks import Notification, Task
from app.models.terms import CloseReason, CounterpartyKind, Direction, InquiryState, TaskKind
from app.operations import call_desk, triage
from tests import call_factories, factories

NUMBER = "+79161234567"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def olga(store: Store, people: dict[str, int]) -> Store:
    store.employee_id = people["Olga"]
    return store


def stranger(session: Session) -> tuple[int, int, int]:
    """Call, lead and inquiry of a number that nobody knew, as the intake makes them; with a call back that is owed."""
    lead = factories.counterparty(session, "+7 916 123-45-67", CounterpartyKind.LEAD, phones=[NUMBER])
    inquiry = call_factories.inquiry(session, lead)
    session.get_one(Counterparty, lead).inquiry_id = inquiry
    moment = now(session)
    kind = TaskKind.CALL_BACK
    session.add(Task(kind=kind, title="x", due_at=moment, created_at=moment, number=NUMBER, counterparty_id=lead))
    return call_factories.call(session, counterparty_id=lead, inquiry_id=inquiry), lead, inquiry


def whose(session: Session, call: int) -> int | None:
    return session.scalars(select(Interaction.counterparty_id).where(Interaction.id == call)).one()


def owner(session: Session, number: str) -> int | None:
    return session.scalars(select(Identity.counterparty_id).where(Identity.value == number)).one_or_none()


def owed_to(session: Session) -> int | None:
    return session.scalars(select(Task.counterparty_id).where(Task.number == NUMBER)).one()


def state(session: Session, inquiry: int) -> InquiryState:
    return session.get_one(Inquiry, inquiry).state


def test_the_call_of_a_stranger_who_is_known_joins_them_with_lead_number_and_what_is_owed(olga: Store) -> None:
    call, lead, inquiry = olga.write(stranger)
    known = olga.write(factories.counterparty, "Helios", phones=["+493715512140"])
    attached = olga.write(call_desk.attach, call, known)
    assert (attached.before_id, attached.inquiry_id) == (lead, inquiry)
    assert olga.read(whose, call) == known
    assert olga.read(owner, NUMBER) == known
    assert olga.read(owed_to) == known
    assert olga.read(state, inquiry) is InquiryState.LINKED
    olga.write(call_desk.undo_attach, attached)
    assert olga.read(whose, call) == lead
    assert olga.read(owner, NUMBER) == lead
    assert olga.read(owed_to) == lead
    assert olga.read(state, inquiry) is InquiryState.NEW


def test_a_call_that_was_thought_to_be_of_somebody_else_goes_alone(olga: Store) -> None:
    wrong = olga.write(factories.counterparty, "Helios", phones=[NUMBER])
    right = olga.write(factories.counterparty, "Ural", phones=["+493715512140"])
    call = olga.write(call_factories.call, counterparty_id=wrong)
    attached = olga.write(call_desk.attach, call, right)
    assert (olga.read(whose, call), olga.read(owner, NUMBER), attached.undo_version) == (right, wrong, None)
    olga.write(call_desk.undo_attach, attached)
    assert olga.read(whose, call) == wrong


def test_what_cannot_be_attached_is_refused_in_words(olga: Store, people: dict[str, int]) -> None:
    known = olga.write(factories.counterparty, "Helios", phones=[NUMBER])
    call = olga.write(call_factories.call, counterparty_id=known)
    with pytest.raises(UserError, match="already"):
        olga.write(call_desk.attach, call, known)
    with pytest.raises(NotFound):
        olga.write(call_desk.attach, call, 999_999)
    with pytest.raises(NotFound):
        olga.write(call_desk.attach, 999_999, known)
    internal = olga.write(call_factories.call, None, direction=Direction.INTERNAL)
    with pytest.raises(UserError, match="colleagues"):
        olga.write(call_desk.attach, internal, known)
    other = olga.write(factories.counterparty, "Ural", phones=["+493715512140"])
    olga.employee_id = people["Wanda"]
    with pytest.raises(NotAllowed):
        olga.write(call_desk.attach, call, other)
    olga.write(call_factories.telephone, people["Wanda"], "400")
    olga.write(call_factories.leg, call, "400")
    assert olga.write(call_desk.attach, call, other).counterparty_id == other


def test_who_it_is_and_what_they_want_is_said_while_they_talk(olga: Store) -> None:
    call, lead, inquiry = olga.write(stranger)
    described = olga.write(call_desk.describe, call, " Dmitri  Sokolow ", "Uralchim", "two pumps", 1)
    assert (described.counterparty_id, described.inquiry_id) == (lead, inquiry)

    def kept(session: Session) -> tuple[str, ...]:
        record, party = session.get_one(Inquiry, inquiry), session.get_one(Counterparty, lead)
        person = session.scalars(select(Contact.name).where(Contact.counterparty_id == lead)).one()
        return record.name, record.company, record.text, party.name, party.folded, person

    assert olga.read(call_desk.pop_up, call).settled
    found = olga.read(kept)
    assert found == ("Dmitri Sokolow", "Uralchim", "two pumps", "Uralchim", "uralchim", "Dmitri Sokolow")
    olga.write(call_desk.describe, call, "", "", "three pumps", described.version)
    assert olga.read(kept)[:3] == ("Dmitri Sokolow", "Uralchim", "three pumps")
    with pytest.raises(Conflict):
        olga.write(call_desk.describe, call, "Somebody", "", "", 1)
    with pytest.raises(UserError, match="Say who"):
        olga.write(call_desk.describe, call, " ", "", "")


def test_what_is_worked_on_already_is_not_described_from_the_pop_up(olga: Store, people: dict[str, int]) -> None:
    call, _, inquiry = olga.write(stranger)
    olga.employee_id = people["Marta"]
    olga.write(triage.close, inquiry, 1, CloseReason.SPAM)
    with pytest.raises(UserError, match="worked on"):
        olga.write(call_desk.describe, call, "Name", "", "")
    bare = olga.write(call_factories.call, "+79990001122")
    with pytest.raises(UserError, match="make a lead"):
        olga.write(call_desk.describe, bare, "Name", "", "")


def test_a_lead_is_made_where_the_rules_made_none(olga: Store, people: dict[str, int]) -> None:
    call = olga.write(call_factories.call, caller_name="URALCHIM", number_extension="12")
    made = olga.write(call_desk.make_lead, call, "Dmitri Sokolow", "Uralchim", "two pumps")
    assert made.counterparty_id is not None
    assert olga.read(whose, call) == made.counterparty_id
    assert olga.read(owner, NUMBER) == made.counterparty_id

    def kept(session: Session) -> tuple[object, ...]:
        record = session.get_one(Inquiry, made.inquiry_id)
        told = session.scalars(select(Notification.employee_id).where(Notification.record_id == record.id)).all()
        point = session.scalars(select(ContactPoint).where(ContactPoint.counterparty_id == made.counterparty_id)).one()
        return record.company, record.text, record.phone, point.extension, list(told)

    assert olga.read(kept) == ("Uralchim", "two pumps", NUMBER, "12", [people["Marta"]])
    with pytest.raises(UserError, match="already"):
        olga.write(call_desk.make_lead, call)
    again = olga.write(call_factories.call)
    with pytest.raises(UserError, match="belongs to Uralchim"):
        olga.write(call_desk.make_lead, again)


def test_somebody_new_at_the_telephone_of_somebody_known_is_a_lead_beside_them(olga: Store) -> None:
    first = olga.write(call_factories.call)
    known = olga.write(call_desk.make_lead, first, "Dmitri Sokolow", "Uralchim", "two pumps")
    second = olga.write(call_factories.call, counterparty_id=known.counterparty_id)
    made = olga.write(call_desk.make_lead, second, "Lena Vogt", "", "a price list", same_number=True)
    assert made.counterparty_id not in (None, known.counterparty_id)
    assert olga.read(whose, second) == made.counterparty_id
    assert olga.read(owner, NUMBER) == known.counterparty_id

    def behind(session: Session) -> set[int]:
        return set(session.scalars(select(ContactPoint.counterparty_id).where(ContactPoint.value == NUMBER)))

    assert olga.read(behind) == {known.counterparty_id, made.counterparty_id}
    with pytest.raises(UserError, match="made a lead already"):
        olga.write(call_desk.make_lead, second, "Lena Vogt", same_number=True)


def test_of_a_withheld_number_only_an_inquiry_is_made(olga: Store) -> None:
    call = olga.write(call_factories.call, None)
    made = olga.write(call_desk.make_lead, call, "Dmitri Sokolow", "", "calls again tomorrow")
    assert made.counterparty_id is None
    olga.write(call_desk.describe, call, "", "Uralchim", "", made.version)
    assert olga.read(call_desk.pop_up, call).named_company == "Uralchim"


def test_nobody_signed_in_says_nothing(olga: Store) -> None:
    call, _, _ = olga.write(stranger)
    olga.employee_id = None
    with pytest.raises(NotAllowed):
        olga.write(call_desk.describe, call, "Name", "", "")
    with pytest.raises(NotAllowed):
        olga.write(call_desk.make_lead, call)
