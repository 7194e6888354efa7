"""What customers say about mailings, recorded by keys where the customer is shown."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.marketing import Consent
from app.models.terms import ConsentState
from app.operations import block_list
from app.views.counterparties.consent import StatementLine
from app.views.counterparties.parts import PointLine
from app.views.counterparties.room import CounterpartiesRoom
from app.views.desk import Desk
from app.views.messages import Messages
from tests.deal_factories import PHONE, House
from tests.views.counterparties.driving import Enter, form, line, on_page


def statement(room: CounterpartiesRoom, value: str) -> StatementLine:
    lines = room.page.facts.findChildren(StatementLine)
    points = room.page.facts.findChildren(PointLine)
    return next(line for point, line in zip(points, lines, strict=True) if point.point.value == value)


def test_what_was_said_of_an_address_is_recorded_by_keys_and_undone(
    enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    room = enter()
    on_page(room, at, desk, qtbot)
    assert statement(room, PHONE).words == "no consent"
    QTest.keyClick(room.page.history, Qt.Key.Key_K)
    assert (form(room).values()["state"], form(room).values()["basis"]) == ("given", "GDPR Art. 6 (1) a")
    form(room).submit()
    assert line(room, "source").error == "Fill this in."
    QTest.keyClicks(line(room, "source").line, "fair, card")
    QTest.keyClick(line(room, "source").line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: statement(room, PHONE).words.startswith("agreed to be written to"))
    assert statement(room, PHONE).words.endswith("fair, card")
    assert "agreed to be written to" in messages.bar.sentence
    said = select(Consent.value, Consent.source, Consent.basis, Consent.employee_id)
    assert at.store.read(lambda s: [tuple(row) for row in s.execute(said)]) == [
        (PHONE, "fair, card", "GDPR Art. 6 (1) a", at.people["Olga"])
    ]
    messages.bar._quiet.click()
    qtbot.waitUntil(lambda: statement(room, PHONE).words == "no consent")
    assert at.store.read(lambda s: s.execute(said).all()) == []


def test_the_law_follows_what_was_said_until_somebody_types_it(enter: Enter, at: House, desk: Desk, qtbot: QtBot) -> None:
    with at.acting("Olga"):
        at.store.write(block_list.state_consent, PHONE, ConsentState.GIVEN, "fair")
    room = enter()
    on_page(room, at, desk, qtbot)
    statement(room, PHONE).click()
    assert form(room).values()["state"] == "withdrawn"
    assert line(room, "basis").value() == "GDPR Art. 7 (3)"
    box = form(room).fields["state"].editor
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert (form(room).values()["state"], line(room, "basis").value()) == ("refused", "GDPR Art. 21 (2)")
    line(room, "basis").line.selectAll()
    QTest.keyClicks(line(room, "basis").line, "house rule")
    QTest.keyClick(box, Qt.Key.Key_Down)
    assert line(room, "basis").value() == "house rule"


def test_who_talks_to_nobody_outside_records_no_consent(
    enter: Enter, at: House, desk: Desk, messages: Messages, qtbot: QtBot
) -> None:
    room = enter("Wanda")
    on_page(room, at, desk, qtbot)
    QTest.keyClick(room.page.history, Qt.Key.Key_K)
    assert room.slot.form is None
    assert "record what customers say" in messages.bar.sentence
