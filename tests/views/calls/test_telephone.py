"""Calling from every number, what happened in words, handing over; and the keys of the main window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from app.language import phrase
from app.models.call_terms import ExchangeCondition, RequestState
from app.operations import call_requests, exchange_health, leases
from app.operations.call_requests import RequestRow
from app.views.calls.panels import HandOverPanel
from app.views.look.key_hint import KeyHint
from tests import call_factories
from tests.clock import FixedClock
from tests.deal_factories import PHONE
from tests.operations.ringing import answered, hung_up, ring
from tests.views.calls.conftest import AtDesk
from tests.views.tel_links import TelLinks

HOLDER = "intake"


@pytest.fixture
def exchange(olga: AtDesk) -> AtDesk:
    """Olga's desk while the intake listens to an exchange."""
    store = olga.at.store
    store.write(leases.take, leases.INTAKE, HOLDER)
    store.write(exchange_health.reported, HOLDER, "kontor@pbx:5038", ExchangeCondition.LISTENING)
    olga.settle()
    return olga


@pytest.fixture
def system(olga: AtDesk, monkeypatch: pytest.MonkeyPatch) -> Iterator[TelLinks]:
    """What the system's own telephone program is given."""
    program = TelLinks()
    taken = olga.calls.telephone.end

    def ended() -> None:
        taken()
        QDesktopServices.setUrlHandler("tel", program, "open")  # type: ignore[arg-type]  # the stub says bytes, Qt takes text

    monkeypatch.setattr(olga.calls.telephone, "end", ended)
    yield program
    monkeypatch.undo()


def requests(olga: AtDesk) -> tuple[RequestRow, ...]:
    return olga.at.store.read(call_requests.mine)


def step(olga: AtDesk, state: RequestState, linked_id: str = "") -> None:
    """The intake reports how far the newest request has come."""
    olga.at.store.write(call_requests.moved, HOLDER, requests(olga)[0].action_id, state, None, linked_id)
    olga.settle()


def test_a_link_to_a_number_calls_it_and_says_in_words_what_happens(exchange: AtDesk, clock: FixedClock) -> None:
    olga = exchange
    QDesktopServices.openUrl(QUrl(f"tel:{PHONE}?counterparty={olga.at.customer}"))
    olga.settle()
    (request,) = requests(olga)
    assert (request.counterparty_id, request.state) == (olga.at.customer, RequestState.WAITING)
    pop_up = olga.only
    assert pop_up.state.text() == "Asking the exchange"
    step(olga, RequestState.QUEUED)
    step(olga, RequestState.OWN_PHONE, "9.9")
    assert pop_up.state.text() == "Answer your telephone"
    assert any("Your telephone 101 rings" in line for line in olga.said(pop_up))
    call = ring(PHONE, "9.9", at=clock(), direction="out")
    olga.tell(call)
    step(olga, RequestState.DIALLING)
    assert olga.only is pop_up
    assert pop_up.state.text() == "Dialling"
    step(olga, RequestState.TALKING)
    olga.tell(answered(call))
    assert pop_up.state.text() == "Talking"
    step(olga, RequestState.DONE)
    olga.tell(hung_up(answered(call)))
    assert olga.only.state.text() == "Call has ended"


def test_what_the_exchange_could_not_do_stands_in_the_pop_up(exchange: AtDesk) -> None:
    olga = exchange
    olga.calls.telephone.call("+79161112233")
    olga.settle()
    words = phrase("The number does not exist.")
    olga.at.store.write(call_requests.moved, HOLDER, requests(olga)[0].action_id, RequestState.FAILED, words)
    olga.settle()
    assert olga.only.state.text() == "Not called"
    assert "The number does not exist." in olga.said(olga.only)
    olga.click(olga.only, "Call again")
    assert len(requests(olga)) == 2


def test_a_request_that_nobody_takes_says_so(exchange: AtDesk, clock: FixedClock) -> None:
    olga = exchange
    olga.calls.telephone.call("+79161112233")
    olga.settle()
    clock.advance(seconds=21)
    olga.calls.outgoing.ask()
    olga.settle()
    assert any("was not reached in time" in line for line in olga.said(olga.only))


def test_what_is_refused_is_said_in_the_message_bar(exchange: AtDesk) -> None:
    olga = exchange
    olga.calls.telephone.call("no number")
    olga.settle()
    assert olga.messages.bar.sentence
    assert olga.shown == []


def test_without_an_exchange_the_link_goes_to_the_program_of_the_system(olga: AtDesk, system: TelLinks) -> None:
    QDesktopServices.openUrl(QUrl(f"tel:{PHONE}?counterparty=7"))
    olga.settle()
    assert system.links == [f"tel:{PHONE}"]
    assert requests(olga) == ()


def test_a_call_is_handed_over_to_a_colleague(exchange: AtDesk, clock: FixedClock) -> None:
    olga = exchange
    olga.at.store.write(call_factories.telephone, olga.at.people["Igor"], "102")
    olga.tell(answered(ring(PHONE, at=clock())))
    pop_up = olga.only
    pop_up.press("F11")
    olga.settle()
    panel = pop_up.panel
    assert isinstance(panel, HandOverPanel)
    panel.search.line.insert("102")
    panel.search.line.textEdited.emit("102")
    panel.search.line.returnPressed.emit()
    olga.settle()
    assert [(each.number, each.linked_id) for each in requests(olga)] == [("102", "1722672000.1")]
    assert any("hand the call over to 102" in line for line in olga.said(pop_up))


def test_keys_of_the_main_window_work_the_lowest_pop_up(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    olga.work_elsewhere()
    olga.press("F8", olga.room.field)
    assert olga.room.opened == [("counterparty", olga.at.customer)]
    olga.work_elsewhere()
    olga.press("Ctrl+J", olga.room.field)
    assert olga.only.note.text.hasFocus()
    olga.work_elsewhere()
    olga.press("Esc", olga.room.field)
    assert olga.shown == []


def test_a_room_keeps_the_keys_that_it_has_itself(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    olga.work_elsewhere()
    own: list[str] = []
    olga.room.command("Reply", "F8", lambda: own.append("F8"))
    olga.press("F8", olga.room.field)
    assert own == ["F8"]
    assert olga.room.opened == []
    olga.window.go("station")
    olga.press("F9", olga.room.field)
    olga.press("Esc", olga.room.field)
    assert olga.only.panel is None


def test_the_sheet_of_keys_names_them(olga: AtDesk) -> None:
    sheet = olga.window.show_keys()
    keys = {hint.accessibleName() for hint in sheet.findChildren(KeyHint)}
    assert {"F8", "F9", "F10", "F11", "Ctrl J"} <= keys
    sheet.close()
