"""The history of a MikoPBX: rows become the calls that happened, pages miss nothing, and every trouble is a sentence."""

import socket
import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.channels.call_history import CallHistory
from app.channels.call_history_rows import call_of, moment
from app.channels.number_plan import NumberPlan
from app.errors import DeviceTrouble
from app.events import CallEvent
from tests.fakes.exchange_history import HOST, FakeHistory, Row, row

PLAN = NumberPlan()
MOSCOW = ZoneInfo("Europe/Moscow")
CALLER = "89161234567"


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, second, tzinfo=UTC)


def only(*rows: Row) -> CallEvent:
    """The call of *rows*, by the clock of Moscow."""
    event = call_of(rows, PLAN, MOSCOW)
    assert event is not None
    return event


def in_the_books(first: int = 1, linked_id: str = "mikopbx-1795431548.3") -> list[Row]:
    """A call to a ring group: 103 busy, 101 too slow, 106 answered."""
    day = "2026-11-20 12:00:"
    line = {"did": "74950001101"}
    return [
        row(first, linked_id, day + "00.120", CALLER, "103", **line, disposition="BUSY", endtime=day + "01"),
        row(first + 1, linked_id, day + "00.121", CALLER, "101", **line, endtime=day + "09.5"),
        row(
            first + 2, linked_id, day + "00.122", CALLER, "106", **line,
            disposition="ANSWERED", answer=day + "09", endtime=day + "39", billsec="30",
        ),
    ]  # fmt: skip


def test_an_answered_call() -> None:
    event = only(*in_the_books())
    assert (event.linked_id, event.direction, event.outcome) == ("mikopbx-1795431548.3", "in", "answered")
    assert (event.number, event.raw_number, event.line, event.extension) == ("+79161234567", CALLER, "74950001101", "106")
    assert event.started_at == at(9, 0).replace(microsecond=120_000)
    assert (event.answered_at, event.ended_at) == (at(9, 0, 9), at(9, 0, 39))
    assert [(leg.extension, leg.outcome) for leg in event.legs] == [
        ("103", "busy"),
        ("101", "elsewhere"),
        ("106", "answered"),
    ]


def test_a_missed_call() -> None:
    event = only(row(1, "a.1", "2026-11-20 12:00:00", "+49 30 1234567", "101", did="1", endtime="2026-11-20 12:00:20"))
    assert (event.outcome, event.number, event.extension, event.answered_at) == ("missed", "+49301234567", "101", None)


def test_an_answer_of_the_queue_is_none() -> None:
    queue = row(
        1, "a.1", "2026-11-20 12:00:00", CALLER, "2200100", did="74950001101", is_app="1", appname="queue",
        disposition="ANSWERED", answer="2026-11-20 12:00:00", endtime="2026-11-20 12:01:00", billsec="60",
    )  # fmt: skip
    rang = row(2, "a.1", "2026-11-20 12:00:05", CALLER, "101", did="74950001101", endtime="2026-11-20 12:00:20")
    event = only(queue, rang)
    assert (event.outcome, event.answered_at, [leg.extension for leg in event.legs]) == ("abandoned", None, ["101"])
    assert only(queue).outcome == "abandoned"


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("BUSY", "busy"), ("NO ANSWER", "missed"), ("CHANUNAVAIL", "failed"), ("CANCEL", "missed"), ("FAILED", "failed")],
)
def test_other_ends(said: str, outcome: str) -> None:
    assert only(row(1, "a.1", "2026-11-20 12:00:00", CALLER, "101", disposition=said)).outcome == outcome
    going_out = only(row(1, "a.1", "2026-11-20 12:00:00", "101", CALLER, disposition=said))
    assert (going_out.direction, going_out.outcome, going_out.extension) == ("out", outcome, "101")
    assert (going_out.number, going_out.legs) == ("+79161234567", ())


def test_answered_without_the_moment() -> None:
    event = only(row(1, "a.1", "2026-11-20 12:00:00", "101", CALLER, disposition="ANSWERED", billsec="30",
                     endtime="2026-11-20 12:00:40"))  # fmt: skip
    assert (event.outcome, event.answered_at) == ("answered", at(9, 0, 10))


