"""The block list: Mailchimp's files in any shape, twice the same, garbage reported; consent with source and basis."""

import io
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.models.marketing import Consent
from app.models.marketing_terms import BlockCause
from app.models.terms import ConsentState, ContactPointKind
from app.operations import block_list
from app.operations.block_list import BlockRow
from app.operations.mailchimp_files import read_export
from tests import factories
from tests.clock import FixedClock
from tests.operations import marketing_desk

UNSUBSCRIBED = (
    '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,UNSUB_TIME,UNSUB_REASON,UNSUB_REASON_OTHER\r\n'
    '"H.Sander@Molkerei.example","Heike","Sander",2,"2024-01-01 10:00:00","2025-03-04 09:12:44","Other","слишком часто"\r\n'
    '"müller@bücher.example","Müller","",2,"","2025-03-05 10:00:00","",""\r\n'
)
CLEANED = (
    "Email Address,First Name,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID\n"
    "jahn@obsthof.example,Karl,2025-03-06 02:15:31,Spring,abc\n"
)


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Maria"]
    return ids


def entries(store: Store) -> dict[str, BlockRow]:
    return {row.value: row for row in store.read(block_list.entries).rows}


def statements(store: Store, value: str) -> list[tuple[ConsentState, str]]:
    def found(session: Session) -> list[tuple[ConsentState, str]]:
        query = select(Consent.state, Consent.source).where(Consent.value == value).order_by(Consent.at, Consent.id)
        return [(row.state, row.source) for row in session.execute(query)]

    return store.read(found)


def test_unsubscribed_blocks_and_withdraws(store: Store, people: dict[str, int]) -> None:
    store.write(marketing_desk.known, "Molkerei", "h.sander@molkerei.example")
    report = store.write(block_list.take_file, UNSUBSCRIBED.encode(), "unsubscribed_segment.csv")
    assert (report.unsubscribed, report.bounced, report.known, report.withdrawn, report.strangers) == (2, 0, 0, 2, 1)
    row = entries(store)["h.sander@molkerei.example"]
    assert (row.cause, row.company, row.who) == (BlockCause.UNSUBSCRIBED, "Molkerei", "")
    assert row.reason == "unsubscribed_segment.csv: Other слишком часто"
    assert row.at == datetime(2025, 3, 4, 9, 12, 44, tzinfo=UTC)
    assert statements(store, "h.sander@molkerei.example") == [
        (ConsentState.GIVEN, "fair"),
        (ConsentState.WITHDRAWN, "unsubscribed_segment.csv"),
    ]


def test_twice_is_once(store: Store, people: dict[str, int]) -> None:
    for data in (UNSUBSCRIBED, CLEANED):
        store.write(block_list.take_file, data.encode(), "list.csv")
    before = entries(store)
    report = store.write(block_list.take_file, UNSUBSCRIBED.encode(), "list.csv")
    assert (report.unsubscribed, report.known, report.withdrawn) == (0, 2, 0)
    assert entries(store) == before
    assert store.read(block_list.blocked_count) == 3
    assert len(statements(store, "h.sander@molkerei.example")) == 1


def test_cleaned_addresses_bounced_and_withdraw_nothing(store: Store, people: dict[str, int]) -> None:
    report = store.write(block_list.take_file, CLEANED.encode(), "cleaned.csv")
    assert (report.unsubscribed, report.bounced, report.withdrawn) == (0, 1, 0)
    assert entries(store)["jahn@obsthof.example"].cause is BlockCause.BOUNCED
    assert statements(store, "jahn@obsthof.example") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_encoding_and_delimiter(store: Store, people: dict[str, int], encoding: str, delimiter: str) -> None:
    text = UNSUBSCRIBED if encoding != "cp1251" else UNSUBSCRIBED.replace("müller@bücher", "a@b").replace("Müller", "Иван")
    report = store.write(block_list.take_file, text.replace(",", delimiter).encode(encoding), "list.csv")
    assert report.unsubscribed == 2
    assert "слишком часто" in entries(store)["h.sander@molkerei.example"].reason


def archive(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(f"export/{name}.csv", text)
    return stream.getvalue()


def test_the_archive_as_it_comes(store: Store, people: dict[str, int]) -> None:
    subscribed = "Email Address,CONFIRM_TIME\nfine@fine.example,2024-01-01 10:00:00\n"
    data = archive(subscribed=subscribed, unsubscribed=UNSUBSCRIBED, cleaned=CLEANED)
    report = store.write(block_list.take_file, data, "audience.zip")
    assert (report.unsubscribed, report.bounced, report.passed_over) == (2, 1, ("subscribed.csv",))
    assert "fine@fine.example" not in entries(store)


def test_lines_without_an_address_are_reported_and_the_others_taken(store: Store, people: dict[str, int]) -> None:
    text = "Email Address,UNSUB_TIME\nnonsense,x\n=1+1,\na@b.example,not a time\n,2025-01-01\n@x,\n" + "x" * 2000 + ",\n"
    report = store.write(block_list.take_file, text.encode(), "list.csv")
    assert (report.unsubscribed, report.unreadable_count) == (1, 5)
    assert [(each.line, each.text) for each in report.unreadable][:2] == [(2, "nonsense x"), (3, "=1+1")]
    assert all(len(each.text) <= 200 for each in report.unreadable)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.csv"),
        (b"\x00\x01\x02garbage\xff", "unsubscribed.csv"),
        (b"just some words\nwithout any table\n", "unsubscribed.csv"),
        (b"name,UNSUB_TIME\nx,2025-01-01\n", "unsubscribed.csv"),
        (b"Email Address,CONFIRM_TIME\na@b.example,2024-01-01\n", "subscribed.csv"),
        (b"Email Address\na@b.example\n", "list.csv"),
        (b"PK\x03\x04 and no archive", "list.zip"),
        (archive(), "list.zip"),
        (archive(one=UNSUBSCRIBED)[:-30], "list.zip"),
    ],
)
def test_a_file_that_is_none_changes_nothing(store: Store, people: dict[str, int], data: bytes, name: str) -> None:
    with pytest.raises(UserError):
        store.write(block_list.take_file, data, name)
    assert entries(store) == {}


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"Email Address,UNSUB_TIME\n{text}".encode()))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    with suppress(UserError):
        assert all(each.name == "unsubscribed.csv" for each in read_export(data, "unsubscribed.csv"))


