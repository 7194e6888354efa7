"""How the figures of a chart are said: values, places on the axis, and a whole mark as a sentence."""

from datetime import date
from decimal import Decimal

from babel.dates import format_skeleton

from app.language import LOCALES, chosen, tr, trn
from app.operations.overview_spec import Bucket, Figure, Mark, Unit
from app.views.look.numbers import HARD, day, full_day, money, number, percent

THOUSAND = 1000
DAY, TWO_DAYS = 24 * 60, 2 * 24 * 60
SHORT_FROM = 100_000
"""From here on an amount on a bar is said in thousands."""


def value_text(value: Decimal | int, unit: Unit, currency: str = "") -> str:
    """A value in full: ``412``, ``128 000.00 €``, ``2 h 31``."""
    if unit == "money":
        return money(value, currency, cents=-THOUSAND < value < THOUSAND)
    if unit == "score":
        return number(value, "0.0")
    return duration(int(value)) if unit == "minutes" else number(value)


def short_text(value: Decimal | int, unit: Unit) -> str:
    """A value as a bar or an axis carries it: money without cents and currency, large sums in thousands."""
    if unit == "money":
        if value >= SHORT_FROM:
            return tr("{number} k", number=number((Decimal(value) / THOUSAND).quantize(Decimal(1))))
        return money(value, cents=False)
    if unit == "score":
        return number(value, "0.0")
    return duration(int(value)) if unit == "minutes" else number(value)


def sign(currency: str) -> str:
    """The sign of a currency, as the chosen language writes it: ``€``."""
    return money(0, currency, cents=False).strip("0").strip()


def duration(minutes: int) -> str:
    """A wait: ``0 min``, ``45 min``, ``2 h``, ``26 h 31``, ``2.5 d``."""
    if minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    if minutes >= TWO_DAYS:
        return tr("{days} d", days=number((Decimal(minutes) / DAY).quantize(Decimal("0.1"))))
    if minutes % 60 == 0:
        return tr("{hours} h", hours=minutes // 60)
    return tr("{hours} h {minutes}", hours=minutes // 60, minutes=f"{minutes % 60:02}")


def place_text(bucket: Bucket) -> str:
    """The place on the axis, short: ``4 Nov``, ``W45``, ``Nov``, ``Jan 27``, or its words."""
    if bucket.words is not None:
        return str(bucket.words)
    at = bucket.day or date.min
    if bucket.grain == "week":
        return tr("W{week}", week=at.isocalendar().week)
    if bucket.grain == "month":
        month = str(format_skeleton("MMM", at, locale=LOCALES[chosen()])).replace(".", "")
        return f"{month} {at.year % 100:02}" if at.month == 1 else month
    return day(at)


def place_in_full(bucket: Bucket) -> str:
    """The place on the axis in a sentence: ``Week from 02/11/2026``, ``November 2026``."""
    if bucket.words is not None or bucket.day is None:
        return str(bucket.words or "")
    if bucket.grain == "week":
        return tr("Week from {day}", day=full_day(bucket.day))
    if bucket.grain == "month":
        return str(format_skeleton("yMMMM", bucket.day, locale=LOCALES[chosen()]))
    return full_day(bucket.day)


def bucket_of(figure: Figure, mark: Mark) -> Bucket:
    """Where *mark* stands."""
    return next(each for each in figure.buckets if each.key == mark.bucket)


def series_text(figure: Figure, mark: Mark) -> str:
    """The word of the series of *mark*, "" where the chart has only one."""
    words = next(each.words for each in figure.series if each.key == mark.series)
    return "" if words is None else str(words)


def beside(figure: Figure, mark: Mark) -> str:
    """What stands behind the value of a bar: share of the step before, what it needs, its net value."""
    said = []
    if mark.share is not None and mark.note is not None:
        said.append(tr("{share}, {note}", share=percent(mark.share), note=str(mark.note)))
    elif mark.share is not None:
        said.append(percent(mark.share))
    elif mark.note is not None and figure.unit == "score":
        said.append(str(mark.note))
    if mark.amount is not None and figure.form == "across":
        said.append(f"{short_text(mark.amount, 'money')}{HARD}{sign(figure.currency)}")
    if figure.unit == "money" and figure.form == "across":
        said.append(trn("{count} deal", "{count} deals", mark.rows))
    return " · ".join(said)


def mark_title(figure: Figure, mark: Mark) -> str:
    """What the rows behind *mark* are, for the head of their list: ``Inquiries: 4 Nov, Call``."""
    place, series = place_text(bucket_of(figure, mark)), series_text(figure, mark)
    if figure.form == "lines" or not series:
        return tr("{chart}: {place}", chart=str(figure.title), place=place)
    return tr("{chart}: {place}, {series}", chart=str(figure.title), place=place, series=series)


def mark_sentence(figure: Figure, mark: Mark) -> str:
    """A mark in words, for the tooltip and for those who do not see it."""
    value = value_text(mark.value, figure.unit, figure.currency)
    lines = [place_in_full(bucket_of(figure, mark))]
    series = series_text(figure, mark)
    lines.append(tr("{series}: {value}", series=series, value=value) if series else value)
    if mark.note is not None:
        lines.append(str(mark.note))
    if mark.share is not None:
        lines.append(tr("{share} of the step before", share=percent(mark.share)))
    if mark.amount is not None:
        amount = value_text(mark.amount, "money", figure.currency)
        lines.append(tr("Full value {amount}", amount=amount) if figure.name == "forecast" else amount)
    if mark.rows != mark.value:
        lines.append(tr("Rows behind it: {count}", count=number(mark.rows)))
    return "\n".join(lines)
