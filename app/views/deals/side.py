"""The right side of the deal's page: next step, gate, history, note."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.language import Phrase, marked, phrase, tr
from app.models.terms import Stage
from app.operations import deals, tasks
from app.operations.deal_rows import DealCard, StepRow
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values, evening_of
from app.views.deals.gate import FittingArea, gate_items
from app.views.deals.history import HistoryList
from app.views.deals.words import spoken
from app.views.deals.work import DealWork
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import DangerButton, PlainButton
from app.views.look.checklist import GateChecklist
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.numbers import day, local
from app.views.look.segments import Segment, Segments
from app.views.look.theme import color
from app.views.look.tokens import TONE_TEXT, TONE_TINT, Tone
from app.views.look.typeface import font

WIDTH = 384
MARGIN = 16
GATE_HEIGHT = 300
TITLE_ROOM = 490
"""Px of a next step on one line: about three lines beside its button."""
ENDED = (Stage.CLOSED, Stage.NOT_SUITABLE)


class StepPanel(QWidget):
    """The next step, as loud as it is late, with "Done"; without one it says so."""

    done_wanted = Signal()
    plan_wanted = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._tone: Tone = "neutral"
        self._icon = IconLabel("clock", "muted", 18)
        self._title = Label("", 13, 600, wrap=True)
        self._when = Label("", 12, wrap=True)
        self.done = PlainButton(key="Ctrl+Return", height=28)
        self.plan = PlainButton(icon="calendar-blank", height=28)
        self.done.clicked.connect(self.done_wanted)
        self.plan.clicked.connect(self.plan_wanted)
        self.setMinimumHeight(56)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._when)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN, 6, 12, 6)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self.done)
        row.addWidget(self.plan)

    def show_step(self, card: DealCard) -> None:
        """Show the next step of *card*."""
        step = card.step
        self.setVisible(card.stage not in ENDED)
        self.done.setText(tr("Done"))
        self.plan.setText(tr("Plan it"))
        self.done.setVisible(step is not None)
        self.plan.setVisible(step is None and card.may_change)
        if step is None:
            self._tone, sign, title, when = "danger", "calendar-x", tr("No next step"), tr("Nobody plans to go on with it")
        else:
            self._tone, sign = self._loudness(step)
            title = tr("Next: {step}", step=spoken(step.title))
            when = ", ".join(filter(None, (self._date(step), step.who)))
        ink = TONE_TEXT[self._tone]
        self._icon.set_icon(sign, ink)
        # The gate below keeps its room: what is long is read whole by pointing at it.
        cut = QFontMetrics(self._title.font()).elidedText(title, Qt.TextElideMode.ElideRight, TITLE_ROOM)
        self._title.setText(cut)
        self._title.setToolTip(title if cut != title else "")
        self._title.setAccessibleName(title)
        self._when.setText(when)
        for label in (self._title, self._when):
            label.set_token(ink)
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), color(TONE_TINT[self._tone]))
        painter.end()

    def _loudness(self, step: StepRow) -> tuple[Tone, str]:
        if step.late:
            return "danger", "warning-circle-fill"
        if local(step.due_at).date() == local(self._now()).date():
            return "warning", "clock"
        return "neutral", "calendar-blank"

    def _date(self, step: StepRow) -> str:
        today = local(self._now()).date()
        due = local(step.due_at).date()
        if step.late and due < today:
            return tr("{days} d late", days=(today - due).days)
        return tr("Today") if due == today else day(due, today=today)


class SideColumn(QWidget):
    """Signals ``way_chosen`` (the way of a missing thing) and ``refusal_wanted``."""

    way_chosen = Signal(str)
    refusal_wanted = Signal()

    def __init__(self, work: DealWork, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.work, self._now = work, now
        set_ground(self, "base")
        self.setFixedWidth(WIDTH)
        self.step = StepPanel(now)
        self.slot = FormSlot()
        self.gate = GateChecklist()
        self.refuse = DangerButton(icon="prohibit", height=28)
        self.history = HistoryList(now)
        self.segments = Segments(name="history")
        self.note = QLineEdit()
        self.note.setFont(font())
        self.add_note = PlainButton()
        self._history_title = Label("", 13, 600)
        self._lay_out()
        self._connect()
        self.retranslate()
        work.shown.connect(self.fill)

    def fill(self, card: DealCard) -> None:
        """Show *card*."""
        self.step.show_step(card)
        self._fill_gate(card)
        self.refuse.setVisible(card.refusable and card.may_change)
        self.history.show_entries(card.history, self.segments.current)

    def plan(self) -> None:
        """T: ask what happens next."""
        tomorrow = local(self._now()).date() + timedelta(days=1)
        form = _step_form(marked("Next step"), marked("Plan it"), tomorrow, with_result=False)
        self.slot.open(form, self._plan)

    def finish(self) -> None:
        """Ctrl Enter: the step is done; what came of it, and what happens next."""
        card = self.work.card
        if card is None or card.step is None:
            self.plan()
            return
        step = card.step
        tomorrow = local(self._now()).date() + timedelta(days=1)
        form = _step_form(phrase("Done: {step}", step=step.title), marked("Done"), tomorrow, with_result=True)
        self.slot.open(form, lambda values: self._finish(form, step, values))

    def show_gate(self) -> None:
        """Give the keyboard to the first thing that is missing."""
        first = next((button for button in self.gate.findChildren(PlainButton) if button.isVisible()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def is_dirty(self) -> bool:
        """Whether something is typed here and not kept yet."""
        return self.slot.is_dirty() or bool(self.note.text().strip())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        words = (("all", tr("All")), ("calls", tr("Calls")), ("mail", tr("Mail")))
        self.segments.set_segments([Segment(key, word) for key, word in words])
        self._history_title.setText(tr("History"))
        self.note.setPlaceholderText(tr("Note"))
        self.note.setAccessibleName(tr("Note"))
        self.add_note.setText(tr("Add"))
        self.refuse.setText(tr("Not suitable…"))
        if self.work.card is not None:
            self.fill(self.work.card)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill_gate(self, card: DealCard) -> None:
        here = next((step.word.said() for step in card.path if step.state == "now"), "")
        total = len(card.done) + len(card.missing)
        if card.stage in ENDED:
            title = spoken(card.refusal) or here
            self.gate.show_gate(title, "", [])
        else:
            title = tr("To leave {stage}", stage=here)
            count = tr("{done} of {total}", done=len(card.done), total=total)
            self.gate.show_gate(title, count if total else "", gate_items(card.done, card.missing))

    def _plan(self, values: Values) -> Ticket[tasks.TaskRow] | None:
        desk, card = self.work.desk, self.work.card
        if card is None:
            return None
        due = evening_of(values["due"])
        return self.work.change(lambda _v: desk.do(self.work, tasks.plan, card.id, values["title"], due))

    def _finish(self, form: InlineForm, step: StepRow, values: Values) -> Ticket[tasks.Finished] | None:
        following = tasks.NextStep(values["title"], evening_of(values["due"])) if values["title"] and values["due"] else None
        if values["title"] and following is None:
            form.fields["due"].set_error(tr("Until when?"))
            return None
        desk = self.work.desk
        return self.work.change(
            lambda v: desk.do(self.work, tasks.done, step.task_id, v, values["result"], following), version=step.version
        )

    def _write_note(self) -> None:
        desk, card, text = self.work.desk, self.work.card, self.note.text().strip()
        if card is not None and text:
            self.note.setEnabled(False)
            written = self.work.change(lambda _v: desk.do(self.work, deals.add_note, card.id, text))
            written.then(lambda _id: self.note.clear()).anyway(self._give_note_back)

    def _give_note_back(self) -> None:
        self.note.setEnabled(True)
        self.note.setFocus()

    def _connect(self) -> None:
        self.step.done_wanted.connect(self.finish)
        self.step.plan_wanted.connect(self.plan)
        self.gate.way_chosen.connect(self._go)
        self.refuse.clicked.connect(self.refusal_wanted)
        self.segments.chosen.connect(lambda _key: self._show_history())
        self.note.returnPressed.connect(self._write_note)
        self.add_note.clicked.connect(self._write_note)

    def _show_history(self) -> None:
        if self.work.card is not None:
            self.history.show_entries(self.work.card.history, self.segments.current)

    def _go(self, place: str) -> None:
        if self.work.card is not None:
            self.way_chosen.emit(self.work.card.missing[int(place)].way)

    def _lay_out(self) -> None:
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(MARGIN, 12, 6, 12)
        inner.setSpacing(10)
        inner.addWidget(self.gate)
        inner.addWidget(self.refuse, 0, Qt.AlignmentFlag.AlignLeft)
        gate = FittingArea(inside, GATE_HEIGHT)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 8, 12, 4)
        head.addWidget(self._history_title, 1)
        head.addWidget(self.segments)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(8)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.add_note)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.step, self.slot, gate, Hairline()):
            column.addWidget(part)
        column.addLayout(head)
        column.addWidget(self.history, 1)
        column.addWidget(Hairline())
        column.addLayout(foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(Hairline(upright=True))
        row.addLayout(column, 1)


def _step_form(title: str | Phrase, verb: str, due: object, *, with_result: bool) -> InlineForm:
    asked = [
        Asked("title", marked("What happens next"), needed=not with_result),
        Asked("due", marked("Until"), "date", due, needed=not with_result),
    ]
    if with_result:
        asked.insert(0, Asked("result", marked("What came of it")))
    return InlineForm(title, asked, verb, upright=True)
