"""Lists that leave the house: nobody blocked in them, each address once, a ledger that says what changed since."""

import csv
import threading
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.events import Document
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.marketing import ExportedAddress
from app.models.marketing_terms import Basis, BlockCause, Change, ListKind, Origin
from app.models.terms import ConsentState, ContactPointKind, CounterpartyKind
from app.operations import export_ledger, marketing_lists, segments
from app.operations.export_ledger import RunRow
from app.operations.marketing_lists import Exported, ListOrder
from app.operations.segments import SegmentRow
from tests import factories
from tests.clock import FixedClock
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Maria"]
    return ids


@pytest.fixture
def row(store: Store, people: dict[str, int]) -> SegmentRow:
    store.write(marketing_desk.dairy_people)
    return store.write(segments.create, "Dairies, food", CUSTOMERS)


def table(document: Document) -> list[dict[str, str]]:
    """The rows of a CSV list by their headers."""
    return list(csv.DictReader(StringIO(document.data.decode("utf-8"), newline="")))


def emails(document: Document) -> list[str]:
    return [each["Email Address"] for each in table(document)]


def saved(store: Store, order: ListOrder) -> Exported:
    """A list that was saved, and stands in its folder."""
    exported = store.write(marketing_lists.export, order)
    store.write(marketing_lists.delivered, exported.run_id, f"/lists/{exported.document.filename}")
    return exported


def newest(store: Store) -> RunRow:
    return store.read(export_ledger.runs).rows[0]


def test_only_who_goes_in_leaves_the_house(store: Store, row: SegmentRow) -> None:
    exported = store.write(marketing_lists.export, ListOrder(row.id))
    assert emails(exported.document) == ["h.sander@molkerei-sandau.example", "volkov@sibprom.example"]
    assert (exported.count, exported.total, exported.new, exported.removed) == (2, 2, 2, 0)
    assert exported.document.filename == "Dairies-food.csv"
    assert exported.removal is None


def test_the_line_says_what_is_known(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        found = marketing_desk.known(
            session,
            "Müller, Söhne",
            "a@b.example",
            phones=("+493521550117",),
            contact="=Jürgen Petersen",
            department="Prom",
        )
        session.add(
            LegalEntity(counterparty_id=found, name="Müller", address="Industriestraße 5, 01587 Riesa", country="DE")
        )

    store.write(some)
    row = store.write(segments.create, "Pumps, food")
    (line,) = table(store.write(marketing_lists.export, ListOrder(row.id)).document)
    assert line == {
        "Email Address": "a@b.example",
        "First Name": "'=Jürgen",
        "Last Name": "Petersen",
        "Company": "Müller, Söhne",
        "Address": "Industriestraße 5  01587 Riesa  DE",
        "Phone": "+493521550117",
        "Language": "de",
        "Department": "Prom",
        "Customer Type": "customer",
        "Equipment Type": "",
        "Last Contact": "",
        "Tags": '"Pumps, food",Prom',
    }


@pytest.mark.parametrize("file_format", ["csv", "txt", "xlsx"])
def test_every_format_has_the_same_addresses(store: Store, row: SegmentRow, file_format: str) -> None:
    order = replace(ListOrder(row.id), file_format=file_format)  # type: ignore[arg-type]  # one of FORMATS
    document = store.write(marketing_lists.export, order).document
    assert document.filename == f"Dairies-food.{file_format}"
    if file_format == "xlsx":
        sheet = load_workbook(BytesIO(document.data)).active
        assert sheet is not None
        found = [cell.value for cell in sheet["A"]][1:]
    else:
        found = [line.split("," if file_format == "csv" else "\t")[0] for line in document.data.decode().splitlines()[1:]]
    assert found == ["h.sander@molkerei-sandau.example", "volkov@sibprom.example"]


@pytest.mark.parametrize("spelling", ["info@xn--bcher-kva.example", "INFO@Bücher.example", "info@bücher.example."])
def test_a_blocked_address_stays_in_whatever_spelling(store: Store, people: dict[str, int], spelling: str) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "Bücher", "info@bücher.example")
        marketing_desk.known(session, "Other", "a@other.example")
        marketing_desk.blocked(session, spelling)

    store.write(some)
    row = store.write(segments.create, "All")
    exported = store.write(marketing_lists.export, ListOrder(row.id))
    assert emails(exported.document) == ["a@other.example"]
    assert (exported.count, exported.total) == (1, 1)
    written = store.read(lambda session: list(session.scalars(select(ExportedAddress.value))))
    assert written == ["a@other.example"]


