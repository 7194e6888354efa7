"""The promise strip: when the inbox was emptied, what is left, until when, how often it was kept in a row [M13]."""

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.triage import Promise
from app.views.look.areas import Hairline, set_ground
from app.views.look.icons import IconLabel, paint_icon
from app.views.look.label import Label
from app.views.look.numbers import age, clock, day, local
from app.views.look.painting import paint_text
from app.views.look.progress_line import ProgressBar
from app.views.look.theme import color
from app.views.look.tokens import TONE_TEXT, TONE_TINT, Token, Tone
from app.views.look.typeface import font

HEIGHT, BANNER = 52, 32
ROOM_FOR_STREAK = 1020
"""Below this width (px) the strip has no room for how often the promise was kept in a row; its description says it."""


class PromiseBanner(QWidget):
    """32 px under the strip, while a promised time is near, or was missed: what is left, said in one sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = "warning"
        self.sentence = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, sentence: str, tone: Tone) -> None:
        """Show *sentence*; "" hides the banner."""
        self.sentence, self._tone = sentence, tone
        self.setAccessibleName(sentence)
        self.setToolTip(sentence)
        self.setVisible(bool(sentence))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, BANNER)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(TONE_TINT[self._tone]))
        ink = TONE_TEXT[self._tone]
        sign = "warning-circle" if self._tone == "danger" else "clock"
        paint_icon(painter, QRect(20, (BANNER - 14) // 2, 14, 14), sign, ink)
        area = QRect(42, 0, self.width() - 62, BANNER)
        paint_text(painter, area, self.sentence, font(13, 600), ink)
        painter.end()


class PromiseStrip(QWidget):
    """52 px under the head: the morning, the next promised time with its bar, the time that is left; below it a banner."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.banner = PromiseBanner()
        self._streak_sign, self.streak = IconLabel("check-circle", "success_text"), Label("", 13, 600, "success_text")
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
        self.streak.setText(trn("{count} time in a row", "{count} times in a row", promise.streak) if promise.streak else "")
        self.streak.setToolTip(tr("So many promised times were kept, one after the other, up to now."))
        self._show_streak()
        self.banner.say(*self._banner_words(promise, now))
        said = (self._morning_note, self._due_note, self._left, self.streak)
        parts = [*(label.text() for label in said), self.banner.sentence]
        self.setAccessibleName(". ".join(part for part in parts if part))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_streak()

    def _show_streak(self) -> None:
        shown = bool(self.streak.text()) and self.width() >= ROOM_FOR_STREAK
        self._streak_sign.setVisible(shown)
        self.streak.setVisible(shown)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setFixedHeight(HEIGHT - 1)
        row = QHBoxLayout(inside)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(8)
        for part in (self._morning_sign, self._morning, self._morning_note, self._streak_sign, self.streak):
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
        column.addWidget(inside)
        column.addWidget(self.banner)
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
    def _banner_words(promise: Promise, now: datetime) -> tuple[str, Tone]:
        if promise.late and promise.late_since is not None:
            waited = age(now - promise.late_since)
            sentence = trn(
                "{count} inquiry lies here past its promised time, {age} by now.",
                "{count} inquiries lie here past their promised time, the first {age} by now.",
                promise.late,
                age=waited,
            )
            return sentence, "danger"
        ahead = promise.due_at - now
        if not promise.left or ahead > timedelta(minutes=promise.remind):
            return "", "warning"
        sentence = trn(
            "{count} inquiry is still to be sorted by {time}, in {age}.",
            "{count} inquiries are still to be sorted by {time}, in {age}.",
            promise.left,
            time=clock(promise.due_at),
            age=age(ahead),
        )
        return sentence, "warning"

    @staticmethod
    def _left_words(promise: Promise, now: datetime) -> str:
        if promise.late:
            return trn("{count} past the promise", "{count} past the promise", promise.late)
        return tr("in {age}", age=age(promise.due_at - now)) if promise.left else tr("all sorted")
