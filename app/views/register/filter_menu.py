"""The menu of filters: one branch for each, with its choices or usual days."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QMenu, QWidget

from app.language import marked, tr
from app.operations.register_spec import Condition, Filter, Operator
from app.views.register.condition_words import value_words

Names = Mapping[str, Mapping[str, str]]
"""Key of a filter → value → name, for choices that had to be asked."""
DAYS: tuple[tuple[str, tuple[tuple[Operator, str], ...]], ...] = (
    (marked("Today"), ((Operator.IS, "today"),)),
    (marked("The last 7 days"), ((Operator.AT_LEAST, "-7d"), (Operator.AT_MOST, "today"))),
    (marked("The last 30 days"), ((Operator.AT_LEAST, "-30d"), (Operator.AT_MOST, "today"))),
    (marked("The last 90 days"), ((Operator.AT_LEAST, "-90d"), (Operator.AT_MOST, "today"))),
    (marked("The last year"), ((Operator.AT_LEAST, "-365d"), (Operator.AT_MOST, "today"))),
    (marked("Before today"), ((Operator.BEFORE, "today"),)),
    (marked("The next 7 days"), ((Operator.AT_LEAST, "today"), (Operator.AT_MOST, "+7d"))),
    (marked("The next 30 days"), ((Operator.AT_LEAST, "today"), (Operator.AT_MOST, "+30d"))),
)
MOST_CHOICES = 400

Change = Callable[[str, Sequence[Condition]], object]
"""(key of the filter, its conditions from now on)."""


class FilterMenu(QMenu):
    """Built anew each time it opens, from the conditions that hold. *form* opens the fields of a filter."""

    def __init__(
        self,
        filters: Sequence[Filter],
        conditions: Sequence[Condition],
        names: Names,
        change: Change,
        form: Callable[[Filter], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._conditions, self._names, self._change, self._form = conditions, names, change, form
        for each in filters:
            self._add_branch(each, self if len(filters) == 1 else self.addMenu(tr(each.title)))

    def _add_branch(self, each: Filter, branch: QMenu) -> None:
        branch.setStyleSheet("QMenu { menu-scrollable: 1; }")
        own = tuple(condition for condition in self._conditions if condition.field == each.key)
        if each.kind == "choice":
            self._add_choices(each, branch, own)
        elif each.kind == "date":
            for words, parts in DAYS:
                made = tuple(Condition(each.key, operator, (value,)) for operator, value in parts)
                self._add(branch, tr(words), each, made, made == own)
            branch.addSeparator()
            branch.addAction(tr("From … until …")).triggered.connect(lambda: self._form(each))
        elif each.kind == "yes_no":
            for words, value in ((tr("Yes"), "yes"), (tr("No"), "no")):
                made = (Condition(each.key, Operator.IS, (value,)),)
                self._add(branch, words, each, made, made == own)
        else:
            branch.addAction(tr("Fill in …")).triggered.connect(lambda: self._form(each))
        if each.kind in ("choice", "date"):
            branch.addSeparator()
            unknown = (Condition(each.key, Operator.UNKNOWN),)
            self._add(branch, tr("Not known"), each, unknown, unknown == own)

    def _add_choices(self, each: Filter, branch: QMenu, own: Sequence[Condition]) -> None:
        names = self._names.get(each.key, {})
        values = [str(value) for value in each.words] if each.words is not None else list(names)
        chosen = own[0].values if own and own[0].operator in (Operator.ONE_OF, Operator.IS) else ()
        for value in values[:MOST_CHOICES]:
            rest = tuple(kept for kept in chosen if kept != value)
            values_now = rest if value in chosen else (*chosen, value)
            made = (Condition(each.key, Operator.ONE_OF, values_now),) if values_now else ()
            self._add(branch, value_words(each, value, names), each, made, value in chosen)

    def _add(self, branch: QMenu, words: str, each: Filter, made: Sequence[Condition], chosen: bool) -> None:
        action = branch.addAction(words.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(chosen)
        after = () if chosen and each.kind != "choice" else made
        action.triggered.connect(lambda: self._change(each.key, after))
