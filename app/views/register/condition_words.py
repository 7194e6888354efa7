"""A condition in words, as the filter bar shows it."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.language import marked, tr
from app.operations.register_spec import Condition, Filter, Operator
from app.views.look.numbers import day

RELATIVE = {
    "today": marked("today"),
    "-7d": marked("7 days ago"),
    "-30d": marked("30 days ago"),
    "-90d": marked("90 days ago"),
    "-365d": marked("a year ago"),
    "+7d": marked("in 7 days"),
    "+30d": marked("in 30 days"),
    "+90d": marked("in 90 days"),
}


def condition_words(narrowing: Filter, condition: Condition, names: Mapping[str, str]) -> str:
    """*condition* of the filter *narrowing* in the chosen language; *names*: what dynamic choices are called."""
    field, operator = tr(narrowing.title), condition.operator
    if operator is Operator.KNOWN:
        return tr("{field}: is known", field=field)
    if operator is Operator.UNKNOWN:
        return tr("{field}: is not known", field=field)
    value = ", ".join(value_words(narrowing, each, names) for each in condition.values)
    if narrowing.kind == "yes_no":
        wanted = (condition.values[:1] == ("yes",)) is (operator is not Operator.IS_NOT)
        return field if wanted else tr("not: {field}", field=field)
    if operator is Operator.IS_NOT:
        return tr("{field}: not {value}", field=field, value=value)
    if operator is Operator.AT_LEAST:
        return tr("{field} from {value}", field=field, value=value)
    if operator is Operator.AT_MOST:
        return tr("{field} until {value}", field=field, value=value)
    if operator is Operator.BEFORE:
        return tr("{field} before {value}", field=field, value=value)
    if operator is Operator.CONTAINS:
        return tr("{field} has “{value}” in it", field=field, value=value)
    return tr("{field}: {value}", field=field, value=value)


def conditions_words(narrowing: Filter, conditions: Sequence[Condition], names: Mapping[str, str]) -> str:
    """All *conditions* on one field in words; a first and a last value are one span."""
    ends = {each.operator: each.values[0] for each in conditions if len(each.values) == 1}
    if len(conditions) == 2 and ends.keys() == {Operator.AT_LEAST, Operator.AT_MOST}:
        first, last = (value_words(narrowing, ends[each], names) for each in (Operator.AT_LEAST, Operator.AT_MOST))
        return tr("{field} {first} – {last}", field=tr(narrowing.title), first=first, last=last)
    return tr(" and ").join(condition_words(narrowing, each, names) for each in conditions)


def value_words(narrowing: Filter, value: str, names: Mapping[str, str]) -> str:
    """One value of a condition in words."""
    if narrowing.kind == "date":
        return tr(RELATIVE[value]) if value in RELATIVE else _day(value)
    if narrowing.words is not None:
        return tr(narrowing.words.get(value, value))
    return names.get(value, value)


def _day(value: str) -> str:
    try:
        return day(date.fromisoformat(value))
    except ValueError:
        return value
