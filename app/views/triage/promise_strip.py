"""The promise strip: when the inbox was emptied, what is left, until when [M13]."""

from datetime import datetime

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.triage import Promise
from app.views.look.areas import Hairline, set_ground
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.numbers import age, clock, day, local
from app.views.look.progress_line import ProgressBar
from app.views.look.tokens import Token

HEIGHT = 52


class PromiseStrip(QWidget):
    """52 px under the head: the morning, the next promised time with its bar, the time that is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.setFixedHeight(HEIGHT)
        self._promise: Promise | None = None
        self._now: datetime | None = None
        self._morning_sign, self._due_sign = IconLabel("clock"), IconLabel("clock", "warning_text")
        self._morning, self._due = Label("", 13, 600), Label("", 13, 600)
        self._morning_note, self._due_note = Label("", 13, 400, "muted"), Label("", 13, 400, "muted")
        self._bar = ProgressBar()
        self._left = Label("", 13, 600, "warning_text")
        self._lay_out()

    def show_promise(self, promise: Promise, now: datetime) -> None:
        """Show how the promise stands *now*."""
        self._promise, self._now = promise, now
        self.retranslate()

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        if self._promise is None or self._now is None:
            return
        promise, now = self._promise, self._now
        self._morning.setText(tr("Morning"))
        self._morning_note.setText(self._morning_words(promise))
        done = promise.morning_done_at is not None
        self._morning_sign.set_icon("check-circle-fill" if done else "circle-dashed", "success_text" if done else "muted")
        today = local(promise.due_at).date() == local(now).date()
        at = clock(promise.due_at)
        due = at if today else tr("{day}, {time}", day=day(promise.due_at, today=local(now).date()), time=at)
        self._due.setText(tr("Next"))
        self._due_note.setText(tr("{left}, due {time}", left=trn("{count} left", "{count} left", promise.left), time=due))
        self._due_sign.set_icon("clock" if promise.left else "check-circle-fill", self._ink(promise))
        self._bar.set_share(promise.share_done / 100)
        self._left.set_token(self._ink(promise))
        self._left.setText(self._left_words(promise, now))
        self.setAccessibleName(f"{self._morning_note.text()}. {self._due_note.text()}. {self._left.text()}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        for part in (self._morning_sign, self._morning, self._morning_note):
            row.addWidget(part)
        row.addSpacing(4)
        line = Hairline(upright=True)
        line.setFixedHeight(24)
        row.addWidget(line)
        row.addSpacing(4)
        for part in (self._due_sign, self._due, self._due_note):
            row.addWidget(part)
        row.addSpacing(8)
        row.addWidget(self._bar, 1)
        row.addSpacing(8)
        row.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(inside, 1)
        column.addWidget(Hairline())

    @staticmethod
    def _ink(promise: Promise) -> Token:
        if promise.late:
            return "danger_text"
        return "warning_text" if promise.left else "success_text"

    @staticmethod
    def _morning_words(promise: Promise) -> str:
        if promise.morning_done_at is not None:
            sorted_by_then = trn("{count} sorted", "{count} sorted", promise.morning_sorted)
            return tr("emptied {time}, {sorted}", time=clock(promise.morning_done_at), sorted=sorted_by_then)
        if promise.morning_sorted:
            return trn("not empty, {count} sorted", "not empty, {count} sorted", promise.morning_sorted)
        return tr("nothing sorted yet")

    @staticmethod
    def _left_words(promise: Promise, now: datetime) -> str:
        if promise.late:
            return trn("{count} past the promise", "{count} past the promise", promise.late)
        return tr("in {age}", age=age(promise.due_at - now)) if promise.left else tr("all sorted")
