"""When a missed call is called back, if not now: one key, one time. Opens inside its pop-up."""

from datetime import datetime, time, timedelta
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.numbers import clock, day, local
from app.views.tasks.forms import next_workday

SOON, TODAY = timedelta(minutes=30), timedelta(hours=2)
MORNING = time(9)
KEYS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


class LaterPanel(QWidget):
    """``LaterPanel(now)``; ``chosen`` carries the moment by when the call back is to be made."""

    chosen = Signal(object)
    left = Signal()

    def __init__(self, now: datetime) -> None:
        super().__init__()
        morning = datetime.combine(next_workday(local(now).date()), MORNING, local(now).tzinfo)
        self._times = (now + SOON, now + TODAY, morning)
        self._question = Label("", 13, 600)
        self._back = QuietButton(height=28)
        self._back.clicked.connect(self.left)
        self.buttons = tuple(PlainButton(key=str(number + 1)) for number in range(len(self._times)))
        head = QHBoxLayout()
        head.addWidget(self._question, 1)
        head.addWidget(self._back)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        for button, until in zip(self.buttons, self._times, strict=True):
            button.clicked.connect(partial(self.chosen.emit, until))
            column.addWidget(button)
        self.setFocusProxy(self.buttons[0])
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._question.setText(tr("When do you call back?"))
        self._back.setText(tr("Back"))
        soon, later, morning = self._times
        words = (
            tr("In half an hour, {time}", time=clock(soon)),
            tr("In two hours, {time}", time=clock(later)),
            tr("Next working day, {day}, {time}", day=day(local(morning).date()), time=clock(morning)),
        )
        for button, text in zip(self.buttons, words, strict=True):
            button.setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        choice = KEYS.get(Qt.Key(event.key()))
        if choice is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(self._times[choice])
