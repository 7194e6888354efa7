"""The chances by which expected revenue is weighted: a head says them for each stage, and may take it back."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from PySide6.QtCore import QObject

from app.language import marked, tr
from app.models.process import RULES
from app.models.terms import Stage
from app.operations import forecast
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.messages import Messages


class Chances(QObject):
    """``Chances(desk, messages, slot, changed).begin()`` opens the form in *slot*; *changed* is called after each change."""

    def __init__(self, desk: Desk, messages: Messages, slot: FormSlot, changed: Callable[[], object]) -> None:
        super().__init__(slot)
        self._desk, self._messages, self._slot, self._changed = desk, messages, slot, changed

    def begin(self) -> None:
        """Ask for the chance of each stage, as it counts now."""
        self._desk.ask(self, forecast.chances).then(self._open).otherwise(self._messages.problem)

    def _open(self, percents: Mapping[Stage, int]) -> None:
        asked = [
            Asked(stage.value, RULES[stage].word, "number", Decimal(percent), needed=True)
            for stage, percent in percents.items()
        ]
        form = InlineForm(marked("How likely a deal becomes money, by its stage, in per cent"), asked, marked("Count so"))
        self._slot.open(form, lambda values: self._save(form, values))

    def _save(self, form: InlineForm, values: Values) -> Ticket[Mapping[Stage, int]] | None:
        wrong = [key for key, value in values.items() if value != int(value) or not 0 <= value <= 100]
        for key in wrong:
            form.fields[key].set_error(tr("A whole number from 0 to 100."))
        if wrong:
            form.fields[wrong[0]].setFocus()
            return None
        return self._set({Stage(key): int(value) for key, value in values.items()}, self._said)

    def _set(
        self, percents: Mapping[Stage, int], said: Callable[[Mapping[Stage, int]], None]
    ) -> Ticket[Mapping[Stage, int]]:
        ticket = self._desk.do(self, forecast.set_chances, percents)
        return ticket.then(said).then(lambda _before: self._changed()).otherwise(self._messages.problem)

    def _said(self, before: Mapping[Stage, int]) -> None:
        self._messages.done(
            tr("Expected revenue counts with these chances now."),
            undo=lambda: self._set(before, lambda _now: self._messages.done(tr("It is as it was."))),
        )
