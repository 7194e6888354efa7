"""When a missed call is called back, if not now: one key, one time. Opens inside its pop-up."""

from datetime import datetime, time, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from app.language import tr
from app.views.calls.panel import CallPanel
from app.views.look.buttons import PlainButton
from app.views.look.numbers import clock, day, local
from app.views.tasks.forms import next_workday

SOON, TODAY = timedelta(minutes=30), timedelta(hours=2)
MORNING = time(9)
KEYS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


class LaterPanel(CallPanel):
    """``LaterPanel(now)``; ``chosen`` carries the moment by when the call back is to be made."""

    chosen = Signal(object)

    def __init__(self, now: datetime) -> None:
        super().__init__()
        morning = datetime.combine(next_workday(local(now).date()), MORNING, local(now).tzinfo)
        self._times = (now + SOON, now + TODAY, morning)
        self.buttons = tuple(PlainButton(key=str(number + 1)) for number in range(len(self._times)))
        for button, until in zip(self.buttons, self._times, strict=True):
            button.clicked.connect(partial(self.chosen.emit, until))
        self.lay_out(self.buttons)

    def retranslate(self) -> None:
        super().retranslate()
        self.question.setText(tr("When do you call back?"))
        soon, later, morning = self._times
        words = (
            tr("In half an hour, {time}", time=clock(soon)),
            tr("In two hours, {time}", time=clock(later)),
            tr("Next working day, {day}, {time}", day=day(local(morning).date()), time=clock(morning)),
        )
        for button, text in zip(self.buttons, words, strict=True):
            button.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        choice = KEYS.get(Qt.Key(event.key()))
        if choice is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(self._times[choice])