def test_a_call_between_own_telephones() -> None:
    event = only(row(1, "a.1", "2026-11-20 12:00:00", "101", "106", disposition="ANSWERED", answer="2026-11-20 12:00:02"))
    assert (event.direction, event.number, event.raw_number, event.extension) == ("internal", None, "106", "101")


def test_a_transfer_to_a_mobile_telephone() -> None:
    event = only(
        row(1, "a.1", "2026-11-20 12:00:00", CALLER, "101", did="1", disposition="ANSWERED", answer="2026-11-20 12:00:02"),
        row(2, "a.1", "2026-11-20 12:01:00", CALLER, "89031112233", did="1"),
    )
    assert (event.direction, event.extension, event.number) == ("in", "101", "+79161234567")
    assert [leg.extension for leg in event.legs] == ["101", "89031112233"]


def test_what_goes_on_or_says_nothing_is_no_call_yet() -> None:
    assert call_of([row(1, "a.1", "2026-11-20 12:00:00", CALLER, "101", endtime="")], PLAN, MOSCOW) is None
    assert call_of([row(1, "a.1", "", CALLER, "101")], PLAN, MOSCOW) is None
    assert call_of([row(1, "", "2026-11-20 12:00:00", CALLER, "101", UNIQUEID="")], PLAN, MOSCOW) is None


def test_the_clock_of_the_exchange() -> None:
    assert moment("2026-07-01T12:00:00.5", ZoneInfo("Europe/Berlin")) == datetime(2026, 7, 1, 10, 0, 0, 500_000, tzinfo=UTC)
    assert moment("2026-11-20 12:00:00+05:00", MOSCOW) == at(7, 0)
    here = datetime(2026, 11, 20, 12, 0).astimezone()
    assert moment("2026-11-20 12:00:00", None) == here
    for nothing in ("", "0000-00-00 00:00:00", "NULL", "yesterday"):
        assert moment(nothing, MOSCOW) is None


@pytest.mark.parametrize("spelling", ["raw", "plus", "bare"])
@pytest.mark.parametrize("table", ["cdr-table", "cdr-table-askozia"])
def test_the_table_in_xml(spelling: str, table: str) -> None:
    rows = [row(7, "a.1", "2026-11-20 12:00:00", "+7 (916) 123-45-67", "101", did="+74950001101", name='"Ж & <Б>"')]
    with FakeHistory(rows, spelling=spelling, table=table) as history:
        (event,), following = CallHistory(history.url, PLAN, "Europe/Moscow").page(0, 500)
        assert history.asked == ["/pbxcore/api/cdr/get_data?offset=0&limit=500"]
    assert (event.number, event.raw_number, event.line, following) == (
        "+79161234567",
        "+7 (916) 123-45-67",
        "+74950001101",
        7,
    )


def test_calls_in_json_with_a_key() -> None:
    with FakeHistory(in_the_books()) as history:
        calls = CallHistory(history.url_with_key, PLAN, "Europe/Moscow")
        events, following = calls.page(0, 500)
        assert events == (only(*in_the_books()),)
        assert following == 3
        assert calls.page(3, 500) == ((), 3)
        with pytest.raises(DeviceTrouble, match="does not let us in"):
            CallHistory(history.url_with_key.replace("key", "other"), PLAN).page(0, 500)
        with pytest.raises(DeviceTrouble, match="does not let us in"):
            CallHistory(history.url + "/pbxcore/api/v3/cdr", PLAN).page(0, 500)


def woven(calls: int) -> list[Row]:
    """Calls of three rows each, whose rows stand between those of the others."""
    rows = [each for number in range(calls) for each in in_the_books(1, f"mikopbx-17954{number:05}.1")]
    rows.sort(key=lambda each: (int(each["linkedid"][13:18]) + 4 * int(each["id"]), each["linkedid"]))
    return [{**each, "id": str(number * 3 + 5)} for number, each in enumerate(rows)]


