"""What opens inside a pop-up: whose call it is, to whom it goes, what is to be done after it. Loads with its first use."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel

from app.language import tr
from app.operations.call_rows import Colleague
from app.views.calls.panel import CallPanel
from app.views.deals.form import evening_of
from app.views.look.buttons import MainButton
from app.views.look.chip import ChipText
from app.views.look.fields import DateField, LineField
from app.views.look.label import Label
from app.views.look.numbers import local
from app.views.look.rows import RowList, RowRole
from app.views.tasks.forms import next_workday
from app.views.triage.customer_panel import WALKING, CustomerPanel

__all__ = ["CustomerPanel", "HandOverPanel", "TaskPanel"]

LIST_HEIGHT = 240


class HandOverPanel(CallPanel):
    """``show_people(colleagues)``; ``chosen`` carries the telephone that the call shall go to."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._people: tuple[Colleague, ...] = ()
        self.search = LineField("")
        self.search.line.textEdited.connect(lambda _text: self._fill())
        self.search.line.returnPressed.connect(self._take)
        self.search.line.installEventFilter(self)
        self._model = QStandardItemModel(self)
        self.rows = RowList("two")
        self.rows.setModel(self._model)
        self.rows.setFixedHeight(LIST_HEIGHT)
        self.rows.activated.connect(self._take)
        self._nobody = Label("", 13, 400, "muted", wrap=True)
        self._send = MainButton(icon="arrow-bend-up-right")
        self._send.clicked.connect(self._take)
        self.lay_out((self.search, self._nobody, self.rows), self._send, spacing=6)

    def show_people(self, people: Sequence[Colleague]) -> None:
        """Offer *people*, in their order."""
        self._people = tuple(people)
        self._fill()

    def retranslate(self) -> None:
        super().retranslate()
        self.question.setText(tr("Who takes the call?"))
        self._send.setText(tr("Hand over"))
        self.search.line.setPlaceholderText(tr("Name, department or extension"))
        self.search.editor.setAccessibleName(tr("Name, department or extension"))
        self._nobody.setText(tr("No colleague with a telephone is called so."))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The arrows walk the list while the person goes on typing.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in WALKING:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -5, Qt.Key.Key_PageDown: 5}[
                Qt.Key(event.key())
            ]
            row = min(max(self.rows.currentIndex().row() + step, 0), self._model.rowCount() - 1)
            self.rows.setCurrentIndex(self._model.index(row, 0))
            return True
        return super().eventFilter(watched, event)

    def _fill(self) -> None:
        sought = self.search.value().casefold()
        found = [each for each in self._people if sought in f"{each.name} {each.department} {each.extension}".casefold()]
        self._model.clear()
        for each in found:
            item = QStandardItem(each.name)
            item.setData("user", RowRole.ICON)
            item.setData(", ".join(filter(None, (each.extension, each.department))), RowRole.SECOND)
            if each.talks:
                item.setData(ChipText(tr("talks"), "warning", "phone-call"), RowRole.CHIP)
            item.setData(each.extension, RowRole.KEY)
            self._model.appendRow(item)
        self._nobody.setVisible(not found)
        self.rows.setVisible(bool(found))
        self._send.setEnabled(bool(found))
        if found:
            self.rows.setCurrentIndex(self._model.index(0, 0))

    def _take(self) -> None:
        extension = self.rows.currentIndex().data(RowRole.KEY)
        if extension and self._model.rowCount():
            self.chosen.emit(str(extension))


class TaskPanel(CallPanel):
    """``TaskPanel(company, now)``; ``planned`` carries what is to be done, and until when."""

    planned = Signal(str, object)

    def __init__(self, company: str, now: datetime) -> None:
        super().__init__()
        self._company = company
        self.title = LineField("")
        self.due = DateField("")
        self.due.set_value(next_workday(local(now).date()))
        self.plan = MainButton(icon="check")
        self.plan.clicked.connect(self._take)
        self.title.line.returnPressed.connect(self._take)
        self.due.line.returnPressed.connect(self._take)
        self.lay_out((self.title, self.due), self.plan)

    def retranslate(self) -> None:
        super().retranslate()
        self.question.setText(tr("Task for {company}", company=self._company))
        self.title.set_label(tr("What is to be done"))
        self.due.set_label(tr("Until"))
        self.plan.setText(tr("Plan it"))

    def _take(self) -> None:
        if not self.title.value():
            self.title.set_error(tr("Say what is to be done."))
        elif self.due.check() and (until := self.due.value()) is not None:
            self.planned.emit(self.title.value(), evening_of(until))
        else:
            self.due.set_error(tr("Until when?"))
