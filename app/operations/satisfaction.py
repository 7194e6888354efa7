"""How content customers are, by seller and by question: means of their marks, and how sure these are [M18].

A customer counts once, however many questions were answered: five marks of one telephone call are no five opinions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.language import Phrase, chosen, marked, phrase
from app.models.company import Employee
from app.models.confidence import Estimate, estimate
from app.models.quality import QualityAnswer, QualityCall
from app.operations.overview_scope import exactly, narrowed, of_department
from app.operations.overview_spec import Bucket, ChartName, Figure, Mark, Question, Series
from app.operations.overview_time import period
from app.operations.quality_settings import MOST_QUESTIONS, questions
from app.operations.register_spec import Condition, Operator, Shown
from app.operations.registers_quality import QUALITY_ANSWERS

TENTH = Decimal("0.1")
MIDDLE = 3.5
"""Who surely lies below this mean needs somebody to look."""
NOBODY = marked("Without a seller")


@dataclass(frozen=True, slots=True)
class Score:
    """How content customers are with a seller, or on one question. key: the seller's id, or the question's position."""

    key: int
    name: str
    mean: Fraction
    estimate: Estimate
    answers: int


def satisfaction(session: Session, begin: datetime, end: datetime) -> tuple[Score, ...]:
    """By seller, the least content customers first; those of one's own departments. Raises NotAllowed."""
    called = (QualityCall.called_at >= begin, QualityCall.called_at < end)
    return _by_seller(session, Shown(QUALITY_ANSWERS.name), called)


def chart(session: Session, question: Question) -> Figure:
    """Satisfaction by seller, each with how many customers answered and where the true mean lies. Raises NotAllowed."""
    shown = _shown(session, question)
    scores = _by_seller(session, shown)
    return _figure(
        "satisfaction",
        phrase("Satisfaction"),
        phrase("mean mark from 1 to 5, by seller"),
        scores,
        shown,
        [_mark(each, _narrower(shown, "seller", each.key)) for each in scores],
    )


def chart_of_questions(session: Session, question: Question) -> Figure:
    """Satisfaction by question, in the order in which they are asked. Raises NotAllowed."""
    shown = _shown(session, question)
    scores = _by_question(session, shown)
    return _figure(
        "questions",
        phrase("What customers are content with"),
        phrase("mean mark from 1 to 5, by question"),
        scores,
        shown,
        [_mark(each, _narrower(shown, "position", each.key)) for each in scores],
    )


def said(found: Estimate) -> Phrase:
    """How sure a mean is, in words: never a bare figure from few answers."""
    if found.count == 1:
        return phrase("one customer: says nothing yet")
    if found.few:
        return phrase("only {count} customers: too few to judge", count=found.count)
    low, high = (Decimal(each).quantize(TENTH) for each in (found.interval.low, found.interval.high))
    return phrase("{count} customers, between {low} and {high}", count=found.count, low=low, high=high)


def _shown(session: Session, question: Question) -> Shown:
    chosen_days = period(session, question)
    return Shown(
        QUALITY_ANSWERS.name,
        (
            Condition("called", Operator.AT_LEAST, (chosen_days.first.isoformat(),)),
            Condition("called", Operator.AT_MOST, (chosen_days.last.isoformat(),)),
            *of_department(session, question),
        ),
    )


def _narrower(shown: Shown, field: str, key: int) -> Shown:
    own = exactly(field, key) if key else Condition(field, Operator.UNKNOWN)
    return Shown(shown.register, (*shown.conditions, own))


def _by_seller(session: Session, shown: Shown, where: Sequence[ColumnElement[bool]] = ()) -> tuple[Score, ...]:
    calls = (
        narrowed(session, QUALITY_ANSWERS, shown)
        .where(*where)
        .add_columns(
            QualityCall.seller_id.label("who"),
            func.sum(QualityAnswer.score).label("total"),
            func.count(QualityAnswer.score).label("answers"),
        )
        .group_by(QualityCall.id, QualityCall.seller_id)
        .subquery()
    )
    # Calls with as many answers and the same sum are told by one row: a few dozen a seller, however many calls there are.
    query = select(calls.c.who, calls.c.total, calls.c.answers, func.count()).group_by(
        calls.c.who, calls.c.total, calls.c.answers
    )
    means: dict[int, list[tuple[Fraction, int, int]]] = {}
    for who, total, answers, count in session.execute(query):
        means.setdefault(who or 0, []).append((Fraction(int(total), answers), count, answers * count))
    names = {row.id: row.name for row in session.execute(select(Employee.id, Employee.name).where(Employee.id.in_(means)))}
    found = []
    for who, groups in means.items():
        count = sum(each for _, each, _ in groups)
        mean = sum((value * each for value, each, _ in groups), Fraction()) / count
        answers = sum(each for _, _, each in groups)
        found.append(Score(who, names.get(who) or Phrase(NOBODY).said(), mean, estimate(float(mean), count), answers))
    return tuple(sorted(found, key=lambda each: (each.mean, each.name)))


def _by_question(session: Session, shown: Shown) -> tuple[Score, ...]:
    rows = narrowed(session, QUALITY_ANSWERS, shown).add_columns(
        QualityAnswer.position, func.sum(QualityAnswer.score), func.count()
    )
    words = questions(session, chosen())
    found = session.execute(rows.group_by(QualityAnswer.position).order_by(QualityAnswer.position))
    return tuple(
        Score(position, words[position - 1], Fraction(int(total), count), estimate(int(total) / count, count), count)
        for position, total, count in found
        if 1 <= position <= MOST_QUESTIONS
    )


def tenths(mean: Fraction) -> Decimal:
    """A mean as people read it."""
    return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(TENTH)


def _figure(
    name: ChartName, title: Phrase, about: Phrase, scores: Sequence[Score], shown: Shown, marks: Sequence[Mark]
) -> Figure:
    return Figure(
        name,
        title,
        about,
        phrase("Nobody has been asked in this period."),
        "across",
        "score",
        tuple(Bucket(str(each.key), "words", words=phrase("{name}", name=each.name)) for each in scores),
        (Series("mean"),),
        tuple(marks),
        shown,
        remark=phrase("“Between”: where the mean of all customers lies in 95 of 100 cases (Wilson's interval)."),
    )


def _mark(score: Score, shown: Shown) -> Mark:
    low = not score.estimate.few and score.estimate.interval.high < MIDDLE
    return Mark(
        str(score.key),
        "mean",
        tenths(score.mean),
        score.answers,
        "score",
        shown,
        note=said(score.estimate),
        tone="danger" if low else "plain",
    )
