"""Qualification: a deal begins complete or not at all, and says exactly what is missing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, GateClosed, NotAllowed, NotFound, UserError
from app.events import MailArrived
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.deals import Deal, DealContact, Need, StageEntry
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.products import Product, Trait
from app.models.tasks import Notification, Task
from app.models.terms import CloseReason, CounterpartyKind, InquiryState, Stage, TaskKind, TraitKind
from app.operations import absence_entry, deal_lines, papers, qualification, triage
from app.operations.absence_entry import DaysAway
from app.operations.company_day import company_date
from app.operations.intake import take_letter
from app.operations.qualification import ContactDraft, EntityDraft, NewDeal
from tests import factories

ENTITY = EntityDraft(
    name="ООО «УралХимМаш»",
    tax_id="7707083893",
    address="620014, Екатеринбург, ул. Малышева, 5",
    bank_name="Сбербанк",
    bank_account="40702810900000005555",
    bank_code="046577674",
    country="RU",
)
CONTACT = ContactDraft("Dmitri Sokolow", "Chief mechanic", "8 (343) 310-22-08", "D.Sokolow@uralchim.example")
DRAFT = NewDeal("Pumps for alkali", (("40 m3/h", False), ("before March", True)), ENTITY, CONTACT)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def inquiry_id(store: Store, people: dict[str, int]) -> int:
    """An inquiry that was sorted to Prom and given to Olga, who is at her desk."""
    return given_to_olga(store, people, factories.letter(company="УралХимМаш"))


def given_to_olga(store: Store, people: dict[str, int], letter: MailArrived) -> int:
    taken = store.write(take_letter, letter)
    assert taken.inquiry_id is not None
    store.employee_id = people["Marta"]
    decided = store.write(triage.sort_to, taken.inquiry_id, 1, store.write(factories.department, "Prom"))
    store.employee_id = people["Igor"]
    store.write(triage.assign, taken.inquiry_id, decided.undo_version, people["Olga"])
    store.employee_id = people["Olga"]
    return taken.inquiry_id


def version(store: Store, inquiry_id: int) -> int:
    return store.read(triage.card, inquiry_id).version


def qualify(store: Store, inquiry_id: int, draft: NewDeal = DRAFT) -> int:
    return store.write(qualification.qualify, inquiry_id, version(store, inquiry_id), draft)


def counted(session: Session, kind: type[Deal | LegalEntity | Contact | Counterparty | ContactPoint]) -> int:
    return len(session.scalars(select(kind.id)).all())


def test_a_deal_begins_complete(store: Store, people: dict[str, int], inquiry_id: int) -> None:
    deal_id = qualify(store, inquiry_id)

    def look(session: Session) -> None:
        deal = session.get_one(Deal, deal_id)
        assert (deal.number, deal.title, deal.stage) == ("D-2026-0001", "Pumps for alkali", Stage.SELECTION)
        assert (deal.seller_id, deal.currency, deal.net) == (people["Olga"], "EUR", Decimal(0))
        inquiry = session.get_one(Inquiry, inquiry_id)
        assert inquiry.state is InquiryState.QUALIFIED
        assert deal.inquiry_id == inquiry_id
        party = session.get_one(Counterparty, deal.counterparty_id)
        assert (party.kind, party.name, party.folded) == (CounterpartyKind.LEAD, ENTITY.name, "уралхиммаш")
        assert session.get_one(LegalEntity, deal.legal_entity_id).bank_account == ENTITY.bank_account
        needs = session.scalars(select(Need).order_by(Need.position)).all()
        assert [(need.text, need.negotiable) for need in needs] == list(DRAFT.needs)
        main = session.scalars(select(DealContact)).one()
        person = session.get_one(Contact, main.contact_id)
        assert (main.main, person.name, person.position) == (True, CONTACT.name, CONTACT.position)
        entry = session.scalars(select(StageEntry)).one()
        assert (entry.stage, entry.employee_id) == (Stage.SELECTION, people["Olga"])
        assert session.scalars(select(Interaction.deal_id)).all() == [deal_id]

    store.read(look)


def test_the_lead_keeps_its_person_and_learns_the_number(store: Store, inquiry_id: int) -> None:
    qualify(store, inquiry_id)
    assert store.read(counted, Contact) == 1
    assert store.read(counted, Counterparty) == 1

    def values(session: Session) -> set[str]:
        return set(session.scalars(select(ContactPoint.value)))

    assert store.read(values) == {"d.sokolow@uralchim.example", "+73433102208"}
    assert store.write(take_letter, factories.letter("a9", email="", phone="+73433102208")).outcome == "history"


def test_the_next_step_is_planned_and_the_first_one_done(store: Store, people: dict[str, int], inquiry_id: int) -> None:
    deal_id = qualify(store, inquiry_id)

    def tasks(session: Session) -> list[tuple[TaskKind, bool, int | None, int | None]]:
        rows = session.scalars(select(Task).order_by(Task.id))
        return [(row.kind, row.done_at is not None, row.employee_id, row.deal_id) for row in rows]

    assert store.read(tasks) == [
        (TaskKind.QUALIFY, True, people["Olga"], deal_id),
        (TaskKind.NEXT_STEP, False, people["Olga"], deal_id),
    ]

    def told(session: Session) -> list[str]:
        rows = session.scalars(select(Notification).where(Notification.employee_id == people["Igor"]))
        return [row.sentence.format(**row.params) for row in rows]

    assert store.read(told)[-1] == "Inquiry A-2026-0001 became deal D-2026-0001: Pumps for alkali"


@pytest.mark.parametrize(
    ("draft", "codes"),
    [
        (replace(DRAFT, needs=()), ["need"]),
        (replace(DRAFT, needs=(("  ", True),)), ["need"]),
        (replace(DRAFT, entity=EntityDraft(country="RU")), ["legal_entity"]),
        (replace(DRAFT, entity=replace(ENTITY, address=" ")), ["entity_details"]),
        (replace(DRAFT, entity=replace(ENTITY, bank_account="", bank_code="")), ["entity_details"] * 2),
        (replace(DRAFT, contact=ContactDraft("Dmitri")), ["contact"]),
        (NewDeal("", (), EntityDraft(), ContactDraft()), ["need", "legal_entity", "contact"]),
    ],
)
def test_the_gate_names_what_is_missing(store: Store, inquiry_id: int, draft: NewDeal, codes: list[str]) -> None:
    with pytest.raises(GateClosed) as raised:
        qualify(store, inquiry_id, draft)
    assert [lack.code for lack in raised.value.missing] == codes
    assert store.read(counted, Deal) == 0
    assert store.read(triage.card, inquiry_id).state == "assigned"


texts = st.sampled_from(["", " ", "x"])


@given(
    st.builds(
        NewDeal,
        title=texts,
        needs=st.lists(st.tuples(texts, st.booleans()), max_size=2).map(tuple),
        entity=st.builds(EntityDraft, name=texts, address=texts, bank_account=texts, bank_code=texts),
        contact=st.builds(ContactDraft, name=texts, phone=texts, email=texts),
    )
)
def test_the_check_is_open_only_with_all_three(draft: NewDeal) -> None:
    found = qualification.check(draft)
    entity = draft.entity
    complete = all(each.strip() for each in (entity.name, entity.address, entity.bank_account, entity.bank_code))
    assert found.company_ok == complete
    assert found.needs_ok == any(text.strip() for text, _ in draft.needs)
    assert found.contacts_ok == bool(draft.contact.phone.strip() or draft.contact.email.strip())
    assert bool(found.missing) == (not (found.company_ok and found.needs_ok and found.contacts_ok))


@pytest.mark.parametrize(
    ("draft", "part"),
    [
        (replace(DRAFT, contact=replace(CONTACT, phone="ask Irina")), "no phone number"),
        (replace(DRAFT, contact=replace(CONTACT, email="sokolow")), "no e-mail address"),
        (replace(DRAFT, entity=replace(ENTITY, tax_id="7" * 33)), "too long"),
        (replace(DRAFT, contact=replace(CONTACT, phone="+78432001122")), "belongs to Volga already"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(store: Store, inquiry_id: int, draft: NewDeal, part: str) -> None:
    store.write(factories.counterparty, "Volga", phones=["+78432001122"])
    with pytest.raises(UserError, match=part):
        qualify(store, inquiry_id, draft)
    assert store.read(counted, Deal) == 0
    assert store.read(counted, LegalEntity) == 0


def test_a_parameter_must_exist_and_be_of_its_kind(store: Store, inquiry_id: int) -> None:
    def trait(session: Session) -> int:
        record = Trait(kind=TraitKind.EQUIPMENT, name="Pumps")
        session.add(record)
        session.flush()
        return record.id

    pumps = store.write(trait)
    with pytest.raises(NotFound):
        qualify(store, inquiry_id, replace(DRAFT, material_id=pumps))
    assert qualify(store, inquiry_id, replace(DRAFT, equipment_id=pumps))


@pytest.mark.parametrize("who", ["Marta", "Wanda", "Pavel", "Viktor"])
def test_only_its_seller_or_head_makes_a_deal(store: Store, people: dict[str, int], inquiry_id: int, who: str) -> None:
    store.employee_id = people[who]
    with pytest.raises(NotAllowed):
        qualify(store, inquiry_id)
    store.employee_id = people["Igor"]
    assert qualify(store, inquiry_id)


def test_a_stand_in_may_while_the_seller_is_away(store: Store, people: dict[str, int], inquiry_id: int) -> None:
    def stand_in(session: Session) -> None:
        session.get_one(Employee, people["Olga"]).substitute_id = people["Pavel"]

    store.write(stand_in)
    store.employee_id = people["Pavel"]
    with pytest.raises(NotAllowed):
        qualify(store, inquiry_id)
    today = store.read(company_date)
    store.employee_id = people["Olga"]
    store.write(absence_entry.add, DaysAway(people["Olga"], today, today))
    store.employee_id = people["Pavel"]
    assert qualify(store, inquiry_id)


def test_a_stale_version_and_a_second_time_are_refused(store: Store, inquiry_id: int) -> None:
    with pytest.raises(Conflict):
        store.write(qualification.qualify, inquiry_id, 1, DRAFT)
    qualify(store, inquiry_id)
    with pytest.raises(UserError, match="become a deal already"):
        qualify(store, inquiry_id)
    with pytest.raises(UserError, match="nothing to take back"):
        store.write(triage.undo, inquiry_id, version(store, inquiry_id))
    with pytest.raises(NotFound):
        store.write(qualification.qualify, 999_999, 1, DRAFT)


def test_an_unassigned_inquiry_waits_for_its_seller(store: Store, people: dict[str, int]) -> None:
    taken = store.write(take_letter, factories.letter())
    store.employee_id = people["Igor"]
    with pytest.raises(UserError, match="sorted to a department first"):
        store.write(qualification.qualify, taken.inquiry_id or 0, 1, DRAFT)


def test_without_contact_the_counterparty_is_made_now(store: Store, people: dict[str, int]) -> None:
    inquiry_id = given_to_olga(store, people, factories.letter(name="", email=""))
    assert store.read(counted, Counterparty) == 0
    qualify(store, inquiry_id)
    assert store.read(counted, Counterparty) == 1
    assert store.write(take_letter, factories.letter("a9")).outcome == "history"


def test_the_same_legal_entity_is_not_made_twice(store: Store, people: dict[str, int], inquiry_id: int) -> None:
    deal_id = qualify(store, inquiry_id)

    def second(session: Session) -> int:
        deal = session.get_one(Deal, deal_id)
        first = session.get_one(Inquiry, inquiry_id)
        record = Inquiry(
            number="A-X",
            received_at=first.received_at,
            channel=first.channel,
            source=first.source,
            state=InquiryState.ASSIGNED,
            counterparty_id=deal.counterparty_id,
            department_id=deal.department_id,
            seller_id=people["Olga"],
        )
        session.add(record)
        session.flush()
        return record.id

    again = store.write(second)
    assert store.read(qualification.draft_for, again).entity == ENTITY
    qualify(store, again, replace(DRAFT, entity=replace(ENTITY, address="Moved")))
    assert store.read(counted, LegalEntity) == 1
    assert store.read(counted, Contact) == 1


def test_the_form_is_filled_from_the_letter(store: Store, inquiry_id: int) -> None:
    draft = store.read(qualification.draft_for, inquiry_id)
    assert draft.title == "Pump for alkali"
    assert draft.needs == (("We need a pump for alkali, 40 m3/h, two pieces.", False),)
    assert draft.entity == EntityDraft(name="УралХимМаш", country="RU")
    assert draft.contact == ContactDraft("Dmitri Sokolow", email="d.sokolow@uralchim.example")
    assert draft.currency == "EUR"
    with pytest.raises(NotFound):
        store.read(qualification.draft_for, 999_999)


def test_the_seller_closes_with_a_reason(store: Store, people: dict[str, int], inquiry_id: int) -> None:
    seen = version(store, inquiry_id)
    store.employee_id = people["Pavel"]
    with pytest.raises(NotAllowed):
        store.write(qualification.close_inquiry, inquiry_id, seen, CloseReason.PRELIMINARY)
    store.employee_id = people["Olga"]
    store.write(qualification.close_inquiry, inquiry_id, seen, CloseReason.PRELIMINARY, "next year")
    card = store.read(triage.card, inquiry_id)
    assert (card.state, card.close_reason, card.close_note) == ("closed", "preliminary", "next year")


def test_a_mistyped_tax_number_is_only_a_warning(store: Store, inquiry_id: int) -> None:
    assert len(qualification.check_entity("7707083894", "", "", "RU")) == 1
    assert qualify(store, inquiry_id, replace(DRAFT, entity=replace(ENTITY, tax_id="7707083894")))


def test_a_lead_becomes_a_customer_by_its_first_contract_and_keeps_its_inquiry(
    store: Store, people: dict[str, int], inquiry_id: int
) -> None:
    deal_id = qualify(store, inquiry_id)

    def article(session: Session) -> int:
        pump = Product(code="P-1", name="Pump", folded="pump p-1", price=Decimal(100), currency="EUR")
        session.add(pump)
        session.flush()
        return pump.id

    def party(session: Session) -> tuple[CounterpartyKind, bool, int | None]:
        record = session.get_one(Counterparty, session.get_one(Deal, deal_id).counterparty_id)
        return record.kind, record.customer_since is not None, record.inquiry_id

    def deal_version(session: Session) -> int:
        return session.get_one(Deal, deal_id).version

    assert store.read(party) == (CounterpartyKind.LEAD, False, inquiry_id)
    pump = store.write(article)
    store.write(deal_lines.add_line, deal_id, store.read(deal_version), pump, Decimal(2))
    store.write(deal_lines.agree, deal_id, store.read(deal_version))
    store.write(papers.conclude_contract, deal_id, store.read(deal_version))
    assert store.read(party) == (CounterpartyKind.CUSTOMER, True, inquiry_id)
    assert store.write(take_letter, factories.letter("a7", text="Where are they?")).outcome == "history"