def test_two_spellings_are_one_address(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "A", "info@bücher.example")
        marketing_desk.known(session, "B", "info@xn--bcher-kva.example")

    store.write(some)
    row = store.write(segments.create, "All")
    assert emails(store.write(marketing_lists.export, ListOrder(row.id)).document) == ["info@bücher.example"]


def test_a_phone_list_has_each_number_once_and_no_blocked_one(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(
            session, "A", phones=("+493521550117", "+493521550118"), contact="Anna Berg", seller_id=people["Olga"]
        )
        marketing_desk.known(session, "B", phones=("+493521550199",))
        other = factories.counterparty(session, "C")
        point = ContactPoint(counterparty_id=other, kind=ContactPointKind.PHONE, value="+493521550117", tail="3521550117")
        session.add(point)
        marketing_desk.known(session, "D", phones=("+78435550117",), region="RU")
        marketing_desk.blocked(session, "+493521550199", BlockCause.BY_HAND)
        marketing_desk.consent(session, "+493521550118", ConsentState.REFUSED, ContactPointKind.PHONE)

    store.write(some)
    row = store.write(segments.create, "Calls")
    order = ListOrder(row.id, ListKind.PHONE, "xlsx", Basis.INTEREST, language="de")
    exported = store.write(marketing_lists.export, order)
    sheet = load_workbook(BytesIO(exported.document.data)).active
    assert sheet is not None
    lines = [[cell for cell in line if cell is not None] for line in sheet.iter_rows(min_row=2, values_only=True)]
    assert lines == [["A", "Anna Berg", "+493521550117", "Olga Lebedewa", "de", "DE"]]
    assert exported.count == 1


def test_a_blocked_number_does_not_leave_beside_an_address(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "A", "a@a.example", phones=("+493521550117",))
        marketing_desk.blocked(session, "+493521550117", BlockCause.BY_HAND)

    store.write(some)
    row = store.write(segments.create, "All")
    (line,) = table(store.write(marketing_lists.export, ListOrder(row.id)).document)
    assert line["Phone"] == ""


def test_the_ledger_says_who_when_what_and_why(store: Store, row: SegmentRow, clock: FixedClock) -> None:
    saved(store, ListOrder(row.id))
    run = newest(store)
    assert (run.name, run.who, run.origin, run.at) == ("Dairies, food", "Maria Stein", Origin.PERSON, clock.moment)
    assert (run.basis, run.list_kind, run.file_format, run.count) == ("consent", ListKind.EMAIL, "csv", 2)
    assert (run.delivered_at, run.file) == (clock.moment, "/lists/Dairies-food.csv")
    found = store.read(export_ledger.addresses, run.id)
    assert [(each.value, each.change) for each in found] == [
        ("h.sander@molkerei-sandau.example", Change.NEW),
        ("volkov@sibprom.example", Change.NEW),
    ]
    assert store.read(export_ledger.addresses, run.id, found[0].value) == found[1:]


def test_only_what_is_new_changed_or_to_be_removed_since_the_last_time(
    store: Store, row: SegmentRow, clock: FixedClock
) -> None:
    saved(store, ListOrder(row.id))
    clock.advance(days=1)

    def later(session: Session) -> None:
        marketing_desk.known(session, "New AG", "new@new.example")
        contact = session.scalars(select(Contact).where(Contact.name == "Heike Sander")).one()
        contact.name = "Heike Sander-Blum"
        sibprom = session.scalars(select(Counterparty).where(Counterparty.name == "ООО «Сибпром»")).one()
        sibprom.kind = CounterpartyKind.PARTNER

    store.write(later)
    exported = saved(store, ListOrder(row.id, only_changes=True))
    assert emails(exported.document) == ["h.sander@molkerei-sandau.example", "new@new.example"]
    assert (exported.count, exported.total, exported.new, exported.changed, exported.removed) == (2, 2, 1, 1, 1)
    assert exported.removal is not None
    assert exported.removal.filename == "Dairies-food-to-remove.csv"
    assert table(exported.removal) == [{"Email Address": "volkov@sibprom.example", "Reason": "no longer in this list"}]
    with pytest.raises(UserError, match="Nothing has changed since"):
        store.write(marketing_lists.export, ListOrder(row.id, only_changes=True))
    whole = store.write(marketing_lists.export, ListOrder(row.id))
    assert (whole.count, whole.new, whole.changed, whole.removal) == (2, 0, 0, None)


def test_who_is_blocked_later_is_to_be_removed_unless_the_service_said_so_itself(store: Store, row: SegmentRow) -> None:
    saved(store, ListOrder(row.id))
    store.write(marketing_desk.blocked, "volkov@sibprom.example", BlockCause.UNSUBSCRIBED)
    store.write(marketing_desk.blocked, "h.sander@molkerei-sandau.example", BlockCause.COMPLAINED)
    exported = store.write(marketing_lists.export, ListOrder(row.id))
    assert emails(exported.document) == []
    assert exported.removal is not None
    assert table(exported.removal) == [{"Email Address": "h.sander@molkerei-sandau.example", "Reason": "complained"}]


def test_a_list_whose_file_was_never_written_is_not_compared_with(store: Store, row: SegmentRow) -> None:
    lost = store.write(marketing_lists.export, ListOrder(row.id))
    store.write(marketing_lists.failed, lost.run_id, "No space left on device")
    assert (newest(store).delivered_at, newest(store).problem) == (None, "No space left on device")
    again = store.write(marketing_lists.export, ListOrder(row.id, only_changes=True))
    assert again.new == 2


def test_each_list_of_a_segment_is_compared_with_its_own_last_one(store: Store, row: SegmentRow) -> None:
    saved(store, ListOrder(row.id))

    def numbers(session: Session) -> None:
        marketing_desk.known(session, "P", phones=("+493521550117",))

    store.write(numbers)
    calls = saved(store, ListOrder(row.id, ListKind.PHONE, "csv", Basis.INTEREST))
    assert (calls.new, calls.removed) == (1, 0)


def test_nothing_to_save_is_said(store: Store, people: dict[str, int]) -> None:
    row = store.write(segments.create, "Nobody", CUSTOMERS)
    with pytest.raises(UserError, match="Nobody goes into this list"):
        store.write(marketing_lists.export, ListOrder(row.id))
    assert store.read(export_ledger.runs).rows == ()


def test_refusals(store: Store, row: SegmentRow, people: dict[str, int]) -> None:
    with pytest.raises(UserError, match="legal basis"):
        store.write(marketing_lists.export, ListOrder(row.id, basis=Basis.INTEREST))
    run = store.write(marketing_lists.export, ListOrder(row.id)).run_id
    store.write(segments.take_away, row.id, row.version)
    with pytest.raises(NotFound):
        store.write(marketing_lists.export, ListOrder(row.id))
    store.employee_id = people["Olga"]
    for refused in (
        lambda: store.write(marketing_lists.export, ListOrder(row.id)),
        lambda: store.write(marketing_lists.delivered, run, "x"),
        lambda: store.read(export_ledger.runs),
        lambda: store.read(export_ledger.addresses, run),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_ledger_pages_newest_first(store: Store, row: SegmentRow, clock: FixedClock) -> None:
    runs = []
    for _ in range(3):
        runs.append(saved(store, ListOrder(row.id)).run_id)
        clock.advance(days=1)
    first = store.read(export_ledger.runs, row.id, None, 2)
    assert [run.id for run in first.rows] == [runs[2], runs[1]]
    second = store.read(export_ledger.runs, row.id, first.after, 2)
    assert ([run.id for run in second.rows], second.after) == ([runs[0]], None)


def test_an_address_that_is_blocked_while_lists_are_made_is_in_none_that_follows(
    fresh_store: Store, database_url: str, clock: FixedClock
) -> None:
    maria = fresh_store.write(factories.company)["Maria"]
    fresh_store.employee_id = maria

    def crowd(session: Session) -> None:
        for number in range(20):
            marketing_desk.known(session, f"C{number}", f"a{number}@crowd.example")

    fresh_store.write(crowd)
    row = fresh_store.write(segments.create, "Crowd")
    blocked: list[str] = []
    leaked: list[str] = []

    def export_all_the_time() -> None:
        store = Store(database_url, clock=clock, employee_id=maria)
        for _ in range(6):
            before = set(blocked)
            exported = store.write(marketing_lists.export, ListOrder(row.id))
            leaked.extend(before & set(emails(exported.document)))
        store.close()

    threads = [threading.Thread(target=export_all_the_time) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(10):
        fresh_store.write(marketing_desk.blocked, f"a{number}@crowd.example")
        blocked.append(f"a{number}@crowd.example")
    for thread in threads:
        thread.join()
    assert leaked == []
    last = fresh_store.write(marketing_lists.export, ListOrder(row.id))
    assert set(emails(last.document)) == {f"a{number}@crowd.example" for number in range(10, 20)}


def test_the_last_contact_is_a_day_of_the_company_s_clock(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    late = clock.moment.replace(hour=22)

    def some(session: Session) -> None:
        marketing_desk.known(session, "A", "a@a.example", last_contact=late)

    store.write(some)
    row = store.write(segments.create, "All")
    (line,) = table(store.write(marketing_lists.export, ListOrder(row.id)).document)
    assert line["Last Contact"] == date(2026, 8, 4).isoformat()
