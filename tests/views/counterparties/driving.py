"""Driving the customers' room in its tests: waiting, reading its words, filling in its forms."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.views.counterparties.parts import LinkLine
from app.views.counterparties.room import CounterpartiesRoom
from app.views.deals.form import InlineForm
from app.views.desk import Desk
from app.views.look.fields import ChoiceField, LineField
from app.views.look.label import Label
from app.views.telephone.number_link import NumberLink
from tests.deal_factories import House
from tests.views.quiet import settled

CONTROL = Qt.KeyboardModifier.ControlModifier
Enter = Callable[..., CounterpartiesRoom]


def shown_card(room: CounterpartiesRoom, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: room.work.card is not None and room.is_current(room.work.card.id))
    settled(desk, qtbot)


def words(widget: QWidget) -> list[str]:
    labels = [each.text() for each in widget.findChildren(Label) if each.isVisible()]
    labels += [each.text() for each in widget.findChildren(NumberLink) if each.isVisible()]
    return labels + [each.words for each in widget.findChildren(LinkLine) if each.isVisible()]


def on_page(room: CounterpartiesRoom, at: House, desk: Desk, qtbot: QtBot) -> None:
    room.open_record("customer", at.customer)
    qtbot.waitUntil(lambda: room.work.card is not None)
    settled(desk, qtbot)


def form(room: CounterpartiesRoom) -> InlineForm:
    opened = room.slot.form
    assert isinstance(opened, InlineForm)
    return opened


def line(room: CounterpartiesRoom, key: str) -> LineField:
    field = form(room).fields[key]
    assert isinstance(field, LineField)
    return field


def choose(opened: InlineForm, key: str, value: object) -> None:
    field = opened.fields[key]
    assert isinstance(field, ChoiceField)
    field.set_value(value)