@pytest.mark.parametrize("with_key", [False, True])
@pytest.mark.parametrize("limit", [1, 2, 5, 7, 500])
def test_pages_miss_nothing(limit: int, with_key: bool) -> None:
    rows = woven(20)
    wanted = {each["linkedid"]: only(*(one for one in rows if one["linkedid"] == each["linkedid"])) for each in rows}
    with FakeHistory(rows) as history:
        calls = CallHistory(history.url_with_key if with_key else history.url, PLAN, "Europe/Moscow")
        offset, last, told = 0, -1, {}
        while offset > last:
            last = offset
            events, offset = calls.page(offset, limit)
            told.update({event.linked_id: event for event in events})
    assert told == wanted
    assert offset == int(rows[-1]["id"])


def test_a_call_on_the_edge_of_a_page_is_told_whole() -> None:
    with FakeHistory(in_the_books()) as history:
        events, following = CallHistory(history.url, PLAN, "Europe/Moscow").page(0, 2)
    assert (events, following) == ((only(*in_the_books()),), 2)


@pytest.mark.parametrize(
    ("status", "headers", "body", "words"),
    [
        (200, {}, b"", "is empty at the moment"),
        (200, {}, b"<html><body>Login</body></html>", "no call history"),
        (200, {}, b"<cdr-table><cdr-row id=", "no call history"),
        (200, {}, b'<!DOCTYPE x [<!ENTITY a "b">]><cdr-table/>', "no call history"),
        (200, {}, b"Service started", "no call history"),
        (200, {}, b'{"result": false, "messages": {}}', "no call history"),
        (200, {}, b'{"result": true, "data": {"records": [1]}}', "no call history"),
        (200, {}, b"[" * 100_000, "no call history"),
        (401, {}, b"", "does not let us in"),
        (403, {}, b"", "does not let us in"),
        (404, {}, b"", "has no call history"),
        (500, {}, b"", "HTTP 500"),
        (302, {"Location": "http://elsewhere.invalid/"}, b"", "HTTP 302"),
        (302, {}, b"", "HTTP 302"),
        (301, {"Location": "/again"}, b"", "HTTP 508"),
    ],
)
def test_trouble_is_a_sentence(status: int, headers: dict[str, str], body: bytes, words: str) -> None:
    with FakeHistory() as history:
        history.answer = (status, headers, body)
        with pytest.raises(DeviceTrouble, match=words):
            CallHistory(history.url, PLAN).page(0, 500)


def test_an_empty_history() -> None:
    with FakeHistory() as history:
        assert CallHistory(history.url, PLAN).page(0, 500) == ((), 0)
        assert CallHistory(history.url_with_key, PLAN).page(12, 500) == ((), 12)


def test_nobody_answers() -> None:
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(DeviceTrouble, match="does not answer"):
            CallHistory(f"http://{HOST}:{port}", PLAN, seconds=0.2).page(0, 500)
    with pytest.raises(DeviceTrouble, match="cannot be reached"):
        CallHistory(f"http://{HOST}:{port}", PLAN).page(0, 500)
    with pytest.raises(DeviceTrouble, match="cannot be reached"):
        CallHistory("http://exchange.invalid", PLAN).page(0, 500)


def test_no_tls_where_tls_is_wanted() -> None:
    with FakeHistory() as history, pytest.raises(DeviceTrouble, match="cannot be reached"):
        CallHistory(history.url.replace("http:", "https:"), PLAN, seconds=3).page(0, 500)


def test_an_answer_without_an_end() -> None:
    with socket.create_server((HOST, 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n<cdr-table>")
                try:
                    while True:
                        connection.sendall(b" " * 65536)
                except OSError:
                    return

        thread = threading.Thread(target=serve)
        thread.start()
        with pytest.raises(DeviceTrouble, match=r"does not answer|cannot be reached"):
            CallHistory(f"http://{HOST}:{listening.getsockname()[1]}", PLAN, seconds=0.3).page(0, 500)
        thread.join(10)


def test_the_key_does_not_leave_our_network_unprotected(monkeypatch: pytest.MonkeyPatch) -> None:
    # A test has no address outside of it.
    monkeypatch.setattr("app.channels.call_history.is_near", lambda line: False)
    with FakeHistory() as history:
        with pytest.raises(DeviceTrouble, match="could be read on the way"):
            CallHistory(history.url_with_key, PLAN).page(0, 500)
        assert history.asked == []
        assert CallHistory(history.url, PLAN).page(0, 500) == ((), 0)
