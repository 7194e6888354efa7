"""The telephone in the status bar: one line for those who have one, when calls are seen and when they are not."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.language import phrase
from app.models.call_terms import ExchangeCondition
from app.operations import exchange_health, leases, own_settings
from app.operations.leases import INTAKE
from app.operations.my_line import my_line
from app.views.desk import Desk
from app.views.shell.status_bar import StatusBar
from app.views.shell.telephone_watch import ITEM, TelephoneWatch
from app.views.shell.tongue import speak
from tests import factories
from tests.clock import FixedClock

ME, ADDRESS = "this process", "kontor@10.0.0.5:5038"
Told = Callable[..., None]


@pytest.fixture
def told(fresh_store: Store) -> Told:
    """The intake says how the line is; Olga is signed in and has a telephone."""
    fresh_store.employee_id = fresh_store.write(factories.company)["Olga"]
    fresh_store.write(own_settings.set_extension, fresh_store.read(own_settings.own).version, "221")
    fresh_store.write(leases.take, INTAKE, ME)

    def tell(condition: ExchangeCondition, sentence: str = "") -> None:
        problem = phrase(sentence) if sentence else None
        fresh_store.write(exchange_health.reported, ME, ADDRESS, condition, problem)

    return tell


@pytest.fixture
def bar(fresh_store: Store, told: Told, qtbot: QtBot) -> Iterator[StatusBar]:
    desk = Desk(fresh_store, retry_after=10)
    fresh_store.announce = desk.hear_all
    bar = StatusBar("kontor-db")
    qtbot.addWidget(bar)
    watch = TelephoneWatch(desk, bar)
    bar.show()
    yield bar
    watch.deleteLater()
    assert desk.stop()


def test_the_line_is_said_as_soon_as_it_changes(bar: StatusBar, told: Told, qtbot: QtBot) -> None:
    told(ExchangeCondition.CONNECTING)
    qtbot.waitUntil(lambda: bar.words_of(ITEM) == "The telephone exchange is being connected")
    told(ExchangeCondition.LISTENING)
    qtbot.waitUntil(lambda: bar.words_of(ITEM) == "Telephone 221 connected")
    told(ExchangeCondition.TROUBLE, "The exchange refuses the login.")
    qtbot.waitUntil(lambda: bar.words_of(ITEM) == "Calls are not seen at the moment")
    assert bar.hint_of(ITEM) == "The exchange refuses the login."


def test_it_is_said_in_the_chosen_language(bar: StatusBar, told: Told, qtbot: QtBot) -> None:
    told(ExchangeCondition.LISTENING)
    qtbot.waitUntil(lambda: "221" in bar.words_of(ITEM))
    before = bar.words_of(ITEM)
    speak("ru")
    qtbot.waitUntil(lambda: bool(bar.words_of(ITEM)))
    assert "221" in bar.words_of(ITEM)
    speak("en")
    assert bar.words_of(ITEM) == before


def test_who_has_no_telephone_hears_nothing_of_it(fresh_store: Store, told: Told, clock: FixedClock) -> None:
    told(ExchangeCondition.TROUBLE, "The exchange refuses the login.")
    row = fresh_store.read(my_line)
    assert row is not None
    assert not row.seen
    fresh_store.write(own_settings.set_extension, fresh_store.read(own_settings.own).version, "")
    assert fresh_store.read(my_line) is None


def test_an_intake_that_has_died_is_noticed_without_news(fresh_store: Store, told: Told, clock: FixedClock) -> None:
    assert fresh_store.read(my_line) is None, "no exchange was ever set"
    told(ExchangeCondition.LISTENING)
    row = fresh_store.read(my_line)
    assert row is not None
    assert row.seen
    clock.moment += timedelta(minutes=5)
    row = fresh_store.read(my_line)
    assert row is not None
    assert not row.seen
    assert "intake does not run" in str(row.problem)
