"""What is suggested after each kind of task, changed by a head in a small form: kind, title, working days."""

from collections.abc import Sequence
from decimal import Decimal

from app.language import Phrase, marked
from app.models.terms import TASK_WORDS, TaskKind
from app.operations.task_chain import ChainRule
from app.views.deals.form import Asked, InlineForm, Values
from app.views.look.fields import ChoiceField, LineField, NumberField


def chain_form(rules: Sequence[ChainRule], kind: TaskKind) -> InlineForm:
    """The suggestion after *kind*; choosing another kind shows what is suggested after that."""
    by_kind = {rule.kind: rule for rule in rules}
    chosen = by_kind.get(kind) or rules[-1]
    choices = tuple((rule.kind, TASK_WORDS[rule.kind]) for rule in rules)
    asked = (
        Asked("kind", marked("After"), "choice", chosen.kind, choices, stretch=2),
        Asked("title", marked("Kontor suggests"), value=_words(chosen), stretch=3),
        Asked("days", marked("Working days later"), "number", chosen.days, needed=True, pattern="0"),
    )
    form = InlineForm(marked("What comes after a task"), asked, marked("Keep it"))
    box, title, days = form.fields["kind"], form.fields["title"], form.fields["days"]
    assert isinstance(box, ChoiceField)
    assert isinstance(title, LineField)
    assert isinstance(days, NumberField)

    def show() -> None:
        rule = by_kind[TaskKind(str(box.value()))]
        title.set_value(_words(rule))
        days.set_value(Decimal(rule.days))

    box.changed.connect(show)
    return form


def rules_with(rules: Sequence[ChainRule], values: Values) -> tuple[ChainRule, ...]:
    """*rules* with what the form says; the usual words stay those of every language."""
    kind, title = TaskKind(values["kind"]), str(values["title"])
    kept = next(rule for rule in rules if rule.kind is kind)
    said = kept.title if title == _words(kept) else title
    changed = ChainRule(kind, said, int(values["days"]))
    return tuple(changed if rule.kind is kind else rule for rule in rules)


def _words(rule: ChainRule) -> str:
    return Phrase(rule.title).said()
