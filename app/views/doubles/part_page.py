"""Two that were merged are parted again: what nobody can know is asked, with a proposal; one button does it [C34]."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import tr, trn
from app.operations import unmerging
from app.operations.unmerging import Answers, Questions, Unmerged, Whose
from app.views.desk import Desk
from app.views.doubles.choice_list import ChoiceHead, ChoiceList, ChoiceRow, Side
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import MainButton, QuietButton
from app.views.look.label import Label
from app.views.messages import Messages

WHOSE: dict[Side, Whose] = {"left": "kept", "right": "merged"}
SIDES: dict[Whose, Side] = {"kept": "left", "merged": "right"}


class PartPage(QWidget):
    """``ask(merge_id)``; ``parted`` carries the Unmerged, ``left`` Esc."""

    parted = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk, messages: Messages) -> None:
        super().__init__()
        set_ground(self, "base")
        self._desk, self._messages = desk, messages
        self._merge_id = 0
        self.questions: Questions | None = None
        self.back = QuietButton(icon="arrow-left", key="Esc", height=28)
        self.title = Label("", 20, 600)
        self.head = ChoiceHead()
        self.rows = ChoiceList()
        self.words = Label("", 13, 400, "muted", wrap=True)
        self.hint = Label("", 12, 400, "muted", wrap=True)
        self.part = MainButton(icon="git-fork", key="Ctrl+Return")
        self.back.clicked.connect(self.left)
        self.part.clicked.connect(self.go)
        self._lay_out()
        self.setFocusProxy(self.rows)
        self.retranslate()

    def ask(self, merge_id: int) -> None:
        """Ask what must be known before the two are parted."""
        self._merge_id = merge_id
        self._show(None)
        self._desk.ask(self, unmerging.questions, merge_id).then(self._show).otherwise(self._refused)

    def go(self) -> None:
        """Ctrl+Enter: part them as it is shown."""
        asked = self.questions
        if asked is None:
            return
        sides = {key: WHOSE[side] for key, side in self.rows.sides.items()}
        answers = Answers(
            {each.name: sides[each.name] for each in asked.fields},
            {(each.table, each.record_id): sides[(each.table, each.record_id)] for each in asked.records},
        )
        self.setEnabled(False)
        ticket = self._desk.do(self, unmerging.unmerge, asked.merge_id, asked.version, answers)
        ticket.then(self._done).otherwise(self._failed).anyway(lambda: self.setEnabled(True))

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.back.setText(tr("Back"))
        self.part.setText(tr("Part them"))
        self.hint.setText(tr("↑ ↓ walk what is asked, ← → say whose it is."))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self, asked: Questions | None) -> None:
        self.questions = asked
        self.rows.show_rows([] if asked is None else _rows(asked))
        self._say()

    def _say(self) -> None:
        asked = self.questions
        self.part.setEnabled(asked is not None)
        if asked is None:
            self.title.setText(tr("Part them again"))
            self.head.show_sides(("", ""), ("", ""))
            self.words.setText("")
            return
        self.title.setText(tr("Part {merged} from {kept}", merged=asked.merged, kept=asked.kept))
        self.head.show_sides((asked.kept, tr("stays with it")), (asked.merged, tr("goes back to it")))
        self.hint.setVisible(bool(asked.fields or asked.records))
        if not asked.fields and not asked.records:
            self.words.setText(tr("Nothing is unclear: each gets back what it had, and what came since is known."))
        elif asked.more:
            self.words.setText(
                trn(
                    "{count} more goes where it is proposed to.",
                    "{count} more go where they are proposed to.",
                    asked.more,
                )
            )
        else:
            self.words.setText(tr("What was there before the merge goes back by itself. This came or changed since."))

    def _done(self, parted: Unmerged) -> None:
        self._messages.say(parted.sentence)
        self.parted.emit(parted)

    def _failed(self, error: UserError) -> None:
        self._messages.problem(error)
        self.rows.setFocus()

    def _refused(self, error: UserError) -> None:
        self._messages.problem(error)
        self.left.emit()

    def _lay_out(self) -> None:
        top = QWidget()
        top.setFixedHeight(55)
        row = QHBoxLayout(top)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        below = QVBoxLayout()
        below.setContentsMargins(20, 10, 20, 12)
        below.setSpacing(8)
        for part in (self.words, self.hint):
            below.addWidget(part)
        buttons = QHBoxLayout()
        buttons.addWidget(self.part)
        buttons.addStretch(1)
        below.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(Hairline())
        column.addWidget(self.head)
        column.addWidget(self.rows, 1)
        column.addWidget(Hairline())
        column.addLayout(below)


def _rows(asked: Questions) -> list[ChoiceRow]:
    fields = [
        ChoiceRow(
            each.name,
            each.label.said(),
            tr("{value}; the change stays here", value=str(each.now) or "–"),
            tr("{value}; the other gets back {before}", value=str(each.now) or "–", before=str(each.before) or "–"),
            SIDES[each.proposed],
        )
        for each in asked.fields
    ]
    records = [
        ChoiceRow(
            (each.table, each.record_id),
            each.label.said(),
            str(each.title),
            str(each.title),
            SIDES[each.proposed],
            note=each.why.said(),
        )
        for each in asked.records
    ]
    return [*fields, *records]
