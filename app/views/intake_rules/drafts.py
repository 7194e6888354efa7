"""The table as the books have it, and what the person has changed of it without saving."""

from collections.abc import Sequence
from dataclasses import replace

from app.models.terms import IntakeEvent, Known, Told
from app.operations.intake_rules_editing import RuleDraft, RuleRow, check_rule, draft_of
from app.operations.intake_rules_saving import Wanted


class Drafts:
    """``Drafts()`` begins empty; ``show`` gives it what the books have."""

    def __init__(self) -> None:
        self.rows: tuple[RuleRow, ...] = ()
        self._changed: dict[int, RuleDraft] = {}

    def show(self, rows: Sequence[RuleRow]) -> None:
        """What the books have now. What was changed and not saved stays, unless somebody else has changed that very rule."""
        versions = {row.id: row.version for row in self.rows}
        same = {row.id for row in rows if versions.get(row.id) == row.version}
        self.rows = tuple(rows)
        self._changed = {rule_id: draft for rule_id, draft in self._changed.items() if rule_id in same}

    def draft(self, row: RuleRow) -> RuleDraft:
        """How *row* would be."""
        return self._changed.get(row.id, draft_of(row))

    @property
    def changed(self) -> tuple[RuleDraft, ...]:
        """The cells that would be another way."""
        return tuple(self._changed.values())

    @property
    def wanted(self) -> tuple[Wanted, ...]:
        """What is to be saved."""
        return tuple((row.id, row.version, self._changed[row.id]) for row in self.rows if row.id in self._changed)

    @property
    def before(self) -> tuple[tuple[int, RuleDraft], ...]:
        """(id, how it is in the books) of what is to be saved: to take the saving back."""
        return tuple((row.id, draft_of(row)) for row in self.rows if row.id in self._changed)

    def forget(self) -> None:
        """Leave everything as the books have it."""
        self._changed = {}

    def turn_lead(self, row: RuleRow) -> None:
        """Make a lead, or none. Raises UserError."""
        draft = self.draft(row)
        self._take(row, replace(draft, creates_lead=not draft.creates_lead))

    def turn_inquiry(self, row: RuleRow) -> None:
        """Make an inquiry, or none. Raises UserError."""
        draft = self.draft(row)
        self._take(row, replace(draft, creates_inquiry=not draft.creates_inquiry))

    def turn_call_back(self, row: RuleRow) -> None:
        """Ask for a call back, or not. Raises UserError."""
        draft = self.draft(row)
        self._take(row, replace(draft, creates_call_back=not draft.creates_call_back))

    def turn_told(self, row: RuleRow) -> None:
        """Tell the next of those who may be told."""
        draft = self.draft(row)
        choices = [each for each in Told if each is not Told.RESPONSIBLE or row.known is not Known.UNKNOWN]
        at = choices.index(draft.tells) if draft.tells in choices else -1
        self._take(row, replace(draft, tells=choices[(at + 1) % len(choices)]))

    def set_minutes(self, row: RuleRow, minutes: int) -> None:
        """Call back within so many minutes of working time. Raises UserError."""
        self._take(row, replace(self.draft(row), creates_call_back=True, call_back_minutes=minutes))

    def _take(self, row: RuleRow, draft: RuleDraft) -> None:
        check_rule(draft)
        if draft == draft_of(row):
            self._changed.pop(row.id, None)
        else:
            self._changed[row.id] = draft


def can_make_lead(row: RuleRow) -> bool:
    """Whether an event of this kind may make a lead at all."""
    return row.known is Known.UNKNOWN


def can_call_back(row: RuleRow) -> bool:
    """Whether an event of this kind may ask for a call back at all."""
    return row.event is IntakeEvent.CALL_MISSED