def test_by_hand_with_a_reason_and_back(store: Store, people: dict[str, int]) -> None:
    entry = store.write(block_list.block, " Boss@Nord.example ", "asked by letter", BlockCause.COMPLAINED)
    row = entries(store)["boss@nord.example"]
    assert (row.id, row.kind, row.who, row.reason) == (entry, ContactPointKind.EMAIL, "Maria Stein", "asked by letter")
    with pytest.raises(UserError, match="already"):
        store.write(block_list.block, "boss@nord.example", "again")
    with pytest.raises(UserError, match="Say why"):
        store.write(block_list.release, entry, " ")
    store.write(block_list.release, entry, "was a mistake")
    assert entries(store) == {}
    with pytest.raises(NotFound):
        store.write(block_list.release, entry, "again")


def test_a_number_is_blocked_in_any_notation(store: Store, people: dict[str, int]) -> None:
    store.write(block_list.block, "8 (843) 555-01-17", "not again")
    assert entries(store)["+78435550117"].kind is ContactPointKind.PHONE


def test_what_the_mail_service_said_stays(store: Store, people: dict[str, int]) -> None:
    store.write(block_list.take_file, CLEANED.encode(), "cleaned.csv")
    with pytest.raises(UserError, match="stays blocked"):
        store.write(block_list.release, entries(store)["jahn@obsthof.example"].id, "please")


def test_refusals(store: Store, people: dict[str, int]) -> None:
    for address, reason in (("nothing", "x"), ("a@b.example", ""), ("", "x")):
        with pytest.raises(UserError):
            store.write(block_list.block, address, reason)
    with pytest.raises(UserError):
        store.write(block_list.block, "a@b.example", "x", BlockCause.UNSUBSCRIBED)
    with pytest.raises(UserError, match="where"):
        store.write(block_list.state_consent, "a@b.example", ConsentState.GIVEN, " ")
    store.employee_id = people["Wanda"]
    for refused in (
        lambda: store.write(block_list.block, "a@b.example", "x"),
        lambda: store.write(block_list.take_file, CLEANED.encode(), "cleaned.csv"),
        lambda: store.read(block_list.entries),
        lambda: store.write(block_list.state_consent, "a@b.example", ConsentState.GIVEN, "fair"),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_consent_is_kept_with_source_and_basis(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Olga"]
    store.write(block_list.state_consent, "A@b.example", ConsentState.GIVEN, "fair, card", "GDPR Art. 6 (1) a")
    assert statements(store, "a@b.example") == [(ConsentState.GIVEN, "fair, card")]


def test_a_slip_is_taken_back_at_once_and_a_statement_stays(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    store.employee_id = people["Olga"]
    first = store.write(block_list.state_consent, "a@b.example", ConsentState.GIVEN, "fair")
    slip = store.write(block_list.state_consent, "a@b.example", ConsentState.REFUSED, "call")
    store.employee_id = people["Pavel"]
    with pytest.raises(NotAllowed, match="Only who recorded"):
        store.write(block_list.take_back_statement, slip)
    store.employee_id = people["Wanda"]
    with pytest.raises(NotAllowed):
        store.write(block_list.take_back_statement, slip)
    store.employee_id = people["Olga"]
    store.write(block_list.take_back_statement, slip)
    assert statements(store, "a@b.example") == [(ConsentState.GIVEN, "fair")]
    with pytest.raises(NotFound):
        store.write(block_list.take_back_statement, slip)
    clock.advance(minutes=6)
    with pytest.raises(UserError, match="This statement stays"):
        store.write(block_list.take_back_statement, first)


def test_the_list_pages_newest_first_and_finds_a_part(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    for number in range(5):
        store.write(block_list.block, f"a{number}@b.example", "x")
        clock.advance(minutes=1)
    first = store.read(block_list.entries, "", None, 3)
    assert [row.value for row in first.rows] == ["a4@b.example", "a3@b.example", "a2@b.example"]
    second = store.read(block_list.entries, "", first.after, 3)
    assert ([row.value for row in second.rows], second.after) == (["a1@b.example", "a0@b.example"], None)
    assert [row.value for row in store.read(block_list.entries, "A3@").rows] == ["a3@b.example"]
