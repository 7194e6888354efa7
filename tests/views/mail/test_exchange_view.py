"""The administrator looks at the line to the exchange: how it is, since when, what is wrong and what to do."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.language import phrase
from app.models.call_terms import ExchangeCondition
from app.operations import exchange_health, leases
from app.operations.leases import INTAKE
from app.views.desk import Desk
from app.views.look.label import Label
from app.views.mail.room import EXCHANGES
from app.views.shell.tongue import speak
from tests.clock import FixedClock
from tests.views.mail.administering import Administering

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)

CALLED = datetime(2026, 8, 3, 8, 59, tzinfo=UTC)
ME, ADDRESS = "this process", "kontor@10.0.0.5:5038"


@pytest.fixture
def office(fresh_store: Store, desk: Desk, qtbot: QtBot) -> Administering:
    """The administrator in the room; the intake runs."""
    fresh_store.write(leases.take, INTAKE, ME)
    return Administering(fresh_store, desk, qtbot)


def said(office: Administering) -> list[str]:
    """All words of the card."""
    return [label.text() for label in office.room.card.findChildren(Label) if label.isVisibleTo(office.room.card)]


def tell(office: Administering, condition: ExchangeCondition, sentence: str = "", version: str = "") -> None:
    """What the intake reports of the line."""
    problem = phrase(sentence) if sentence else None
    office.store.write(exchange_health.reported, ME, ADDRESS, condition, problem, version, CALLED)
    office.settle()


def test_before_an_exchange_is_named_the_room_says_how(office: Administering) -> None:
    office.press(Qt.Key.Key_2)
    assert office.room.views.current == EXCHANGES
    assert office.room.exchanges.empty.isVisible()


def test_a_line_that_listens_says_since_when_and_to_what(office: Administering) -> None:
    office.press(Qt.Key.Key_2)
    tell(office, ExchangeCondition.LISTENING, version="Asterisk 20.5.2")
    office.qtbot.waitUntil(lambda: office.room.exchanges.row is not None)
    words = said(office)
    assert ADDRESS in words
    assert "Asterisk 20.5.2" in words
    assert not any("manager.conf" in each for each in words)


def test_trouble_is_said_in_words_with_what_to_do(office: Administering) -> None:
    office.press(Qt.Key.Key_2)
    tell(office, ExchangeCondition.TROUBLE, "The exchange refuses the login “kontor”.")
    office.qtbot.waitUntil(lambda: office.room.exchanges.row is not None)
    words = said(office)
    assert "The exchange refuses the login “kontor”." in words
    assert any("manager.conf" in each for each in words)


def test_an_intake_that_has_died_is_seen_at_the_next_look(office: Administering, clock: FixedClock) -> None:
    office.press(Qt.Key.Key_2)
    tell(office, ExchangeCondition.LISTENING)
    office.qtbot.waitUntil(lambda: office.room.exchanges.row is not None)
    clock.moment += timedelta(minutes=5)
    office.room.look_at_lines()
    office.qtbot.waitUntil(lambda: any("intake does not run" in each for each in said(office)))
    assert not any("manager.conf" in each for each in said(office)), "the exchange is not to blame"


def test_the_line_is_said_in_another_language(office: Administering) -> None:
    office.press(Qt.Key.Key_2)
    tell(office, ExchangeCondition.LISTENING)
    office.qtbot.waitUntil(lambda: office.room.exchanges.row is not None)
    speak("ru")
    office.room.retranslate()
    office.qtbot.waitUntil(lambda: ADDRESS in said(office))
