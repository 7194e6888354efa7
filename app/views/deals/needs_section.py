"""What the customer needs: what must be, and what may be traded for something else [M40, M51]."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from app.language import marked, tr
from app.operations import deal_lines
from app.operations.deal_rows import DealCard, NeedRow
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.deals.section import Section
from app.views.deals.work import DealWork
from app.views.look.buttons import QuietButton
from app.views.look.icons import paint_icon
from app.views.look.label import Label
from app.views.look.painting import paint_box, paint_text, text_width
from app.views.look.typeface import font

ACROSS = 3
"""Needs beside each other where all of them are short; fewer where one would be cut."""
GAP = 12
MARGINS = 16 + 8
MUST, TRADED = marked("must"), marked("may be traded")


class NeedItem(QAbstractButton):
    """One need. Enter edits it, Space turns must into may be traded, Del takes it away, arrows walk."""

    edited = Signal(int)
    turned = Signal(int)
    removed = Signal(int)
    walked = Signal(int, int)

    def __init__(self, place: int, need: NeedRow, across: int = ACROSS) -> None:
        super().__init__()
        self._place, self._need = place, need
        self._steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -across, Qt.Key.Key_Down: across}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        word = tr(TRADED if need.negotiable else MUST)
        self.setAccessibleName(f"{need.text}, {word}")
        self.setToolTip(f"{need.text}, {word}")

    def sizeHint(self) -> QSize:
        return QSize(200, 22)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edited.emit(self._place)
        elif key is Qt.Key.Key_Space:
            self.turned.emit(self._place)
        elif key is Qt.Key.Key_Delete:
            self.removed.emit(self._place)
        elif key in self._steps:
            self.walked.emit(self._place, self._steps[key])
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: object) -> None:
        self.edited.emit(self._place)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        if self.hasFocus():
            paint_box(painter, self.rect(), 4, "accent_tint", "accent_text", 2)
        need = self._need
        sign = "arrows-left-right" if need.negotiable else "lock-simple"
        paint_icon(painter, QRect(4, (self.height() - 14) // 2, 14, 14), sign, "muted")
        word = tr(TRADED if need.negotiable else MUST)
        room = QRect(26, 0, self.width() - 26 - 8, self.height())
        aside = text_width(word, font(12)) + 8
        used = paint_text(painter, room.adjusted(0, 0, -aside, 0), need.text, font(13))
        paint_text(painter, room.adjusted(used + 8, 0, 0, 0), word, font(12), "muted")
        painter.end()


class NeedsSection(Section):
    """The list of needs, edited in place."""

    def __init__(self, work: DealWork) -> None:
        super().__init__(work)
        self.traits = Label("", 12, 400, "muted")
        self.traits.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.add_need = QuietButton(icon="plus", height=28)
        self.add_need.clicked.connect(lambda: self.edit(None))
        self.head.addWidget(self.traits, 1)
        self.head.addWidget(self.add_need)
        self._items: list[NeedItem] = []
        inside = QWidget()
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(16, 0, MARGINS - 16, 0)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(0)
        self._across = ACROSS
        self.column.addWidget(inside)
        self.column.addWidget(self.slot)

    def fill(self, card: DealCard) -> None:
        self.title.setText(tr("Needs"))
        self.note.setText(str(len(card.needs)) if card.needs else tr("none yet"))
        self.traits.setText(", ".join(filter(None, (card.equipment, card.material, card.field))))
        self.add_need.setText(tr("Add a need"))
        self.add_need.setVisible(card.may_change)
        held = next((place for place, item in enumerate(self._items) if item.hasFocus()), None)
        gone = self._items
        for item in gone:
            self._grid.removeWidget(item)
        self._across = self._fitting(card)
        for column in range(ACROSS):
            self._grid.setColumnStretch(column, 1 if column < self._across else 0)
        self._items = [NeedItem(place, need, self._across) for place, need in enumerate(card.needs)]
        for place, item in enumerate(self._items):
            self._grid.addWidget(item, place // self._across, place % self._across)
            item.walked.connect(self._walk)
            if card.may_change:
                item.edited.connect(self.edit)
                item.turned.connect(self._turn)
                item.removed.connect(self._remove)
        if held is not None and self._items:
            # Before the old one goes: the keyboard would wander off to another part of the page.
            follower = self._items[min(held, len(self._items) - 1)]
            follower.show()
            follower.setFocus()
        for item in gone:
            item.hide()
            item.deleteLater()

    def begin(self) -> None:
        self.edit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        card = self.work.card
        if card is not None and self._items and self._fitting(card) != self._across:
            self.fill(card)

    def _fitting(self, card: DealCard) -> int:
        """How many needs stand beside each other without one being cut, at least one."""
        widest = max((_whole_width(need) for need in card.needs), default=0)
        for across in range(ACROSS, 1, -1):
            if widest <= (self.width() - MARGINS - (across - 1) * GAP) // across:
                return across
        return 1

    def edit(self, place: int | None) -> None:
        """Open the form for the need in *place*, or for a new one."""
        card = self.work.card
        if card is None or not card.may_change:
            return
        need = card.needs[place] if place is not None else None
        form = InlineForm(
            marked("A need of the customer") if need is None else marked("Change the need"),
            [
                Asked("text", marked("What is needed"), value=need.text if need else "", needed=True, stretch=4),
                Asked(
                    "negotiable",
                    marked("How firm"),
                    "choice",
                    need.negotiable if need else False,
                    choices=((False, MUST), (True, TRADED)),
                ),
            ],
            marked("Save the need"),
        )
        self.slot.open(form, lambda values: self._save(place, values))

    def _save(self, place: int | None, values: Values) -> Ticket[int] | None:
        entry = (str(values["text"]), bool(values["negotiable"]))
        needs = self._needs()
        if place is None:
            needs.append(entry)
        else:
            needs[place] = entry
        return self._write(needs)

    def _turn(self, place: int) -> None:
        needs = self._needs()
        text, negotiable = needs[place]
        needs[place] = (text, not negotiable)
        self._write(needs)

    def _remove(self, place: int) -> None:
        needs = self._needs()
        del needs[place]
        self._write(needs)

    def _needs(self) -> list[tuple[str, bool]]:
        card = self.work.card
        return [(need.text, need.negotiable) for need in card.needs] if card else []

    def _write(self, needs: list[tuple[str, bool]]) -> Ticket[int] | None:
        if (card := self.work.card) is None:
            return None
        desk = self.work.desk
        # The list was made from this card: a colleague's newer list must not be written over unseen.
        return self.work.change(
            lambda version: desk.do(self.work, deal_lines.set_needs, card.id, version, needs), version=card.version
        )

    def _walk(self, place: int, step: int) -> None:
        if 0 <= place + step < len(self._items):
            self._items[place + step].setFocus()


def _whole_width(need: NeedRow) -> int:
    """Width in which nothing of *need* is cut, px."""
    word = tr(TRADED if need.negotiable else MUST)
    return 26 + text_width(need.text, font(13)) + 8 + text_width(word, font(12)) + 8
