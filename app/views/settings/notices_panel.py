"""What a person is told of, and how: kind by kind in the bell and on the desktop; what the role must know stands fixed."""

from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import Phrase, phrase, tr
from app.models.notice_terms import NOTICE_WORDS, NoticeKind
from app.models.terms import ROLE_WORDS
from app.operations import notice_choices
from app.operations.notice_choices import NoticeChoice, NoticeChoices
from app.views.desk import Desk
from app.views.look.check_box import CheckBox
from app.views.look.label import Label
from app.views.look.numbers import clock
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.notices.words import QUIET_HOUR, until_morning

LOUD, HOUR, MORNING, KEPT = "loud", "hour", "morning", "kept"
STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class NoticesPanel(QWidget):
    """Each change is kept at once, with undo. Arrows walk from box to box, Space turns one."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages = desk, messages
        self._choices: NoticeChoices | None = None
        self.quiet = Segments()
        self.quiet.chosen.connect(self._be_quiet)
        self._quiet_words = Label("", 12, 500, "muted")
        self._names = {kind: Label("", 13, 400, wrap=True) for kind in NoticeKind}
        self._reasons = {kind: Label("", 12, 400, "muted", wrap=True) for kind in NoticeKind}
        self.boxes: dict[tuple[NoticeKind, str], CheckBox] = {}
        for kind in NoticeKind:
            for way in ("bell", "desktop"):
                box = self.boxes[kind, way] = CheckBox()
                box.clicked.connect(partial(self._turned, kind, way))
                box.installEventFilter(self)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        for (kind, way), box in self.boxes.items():
            box.setText(tr("Bell") if way == "bell" else tr("Desktop"))
            box.setAccessibleDescription(tr(NOTICE_WORDS[kind]))
        for kind, label in self._names.items():
            label.setText(tr(NOTICE_WORDS[kind]))
        self._quiet_words.setText(tr("Notices on the desktop"))
        if self._choices is not None:
            self.show_choices(self._choices)
        else:
            self._show_quiet(None)

    def show_choices(self, choices: NoticeChoices) -> None:
        """Show what the books have."""
        self._choices = choices
        for row in choices.rows:
            self._show_row(row)
        self._show_quiet(choices.quiet_until)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = STEPS.get(Qt.Key(event.key()))
            at = next((key for key, box in self.boxes.items() if box is watched), None)
            if step is not None and at is not None:
                self._walk(at, step)
                return True
        return super().eventFilter(watched, event)

    # Inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._quiet_words)
        row = QHBoxLayout()
        row.addWidget(self.quiet)
        row.addStretch(1)
        column.addLayout(row)
        column.addSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        for place, kind in enumerate(NoticeKind):
            words = QVBoxLayout()
            words.setSpacing(0)
            words.addWidget(self._names[kind])
            words.addWidget(self._reasons[kind])
            grid.addLayout(words, place, 0)
            for beside, way in enumerate(("bell", "desktop"), 1):
                grid.addWidget(self.boxes[kind, way], place, beside, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)

    def _show_row(self, row: NoticeChoice) -> None:
        for way, on in (("bell", row.bell), ("desktop", row.desktop)):
            self.boxes[row.kind, way].setChecked(on)
        locked = self.boxes[row.kind, "bell"]
        locked.setEnabled(row.must is None)
        reason = "" if row.must is None else tr("Always in the bell: your role must know it ({role})", role=self._role(row))
        self._reasons[row.kind].setText(reason)
        self._reasons[row.kind].setVisible(bool(reason))

    @staticmethod
    def _role(row: NoticeChoice) -> str:
        return tr(ROLE_WORDS[row.must]) if row.must is not None else ""

    def _show_quiet(self, until: datetime | None) -> None:
        segments = [
            Segment(LOUD, tr("Show at once")),
            Segment(HOUR, tr("Quiet for an hour")),
            Segment(MORNING, tr("Quiet until the morning")),
        ]
        if until is not None:
            segments[1:] = [Segment(KEPT, tr("Quiet until {time}", time=clock(until)))]
        self.quiet.set_segments(segments)
        self.quiet.choose(KEPT if until is not None else LOUD)

    def _turned(self, kind: NoticeKind, way: str, _on: bool = False) -> None:
        if self._choices is None:
            return
        on = self.boxes[kind, way].isChecked()
        before = self._choices.of(kind)
        bell, desktop = (on, on and before.desktop) if way == "bell" else (before.bell or on, on)
        ticket = self._desk.do(self, notice_choices.choose, kind, bell, desktop)
        ticket.then(partial(self._kept, before)).otherwise(partial(self._refused, before))

    def _kept(self, before: NoticeChoice, choices: NoticeChoices) -> None:
        self.show_choices(choices)
        self._messages.done(_sentence(choices.of(before.kind)), undo=partial(self._put_back, before))

    def _put_back(self, before: NoticeChoice) -> None:
        ticket = self._desk.do(self, notice_choices.choose, before.kind, before.bell, before.desktop)
        ticket.then(self.show_choices).otherwise(self._messages.problem)

    def _refused(self, before: NoticeChoice, error: UserError) -> None:
        self._show_row(before)
        self._messages.problem(error)

    def _be_quiet(self, key: str) -> None:
        moment = datetime.now(UTC)
        before = self._choices.quiet_until if self._choices is not None else None
        if key != KEPT:
            until = {HOUR: moment + QUIET_HOUR, MORNING: until_morning(moment)}.get(key)
            ticket = self._desk.do(self, notice_choices.be_quiet, until)
            ticket.then(partial(self._quiet_kept, before)).otherwise(self._messages.problem)

    def _quiet_kept(self, before: datetime | None, choices: NoticeChoices) -> None:
        self.show_choices(choices)
        until = choices.quiet_until
        sentence = phrase("Notices show themselves on the desktop.")
        if until is not None:
            sentence = phrase("No notice shows itself before {time}.", time=clock(until))
        self._messages.done(sentence, undo=partial(self._quiet_again, before))

    def _quiet_again(self, before: datetime | None) -> None:
        self._desk.do(self, notice_choices.be_quiet, before).then(self.show_choices).otherwise(self._messages.problem)

    def _walk(self, at: tuple[NoticeKind, str], step: tuple[int, int]) -> None:
        """To the next box that can be turned, in the direction of the arrow."""
        kinds, ways = list(NoticeKind), ("bell", "desktop")
        row, column = kinds.index(at[0]) + step[0], ways.index(at[1]) + step[1]
        while 0 <= row < len(kinds) and 0 <= column < len(ways):
            box = self.boxes[kinds[row], ways[column]]
            if box.isEnabled():
                box.setFocus(Qt.FocusReason.TabFocusReason)
                return
            row, column = row + step[0], column + step[1]


def _sentence(choice: NoticeChoice) -> Phrase:
    words = phrase(NOTICE_WORDS[choice.kind])
    if not choice.bell:
        return phrase("You are not told any more: {kind}.", kind=words)
    if choice.desktop:
        return phrase("In the bell and on the desktop: {kind}.", kind=words)
    return phrase("In the bell only: {kind}.", kind=words)
