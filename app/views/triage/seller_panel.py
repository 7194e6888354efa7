"""M: who takes it? The sellers of a department with what each has to do, how soon they respond, and who is away [M34]."""

from collections.abc import Sequence
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.seller_load import SellerLoad
from app.views.look.areas import set_ground
from app.views.look.buttons import QuietButton
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import age
from app.views.look.rows import RowList, RowRole
from app.views.look.segments import Segment, Segments
from app.views.triage.decision_bar import MARGIN, TOP
from app.views.triage.queue import Target, digit

HEIGHT = 300
ASIDE = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class SellerPanel(QWidget):
    """``ask(question, departments, chosen)``, then ``show_sellers(rows)``; ``chosen`` carries the id of the seller.

    Digits name one at once, the arrows walk, Left and Right go to another department.
    """

    chosen = Signal(int)
    department_wanted = Signal(int)
    """The person wants to see the sellers of another department."""
    left = Signal()
    """The person went back without a choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.sellers: tuple[SellerLoad, ...] = ()
        self._keys: list[str] = []
        self._question = Label("", 13, 600)
        self.departments = Segments()
        self._back = QuietButton(key="Esc", height=28)
        self._back.clicked.connect(self.left)
        self._model = QStandardItemModel(self)
        self.rows = RowList("two")
        self.rows.setModel(self._model)
        self.rows.installEventFilter(self)
        self.rows.activated.connect(lambda _index: self._take())
        self._nobody = Label("", 13, 400, "muted", wrap=True)
        self.departments.chosen.connect(lambda key: self.department_wanted.emit(int(key)))
        self._lay_out()
        self.retranslate()

    def ask(self, question: str, departments: Sequence[Target], chosen: int) -> None:
        """Ask who takes it; *chosen*: the department whose sellers come first."""
        self._question.setText(question)
        self.setAccessibleName(question)
        self._keys = [str(each.id) for each in departments]
        self.departments.set_segments([Segment(str(each.id), each.words) for each in departments])
        self.departments.setVisible(len(departments) > 1)
        self.departments.choose(str(chosen))
        self._model.clear()
        self._nobody.hide()
        self.rows.show()
        self.rows.setFocus()

    def show_sellers(self, sellers: Sequence[SellerLoad]) -> None:
        """The sellers of the chosen department, in the order of the keys."""
        self.sellers = tuple(sellers)
        self.retranslate()
        self._nobody.setVisible(not self.sellers)
        self.rows.setVisible(bool(self.sellers))
        (self.rows if self.sellers else self._back).setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._back.setText(tr("Back"))
        self.departments.setAccessibleName(tr("Department"))
        self.rows.setAccessibleName(tr("Sellers"))
        self._nobody.setText(tr("Nobody sells in this department yet."))
        row = self.rows.currentIndex().row()
        self._model.clear()
        for place, seller in enumerate(self.sellers, start=1):
            self._model.appendRow(_item(seller, digit(place)))
        if self.sellers:
            self.rows.setCurrentIndex(self._model.index(max(row, 0), 0))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        step = ASIDE.get(Qt.Key(event.key()))
        place = next((at for at in range(1, len(self.sellers) + 1) if digit(at) and event.text() == digit(at)), 0)
        if step is None and not place:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif place:
            self.chosen.emit(self.sellers[place - 1].employee_id)
        else:
            self._go_aside(step or 0)
        return True

    def _go_aside(self, step: int) -> None:
        keys = self._keys
        if not keys:
            return
        at = min(max(keys.index(self.departments.current) + step, 0), len(keys) - 1)
        if keys[at] != self.departments.current:
            self.departments.choose(keys[at])
            self.department_wanted.emit(int(keys[at]))

    def _take(self) -> None:
        key = self.rows.currentIndex().data(RowRole.KEY)
        if key:
            self.chosen.emit(int(key))

    def _lay_out(self) -> None:
        self.setFixedHeight(HEIGHT)
        head = QHBoxLayout()
        head.addWidget(self._question, 1)
        head.addWidget(self.departments)
        head.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, 8, MARGIN, TOP)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self._nobody)
        column.addWidget(self.rows, 1)


def load_words(seller: SellerLoad) -> str:
    """What a seller has to do, and how soon they respond."""
    parts = [
        trn("{count} lead", "{count} leads", seller.open_inquiries),
        trn("{count} deal", "{count} deals", seller.open_deals),
    ]
    if seller.overdue_tasks:
        parts.append(trn("{count} task overdue", "{count} tasks overdue", seller.overdue_tasks))
    if seller.response is not None and seller.response < timedelta(minutes=1):
        parts.append(tr("responds at once"))
    elif seller.response is not None:
        parts.append(tr("responds within {age}", age=age(seller.response)))
    return ", ".join(parts)


def _item(seller: SellerLoad, key: str) -> QStandardItem:
    item = QStandardItem(seller.name)
    item.setData("user", RowRole.ICON)
    item.setData(load_words(seller), RowRole.SECOND)
    item.setData(key, RowRole.FIGURE)
    item.setData(seller.employee_id, RowRole.KEY)
    if seller.away:
        words = tr("away, {name} stands in", name=seller.substitute) if seller.substitute else tr("away")
        item.setData(ChipText(words, "warning", "calendar-x"), RowRole.CHIP)
    return item
