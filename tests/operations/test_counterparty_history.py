"""The history of a counterparty whole: changes, documents, inquiries, merges beside calls and letters; narrowed, paged."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.merging import Merge
from app.models.papers import Quotation
from app.models.terms import (
    Channel,
    CloseReason,
    CounterpartyKind,
    Direction,
    InquiryState,
    InteractionKind,
    QuotationState,
    Source,
)
from app.operations import (
    attachments,
    counterparties,
    counterparty_changes,
    counterparty_entities,
    counterparty_history,
    counterparty_people,
    counterparty_work,
)
from app.operations.counterparty_entities import SiteDraft
from app.operations.counterparty_history import EVERYTHING, HistoryEntry, HistoryFilter, HistoryMark
from app.operations.counterparty_people import PersonDraft
from app.operations.lead_draft import EntityDraft
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house


@pytest.fixture
def at(store: Store, clock: FixedClock) -> House:
    made = house(store)
    clock.moment += timedelta(minutes=1)
    return made


def entries(at: House, shown: HistoryFilter = EVERYTHING) -> tuple[HistoryEntry, ...]:
    return at.store.read(counterparty_history.page, at.customer, shown, None, 100).entries


def only(*kinds: str, text: str = "") -> HistoryFilter:
    return HistoryFilter(frozenset(kinds), text=text)


def change(at: House, **mine: object) -> None:
    version = at.get(Counterparty, at.customer, "version")
    original = {name: at.get(Counterparty, at.customer, name) for name in mine}
    at.store.write(counterparties.edit, at.customer, version, original, mine)


def lines(found: tuple[HistoryEntry, ...]) -> list[str]:
    return [str(entry.line) for entry in found]


def test_a_change_says_what_it_was_and_who_did_it(at: House, clock: FixedClock) -> None:
    change(at, name="Helios Energie GmbH", kind=CounterpartyKind.CUSTOMER)
    clock.moment += timedelta(minutes=1)
    with at.acting("Igor"):
        version = at.get(Counterparty, at.customer, "version")
        at.store.write(counterparty_work.assign, at.customer, version, at.people["Pavel"])
    given, renamed = entries(at, only("changes"))[:2]
    assert (str(given.line), given.who) == ("Seller: Olga Lebedewa → Pavel Gromow", "Igor Petrow")
    assert renamed.who == "Olga Lebedewa"
    assert {str(each) for each in renamed.details} == {
        "Name: Helios Batterie GmbH → Helios Energie GmbH",
        "Kind: lead → customer",
    }
    assert renamed.line.said("en").count("→") == 2
    (kind,) = at.store.read(counterparty_changes.kind_changes, at.customer)
    assert (str(kind.before), str(kind.after), kind.who) == ("lead", "customer", "Olga Lebedewa")


def test_what_is_added_to_a_customer_is_one_line_for_each_transaction(at: House, clock: FixedClock) -> None:
    person = PersonDraft("Jens Weber", phones=("+49 371 5512141",), emails=("j.weber@helios.example",))
    at.store.write(counterparty_people.add_person, at.customer, person)
    clock.moment += timedelta(minutes=1)
    site = at.store.write(counterparty_entities.add_site, at.customer, SiteDraft("Halle 4"))
    clock.moment += timedelta(minutes=1)
    at.store.write(counterparty_entities.edit_site, site, 1, {"address": "Halle 4"}, {"address": "Halle 5"})
    clock.moment += timedelta(minutes=1)
    row = at.store.write(counterparty_entities.add_entity, at.customer, EntityDraft(name="Helios Nord GmbH"))
    moved, place, weber = entries(at, only("changes"))[1:4]
    assert row.id
    assert str(moved.line) == "Halle 5, Address: Halle 4 → Halle 5"
    assert str(place.line) == "Place added: Halle 5"
    assert len(weber.details) == 3
    assert str(weber.details[0]) == "Person added: Jens Weber"
    assert entries(at)[-1].kind == "recorded"


def paper(at: House, deal_id: int, document_id: int | None, number: str, day: date) -> None:
    at.run(
        insert(Quotation).values(
            deal_id=deal_id,
            number=number,
            state=QuotationState.SENT,
            issued_on=day,
            valid_until=day,
            language="de",
            currency="EUR",
            net=Decimal("10.00"),
            gross=Decimal("1234.50"),
            document_id=document_id,
            note="",
            version=1,
        )
    )


def test_documents_stand_in_it_with_their_file_or_without(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    clock.moment += timedelta(minutes=1)
    file = at.store.write(attachments.attach, "deal", deal_id, "A-1.pdf", b"%PDF-1.7").file.id
    plan = at.store.write(attachments.attach, "counterparty", at.customer, "plan.png", b"\x89PNG\r\n\x1a\n").file.id
    paper(at, deal_id, file, "A-1", clock().date())
    paper(at, deal_id, None, "A-0", date(2020, 5, 4))
    found = entries(at, only("papers"))
    assert {(str(each.line), each.kind) for each in found} == {
        ("Quotation A-1: 1\u202f234.50 EUR", "paper"),
        ("Quotation A-0: 1\u202f234.50 EUR", "paper"),
        ("File: plan.png", "file"),
    }
    assert {file.id for each in found for file in each.files} == {file, plan}
    assert str(found[-1].line).startswith("Quotation A-0")
    assert lines(entries(at, only("papers", text="a-0 quot"))) == ["Quotation A-0: 1\u202f234.50 EUR"]


def inquiry(at: House, clock: FixedClock) -> int:
    def make(session: Session) -> int:
        moment = clock()
        record = Inquiry(
            number="R-1",
            received_at=moment,
            channel=Channel.EMAIL,
            source=Source.LETTER,
            subject="Two pumps",
            state=InquiryState.CLOSED,
            counterparty_id=at.customer,
            seller_id=at.people["Olga"],
            sorted_at=moment + timedelta(minutes=2),
            sorted_by_id=at.people["Marta"],
            assigned_at=moment + timedelta(minutes=3),
            assigned_by_id=at.people["Igor"],
            closed_at=moment + timedelta(minutes=4),
            close_reason=CloseReason.NOT_OUR_GOODS,
            close_note="Bought elsewhere",
        )
        session.add(record)
        session.flush()
        return record.id

    return at.store.write(make)


def test_an_inquiry_came_was_sorted_given_and_closed(at: House, clock: FixedClock) -> None:
    made = inquiry(at, clock)
    found = entries(at, only("inquiries"))
    assert [(str(each.line).split(":")[0], each.who) for each in found] == [
        ("Inquiry R-1 closed", ""),
        ("Inquiry R-1 given to Olga Lebedewa", "Igor Petrow"),
        ("Inquiry R-1 sorted to –", at.store.read(name_of, at.people["Marta"])),
        ("Inquiry R-1 came", ""),
    ]
    assert {each.inquiry_id for each in found} == {made}
    assert (found[0].text, found[-1].text) == ("Bought elsewhere", "Two pumps")


def name_of(session: Session, employee_id: int) -> str:
    return session.get_one(Employee, employee_id).name


def test_a_merge_stands_in_both_and_leads_to_its_parting(at: House, clock: FixedClock) -> None:
    merged_at = clock()
    at.run(
        insert(Merge).values(
            kept_id=at.customer,
            merged_id=at.supplier,
            at=merged_at,
            employee_id=at.people["Olga"],
            kept_before={},
            kept_after={},
            version=1,
        )
    )
    (entry,) = [each for each in entries(at) if each.kind == "merge"]
    assert (str(entry.line), entry.who) == ("Pumpenwerk Halle was merged into this one", "Olga Lebedewa")
    assert entry.merge_id == at.one(select(Merge.id))
    at.run(update(Merge).values(undone_at=merged_at + timedelta(hours=1), undone_by_id=at.people["Igor"]))
    parted, joined = [each for each in entries(at) if each.kind in ("merge", "unmerge")]
    assert (str(parted.line), parted.who) == ("Parted again from Pumpenwerk Halle: they are two", "Igor Petrow")
    assert joined.merge_id is None
    other = at.store.read(counterparty_history.page, at.supplier).entries
    assert "Merged into Helios Batterie GmbH" in lines(other)


def busy(at: House, clock: FixedClock) -> None:
    """A bit of everything, much of it at the same moment."""
    deal_id = deal(at)
    inquiry(at, clock)
    for number in range(6):
        at.store.write(counterparty_work.add_note, at.customer, f"Note {number}")
        change(at, website=f"https://helios{number}.example", note=f"n{number}")
        paper(at, deal_id, None, f"A-{number}", clock().date() - timedelta(days=number // 3))
        if number % 3 == 2:
            clock.moment += timedelta(minutes=1)
            with at.acting("Igor"):
                change(at, region=f"D{number}")


@pytest.mark.parametrize("size", [1, 4])
@pytest.mark.parametrize("shown", [EVERYTHING, only("changes", "papers"), HistoryFilter(text="note")])
def test_pages_leave_no_gap_and_repeat_nothing(at: House, clock: FixedClock, shown: HistoryFilter, size: int) -> None:
    busy(at, clock)
    whole = entries(at, shown)
    assert len(whole) >= 3
    order = [(each.mark.at, each.mark.rank, each.mark.id) for each in whole]
    assert order == sorted(order, reverse=True)
    seen: list[HistoryEntry] = []
    after: HistoryMark | None = None
    while True:
        part = at.store.read(counterparty_history.page, at.customer, shown, after, size)
        assert len(part.entries) <= size
        seen += part.entries
        after = part.after
        if after is None:
            break
    assert lines(tuple(seen)) == lines(whole)


def test_it_narrows_to_several_kinds_a_person_and_words(at: House, clock: FixedClock) -> None:
    busy(at, clock)
    kinds = {each.kind for each in entries(at, only("notes", "inquiries"))}
    assert kinds == {"note", "inquiry"}
    igor = entries(at, HistoryFilter(employee_id=at.people["Igor"]))
    assert {each.who for each in igor} == {"Igor Petrow"}
    assert {each.kind for each in igor} == {"change", "inquiry"}
    at.run(
        insert(Interaction).values(
            at=clock(),
            kind=InteractionKind.MESSAGE,
            direction=Direction.IN,
            counterparty_id=at.customer,
            contact_id=at.contact,
            subject="Ёлка",
            text="Vakuumpumpe für Müller",
            automatic=False,
            automatic_reason="",
        )
    )
    assert lines(entries(at, HistoryFilter(contact_id=at.contact))) == ["Wrote: Ёлка"]
    assert lines(entries(at, HistoryFilter(text="muller ВАКУУМ"))) == []
    assert lines(entries(at, HistoryFilter(text="MULLER pumpe"))) == ["Wrote: Ёлка"]
    assert lines(entries(at, HistoryFilter(text="елка"))) == ["Wrote: Ёлка"]
    assert lines(entries(at, HistoryFilter(text="100%_"))) == []
    people = at.store.read(counterparty_history.people, at.customer)
    assert [name for _, name in people.ours] == ["Olga Lebedewa"]
    assert people.theirs == ((at.contact, "Dr. Karin Meinert"),)


def test_what_a_deal_is_about_may_change(at: House, clock: FixedClock) -> None:
    deal_id = deal(at)
    clock.moment += timedelta(minutes=1)

    def rename(session: Session) -> None:
        session.get_one(Deal, deal_id).title = "Other"

    at.store.write(rename)
    found = entries(at, only("changes"))[0]
    assert str(found.line).endswith("→ Other")
    assert str(found.line).startswith(at.get(Deal, deal_id, "number"))


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Straße 7", "strasse"),
        ("STRASSE 7", "straße"),
        ("Насосы для котла", "НАСОС"),
        ("ЁЛКИ", "елки"),
        ("Café Müller", "cafe muller"),
        ("50 % off_season a/b", "50 % off_ a/b"),
        ("Eau", "eau"),
        ("двигатель\nновый", "новый двиг"),
    ],
)
def test_letters_are_found_by_words_in_any_writing(at: House, written: str, sought: str) -> None:
    at.store.write(counterparty_work.add_note, at.customer, written)
    at.store.write(counterparty_work.add_note, at.customer, "Something else")
    assert [entry.kind for entry in entries(at, HistoryFilter(text=sought))] == ["note"]


@given(text=st.text(max_size=30), sought=st.text(max_size=8))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_typed_finds_or_not_and_breaks_nothing(at: House, text: str, sought: str) -> None:
    entries(at, HistoryFilter(text=sought.replace("\0", "") + text.replace("\0", "")))
