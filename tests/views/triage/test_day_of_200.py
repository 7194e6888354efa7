"""A day of 200 inquiries, sorted by keyboard alone: each one is where it was meant to be, and the trail agrees."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import CallEvent
from app.models.audit import AuditEntry
from app.models.inquiries import Inquiry
from app.models.terms import CloseReason, InquiryState
from app.operations.calls import take_call
from app.operations.intake import take_letter
from app.views.triage.room import TriageRoom
from tests import factories
from tests.clock import FixedClock
from tests.views.triage.workstation import MORNING, Workstation

DAY = 200
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
TEXTS = {"Vys": "A climate chamber of 300 l", "Prom": "Нужен насос НХ-65", "Term": "Wir brauchen einen Vakuumtrockenschrank"}
KEYS = {"Vys": Qt.Key.Key_1, "Prom": Qt.Key.Key_2, "Term": Qt.Key.Key_3}
SOURCES = ("letter", "jivo_chat", "jivo_offline", "site_form")


@dataclass(frozen=True)
class Meant:
    """What shall become of one inquiry. department: its code; closed: the reason; way: how it is decided."""

    way: str
    state: InquiryState
    department: str = ""
    reason: CloseReason | None = None


@pytest.fixture
def letters() -> list[int]:
    """No letters but those of the day."""
    return []


@pytest.fixture
def day(service: Store, people: dict[str, int]) -> dict[int, Meant]:
    """Two hundred inquiries by every way that they come, each with what shall become of it."""
    known = [
        service.write(factories.counterparty, f"Known {number} AG", emails=[f"info@known-{number}.example"])
        for number in range(8)
    ]
    assert people
    assert known
    return {taken: meant for number in range(DAY) for taken, meant in [_arrive(service, number)]}


def _arrive(service: Store, number: int) -> tuple[int, Meant]:
    at = MORNING + timedelta(seconds=10 * number)
    code = ("Vys", "Prom", "Term")[number // 10 % 3]
    match number % 10:
        case 7:
            return _call(service, number, None), Meant("close", InquiryState.CLOSED, reason=CloseReason.NO_CONTACT)
        case 8:
            return _call(service, number, f"+7843555{number:04}"), Meant("sort", InquiryState.SORTED, code)
        case 3:
            meant, text = Meant("close", InquiryState.CLOSED, reason=CloseReason.SPAM), "Cheap links for your site"
        case 5 if number < 80:
            meant, text = Meant("link", InquiryState.LINKED), "Please call me back"
        case 6 if number % 20 == 6:
            meant, text = Meant("name", InquiryState.ASSIGNED, "Prom"), TEXTS["Prom"]
        case 9 if number % 20 == 9:
            meant, text = Meant("later", InquiryState.NEW), "Preliminary: perhaps next year"
        case _:
            meant, text = Meant("sort", InquiryState.SORTED, code), TEXTS[code]
    domain = f"known-{number // 10}" if meant.way == "link" else f"client-{number}"
    letter = factories.letter(
        f"day{number}",
        name=f"Asker {number}",
        email=f"asker{number}@{domain}.example",
        subject=f"Matter {number}",
        text=text,
        source=SOURCES[number % 4],
        received_at=at,
    )
    taken = service.write(take_letter, letter).inquiry_id
    assert taken is not None
    return taken, meant


def _call(service: Store, number: int, caller: str | None) -> int:
    at = MORNING + timedelta(seconds=10 * number)
    rang = CallEvent(
        linked_id=f"day.{number}",
        direction="in",
        number=caller,
        raw_number=(caller or "anonymous").lstrip("+"),
        extension="",
        started_at=at,
        ended_at=at + timedelta(seconds=9),
        outcome="missed",
    )
    taken = service.write(take_call, None, rang).inquiry_id
    assert taken is not None
    return taken


def test_a_day_of_200_is_sorted_by_keyboard_alone(
    marta: Workstation, day: dict[int, Meant], clock: FixedClock, qtbot: QtBot
) -> None:
    clock.moment = MORNING + timedelta(hours=1)
    room = marta.open(TriageRoom)
    assert room.pages.page.all == DAY
    at_keyboard = AtKeyboard(room, marta, qtbot)
    while room.list.current_row is not None:
        at_keyboard.decide(day)
    marta.settle()
    assert room.empty.isVisible()
    _take_the_last_one_back(marta, room, day)
    assert marta.store.read(_became) == {each: (meant.state, meant.department, meant.reason) for each, meant in day.items()}
    assert marta.store.read(_decided_by, marta.me.id) == dict.fromkeys(day, 1) | marta.store.read(_taken_back)
    ways = Counter(meant.way for meant in day.values())
    assert min(ways.values()) >= 8
    assert at_keyboard.together > 20


class AtKeyboard:
    """Presses what is meant for the inquiry that is selected; alike ones that follow each other go with one key."""

    def __init__(self, room: TriageRoom, desk: Workstation, qtbot: QtBot) -> None:
        self.room, self.desk, self.qtbot = room, desk, qtbot
        self.together = 0

    def decide(self, day: dict[int, Meant]) -> None:
        """One decision, about the selected inquiry or about it and those below."""
        rows = self.room.list.inquiries.rows
        current = self.room.list.current
        meant = day[current]
        if meant.way == "sort":
            place = next(at for at, row in enumerate(rows) if row.id == current)
            alike = next((at for at, row in enumerate(rows[place:]) if day[row.id] != meant), len(rows) - place)
            for _ in range(alike - 1):
                self.press(Qt.Key.Key_Down, SHIFT)
            self.together += alike if alike > 1 else 0
            self.press(KEYS[meant.department])
        elif meant.way == "close":
            self.press(Qt.Key.Key_5)
            self.press(Qt.Key.Key_3 if meant.reason is CloseReason.SPAM else Qt.Key.Key_5)
        elif meant.way == "later":
            self.press(Qt.Key.Key_6)
            self.press(Qt.Key.Key_1)
        else:
            self._ask(meant, current)

    def _ask(self, meant: Meant, current: int) -> None:
        """The decisions that look something up: a person, too, reads before the next key."""
        card = self.room.card
        self.qtbot.waitUntil(lambda: card.shown is not None and card.shown.id == current)
        if meant.way == "link":
            self.press(Qt.Key.Key_4)
            assert card.shown is not None
            assert card.shown.doubles
            self.press(Qt.Key.Key_Return)
        else:
            self.press(Qt.Key.Key_M)
            self.qtbot.waitUntil(lambda: bool(self.room.foot.sellers.sellers))
            self.press(Qt.Key.Key_1)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press *key* where the keyboard is."""
        QTest.keyClick(self.room.window().focusWidget(), key, modifier)


