"""The room of the intake rules: change a cell, see at once what the last hundred calls would have done, then save [M23]."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import Conflict, UserError
from app.language import marked, phrase, tr, trn
from app.operations import call_rule_preview, intake_rules_editing, intake_rules_saving
from app.operations.call_rule_preview import Preview
from app.operations.intake_rules_editing import EVENT_WORDS, KNOWN_WORDS, RuleDraft, RuleRow
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.intake_rules.drafts import Drafts, can_call_back
from app.views.intake_rules.preview_panel import PreviewPanel
from app.views.intake_rules.rules_model import WIDTHS, RulesModel
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import MainButton, QuietButton
from app.views.look.page_head import PageHead
from app.views.look.table import CellRole, Table
from app.views.messages import Messages
from app.views.place import Place
from app.views.register.action_bar import ActionBar
from app.views.room import Room

MARGIN = 20


class IntakeRulesRoom(Room):
    """``IntakeRulesRoom(desk, messages)``. Nothing holds before it is saved; what is saved can be taken back."""

    name: ClassVar[str] = "intake_rules"
    title: ClassVar[str] = marked("Intake rules")
    icon: ClassVar[str] = "git-fork"
    topics: ClassVar[frozenset[str]] = frozenset({"intake_rule"})

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(desk, messages, parent)
        self.drafts = Drafts()
        self.model, self.table = RulesModel(self.drafts), Table("two")
        self.panel = PreviewPanel()
        self.slot = FormSlot()
        self.head = PageHead()
        self.save_button = MainButton(icon="check", key="Ctrl+Return", height=32)
        self.leave_button = QuietButton(icon="arrow-u-up-left", key="Ctrl+Backspace", height=32)
        self.foot_bar = ActionBar()
        self._fill()
        self._declare()
        self.retranslate()

    def reload(self) -> None:
        self.desk.ask(self, intake_rules_editing.rules).then(self._show_rules)

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self.leave_button.setText(tr("Take back"))
        self.foot_bar.retranslate()
        self.panel.retranslate()
        self._say()

    def has_unsaved_edits(self) -> bool:
        return bool(self.drafts.changed) or self.slot.is_dirty()

    @property
    def rule(self) -> RuleRow | None:
        """The rule that is selected."""
        return self.model.row(self.table.currentIndex())

    # Changing

    def turn(self, act: Callable[[RuleRow], None]) -> None:
        """Change the selected rule by *act*; what makes no sense is said."""
        row = self.rule
        if row is None:
            return
        try:
            act(row)
        except UserError as refusal:
            self.messages.problem(refusal)
            return
        self._changed()

    def ask_minutes(self) -> None:
        """Ask within how many minutes a missed call is called back."""
        row = self.rule
        if row is None:
            return
        if not can_call_back(row):
            self.messages.problem(UserError("Only missed calls are called back."))
            return
        draft = self.drafts.draft(row)
        help_text = marked("Of working time, from the missed call on.")
        asked = Asked(
            "minutes",
            marked("Call back within minutes"),
            "number",
            draft.call_back_minutes,
            help_text=help_text,
            needed=True,
            pattern="0",
        )
        title = phrase("{event}, {known}", event=phrase(EVENT_WORDS[row.event]), known=phrase(KNOWN_WORDS[row.known]))
        self.slot.open(InlineForm(title, (asked,), marked("Try it")), partial(self._take_minutes, row))

    def _take_minutes(self, row: RuleRow, values: Values) -> Ticket[Preview] | None:
        try:
            self.drafts.set_minutes(row, int(values["minutes"]))
        except UserError as refusal:
            self.messages.problem(refusal)
            return None
        return self._changed()

    def _changed(self) -> Ticket[Preview]:
        self.messages.clear()
        self.model.show()
        self._say()
        return self._try()

    def _try(self) -> Ticket[Preview]:
        changed = self.drafts.changed
        ticket = self.desk.ask(self, call_rule_preview.preview, *changed)
        return ticket.then(partial(self._show_preview, changed)).otherwise(self.messages.problem)

    def _show_preview(self, changed: tuple[RuleDraft, ...], preview: Preview) -> None:
        if changed == self.drafts.changed:
            self.panel.show_preview(preview, changed)

    # Saving

    def save(self) -> None:
        """Let what is changed hold from now on."""
        wanted, before = self.drafts.wanted, self.drafts.before
        if not wanted:
            self.messages.say(tr("Nothing is changed."))
            return
        ticket = self.desk.do(self, intake_rules_saving.save, *wanted)
        ticket.then(partial(self._saved, before)).otherwise(self._refused)

    def take_back(self) -> None:
        """Leave the rules as they are in the books."""
        self.slot.close_form()
        self.drafts.forget()
        self.messages.clear()
        self._say()
        self.refresh()

    def _saved(self, before: tuple[tuple[int, RuleDraft], ...], rows: tuple[RuleRow, ...]) -> None:
        versions = {row.id: row.version for row in rows}
        self.drafts.forget()
        self._say()
        self.refresh()
        back = tuple((rule_id, versions[rule_id], draft) for rule_id, draft in before)
        sentence = trn("The rule holds from the next call on.", "{count} rules hold from the next call on.", len(rows))
        self.messages.done(sentence, undo=partial(self._put_back, back))

    def _put_back(self, wanted: tuple[intake_rules_saving.Wanted, ...]) -> None:
        ticket = self.desk.do(self, intake_rules_saving.save, *wanted)
        ticket.then(lambda _: self.refresh()).otherwise(self.messages.problem)

    def _refused(self, error: UserError) -> None:
        if isinstance(error, Conflict):
            self.messages.problem(error, tr("Show the rules as they are now"), self.take_back)
        else:
            self.messages.problem(error)

    # Showing

    def _show_rules(self, rows: tuple[RuleRow, ...]) -> None:
        place = Place.of(self.table, CellRole.KEY)
        self.drafts.show(rows)
        self.model.show()
        (place or Place(None, 0, 0)).restore(self.table, CellRole.KEY)
        self._say()
        self._try()

    def _say(self) -> None:
        count = len(self.drafts.changed)
        self.save_button.setText(trn("Save the change", "Save {count} changes", count) if count else tr("Save"))
        for button in (self.save_button, self.leave_button):
            button.setEnabled(bool(count))
        self.foot_bar.set_note(
            trn("One rule is changed and not saved.", "{count} rules are changed and not saved.", count) if count else ""
        )

    def _fill(self) -> None:
        self.head.add_right(self.leave_button)
        self.head.add_right(self.save_button)
        self.table.margin = MARGIN
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS)
        body = QWidget()
        set_ground(body, "base")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.table, 2)
        row.addWidget(Hairline(upright=True))
        row.addWidget(self.panel, 1)
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.slot)
        column.addWidget(self.foot_bar)
        self.lay_out(body, head=self.head, foot=foot)
        self.setFocusProxy(self.table)

    def _declare(self) -> None:
        self.save_button.clicked.connect(self.save)
        self.leave_button.clicked.connect(self.take_back)
        drafts = self.drafts
        for sentence, key, act in (
            (marked("Lead"), "L", partial(self.turn, drafts.turn_lead)),
            (marked("Inquiry"), "I", partial(self.turn, drafts.turn_inquiry)),
            (marked("Call back"), "B", partial(self.turn, drafts.turn_call_back)),
            (marked("Minutes"), "M", self.ask_minutes),
            (marked("Who is told"), "T", partial(self.turn, drafts.turn_told)),
        ):
            self.foot_bar.add(sentence, key, act)
            self.command(sentence, key, act, shown=False)
        self.command(marked("Save the rules"), "Ctrl+Return", self.save, shown=False)
        self.command(marked("Leave the rules as they are"), "Ctrl+Backspace", self.take_back, shown=False)
