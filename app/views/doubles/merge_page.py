"""Two that may be one, side by side: whose values stand, what goes along, and one button that merges them."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Conflict, UserError
from app.language import Phrase, tr
from app.operations import merging, possible_doubles, unmerging
from app.operations.merging import Comparison, CountPair, FieldPair, Merged
from app.operations.merging import Side as Party
from app.views.desk import Desk
from app.views.doubles.choice_list import ChoiceHead, ChoiceList, ChoiceRow, Side
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import MainButton, PlainButton, QuietButton
from app.views.look.key_hint import add_shortcut
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.triage.inquiry_words import language_word

KEPT: dict[Side, Literal["kept", "merged", "both"]] = {"left": "kept", "right": "merged", "both": "both"}
SIDES: dict[str, Side] = {"kept": "left", "merged": "right", "both": "both"}


class MergePage(QWidget):
    """``compare(kept_id, merged_id)``; ``merged`` carries the Merged, ``judged`` that they are different, ``left`` Esc."""

    merged = Signal(object)
    judged = Signal()
    left = Signal()
    wanted = Signal(str, int)

    def __init__(self, desk: Desk, messages: Messages) -> None:
        super().__init__()
        set_ground(self, "base")
        self._desk, self._messages = desk, messages
        self._ids = (0, 0)
        self.comparison: Comparison | None = None
        self.back = QuietButton(icon="arrow-left", key="Esc", height=28)
        self.title = Label("", 20, 600)
        self.head = ChoiceHead()
        self.fields = ChoiceList()
        self.warning = Label("", 13, 500, "warning_text", wrap=True)
        self.along = Label("", 13, 400, "muted", wrap=True)
        self.hint = Label("", 12, 400, "muted", wrap=True)
        self.merge = MainButton(icon="git-merge", key="M")
        self.different = PlainButton(icon="x-circle", key="D")
        self.swap = PlainButton(icon="arrows-left-right", key="X")
        self.open_kept = QuietButton(icon="address-book", key="1")
        self.open_merged = QuietButton(icon="address-book", key="2")
        self.back.clicked.connect(self.left)
        self.merge.clicked.connect(self.go)
        self.different.clicked.connect(self.judge)
        self.swap.clicked.connect(self.turn_round)
        self.open_kept.clicked.connect(lambda: self.wanted.emit("counterparty", self._ids[0]))
        self.open_merged.clicked.connect(lambda: self.wanted.emit("counterparty", self._ids[1]))
        add_shortcut(self, "B", lambda: self.fields.choose("both"))
        self._lay_out()
        self.setFocusProxy(self.fields)
        self.retranslate()

    def compare(self, kept_id: int, merged_id: int) -> None:
        """Ask for both sides, and show them with what is proposed."""
        self._ids = (kept_id, merged_id)
        self._show(None)
        self.reload()

    def reload(self) -> None:
        """Ask again; what the person chose stays chosen."""
        if all(self._ids):
            self._desk.ask(self, merging.compare, *self._ids).then(self._show).otherwise(self._refused)

    def turn_round(self) -> None:
        """X: the other one is kept."""
        self.compare(self._ids[1], self._ids[0])
        self.fields.setFocus()

    def go(self) -> None:
        """M: merge them as they are shown; an undo parts them again."""
        shown = self.comparison
        if shown is None:
            return
        chosen = {str(key): KEPT[side] for key, side in self.fields.sides.items()}
        self.setEnabled(False)
        ticket = self._desk.do(
            self, merging.merge, shown.kept.id, shown.kept.version, shown.merged.id, shown.merged.version, chosen
        )
        ticket.then(self._done).otherwise(self._not_merged).anyway(lambda: self.setEnabled(True))

    def judge(self) -> None:
        """D: they are different, for everybody; an undo takes it back."""
        kept_id, merged_id = self._ids
        if self.comparison is None:
            return
        judge_different(self, self._desk, self._messages, kept_id, merged_id, self.judged.emit)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.back.setText(tr("Back"))
        self.title.setText(tr("Are these two one?"))
        self.different.setText(tr("Different"))
        self.swap.setText(tr("Keep the other one"))
        self.hint.setText(tr("↑ ↓ walk the fields, ← → choose whose value stands; B keeps both notes."))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show(self, comparison: Comparison | None) -> None:
        before = self.comparison
        known = self.fields.sides if before is not None and comparison is not None and _same(before, comparison) else {}
        self.comparison = comparison
        if comparison is None:
            self.fields.show_rows(())
        else:
            self.fields.show_rows(_rows(comparison), known)
        self._say()

    def _say(self) -> None:
        shown = self.comparison
        for part in (self.merge, self.different, self.swap, self.open_kept, self.open_merged):
            part.setEnabled(shown is not None)
        if shown is None:
            self.head.show_sides(("", ""), ("", ""))
            self.merge.setText(tr("Merge"))
            self.warning.hide()
            self.along.setText("")
            return
        self.head.show_sides(
            (shown.kept.name, tr("stays: {who}", who=_who(shown.kept))),
            (shown.merged.name, tr("goes into it: {who}", who=_who(shown.merged))),
        )
        self.merge.setText(tr("Merge into {name}", name=shown.kept.name))
        self.open_kept.setText(tr("Open the left one"))
        self.open_merged.setText(tr("Open the right one"))
        self.warning.setText(tr("Somebody has said that these two are different. Whoever merges them says otherwise."))
        self.warning.setVisible(shown.different)
        self.along.setText(_along(shown.counts, shown.merged.name))

    def _done(self, merged: Merged) -> None:
        def undo() -> None:
            back = self._desk.do(self, unmerging.unmerge, merged.merge_id, merged.version)
            back.then(lambda parted: self._messages.say(parted.sentence)).otherwise(self._messages.problem)

        self._messages.done(merged.sentence, undo)
        self.merged.emit(merged)

    def _not_merged(self, error: UserError) -> None:
        self._messages.problem(error)
        if isinstance(error, Conflict):
            self.reload()
        self.fields.setFocus()

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
        for button in (self.open_kept, self.open_merged):
            row.addWidget(button)
        below = QVBoxLayout()
        below.setContentsMargins(20, 10, 20, 12)
        below.setSpacing(8)
        for part in (self.warning, self.along, self.hint):
            below.addWidget(part)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for each in (self.merge, self.different, self.swap):
            buttons.addWidget(each)
        buttons.addStretch(1)
        below.addLayout(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(Hairline())
        column.addWidget(self.head)
        column.addWidget(self.fields, 1)
        column.addWidget(Hairline())
        column.addLayout(below)


def judge_different(
    owner: QWidget, desk: Desk, messages: Messages, first_id: int, second_id: int, then: Callable[[], object]
) -> None:
    """Say for everybody that two are not the same; the message bar takes it back."""

    def judged(sentence: Phrase) -> None:
        def undo() -> None:
            back = desk.do(owner, possible_doubles.judge_again, first_id, second_id)
            back.then(messages.say).otherwise(messages.problem)

        messages.done(sentence, undo)
        then()

    desk.do(owner, possible_doubles.judge_different, first_id, second_id).then(judged).otherwise(messages.problem)


def _same(before: Comparison, after: Comparison) -> bool:
    return (before.kept.id, before.merged.id) == (after.kept.id, after.merged.id)


def _rows(comparison: Comparison) -> list[ChoiceRow]:
    """The fields, those that differ first: what is the same needs no decision."""
    rows = [
        ChoiceRow(
            pair.name,
            pair.label.said(),
            _value(pair, pair.kept),
            _value(pair, pair.merged),
            SIDES[pair.proposed],
            same=pair.same,
            may_be_both=pair.may_be_both,
        )
        for pair in comparison.fields
        if str(pair.kept) or str(pair.merged)
    ]
    return sorted(rows, key=lambda row: row.same)


def _value(pair: FieldPair, value: str | Phrase) -> str:
    """*value* as a person reads it."""
    return language_word(str(value)) or str(value) if pair.name == "language" else str(value)


def _who(side: Party) -> str:
    return ", ".join(filter(None, (side.kind.said(), side.seller or tr("nobody yet"))))


def _along(counts: Sequence[CountPair], merged: str) -> str:
    """What of the merged one goes along, in words."""
    parts = [f"{pair.label.said()} {pair.merged}" for pair in counts if pair.merged]
    if not parts:
        return tr("Nothing hangs on {name}: only its fields go along.", name=merged)
    return tr("Goes along from {name}: {things}.", name=merged, things=", ".join(parts))