def _take_the_last_one_back(marta: Workstation, room: TriageRoom, day: dict[int, Meant]) -> None:
    marta.press(room, Qt.Key.Key_Z, modifier=CONTROL)
    again = AtKeyboard(room, marta, marta.qtbot)
    assert room.list.current_row is not None
    again.decide(day)
    marta.settle()
    assert room.list.current_row is None


def _became(session: Session) -> dict[int, tuple[InquiryState, str, CloseReason | None]]:
    codes = {department: code for code in KEYS for department in [factories.department(session, code)]}
    return {
        row.id: (row.state, codes.get(row.department_id or 0, ""), row.close_reason)
        for row in session.scalars(select(Inquiry))
    }


def _decisions(session: Session) -> list[AuditEntry]:
    trail = select(AuditEntry).where(AuditEntry.table_name == "inquiry", AuditEntry.action == "update")
    return [entry for entry in session.scalars(trail) if not {"state", "snoozed_until"}.isdisjoint(entry.changes)]


def _decided_by(session: Session, employee_id: int) -> dict[int, int]:
    """How often *employee_id* decided about each inquiry, by the audit trail."""
    decided = Counter(entry.record_id for entry in _decisions(session) if entry.employee_id == employee_id)
    return {record_id: count for record_id, count in decided.items() if record_id is not None}


def _taken_back(session: Session) -> dict[int, int]:
    """The last one: decided, taken back, decided again."""
    back = {
        entry.record_id
        for entry in _decisions(session)
        if entry.changes.get("state", [None, None])[1] == InquiryState.NEW
        or ("snoozed_until" in entry.changes and entry.changes["snoozed_until"][1] is None and "state" not in entry.changes)
    }
    return {record_id: 3 for record_id in back if record_id is not None}
