"""The deal board: open deals by stage, counted and summed in SQL, with the worst news of each; never a query a deal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, true
from sqlalchemy.orm import Session

from app.language import Phrase, phrase, restored
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.process import PATH, RULES, missing, next_stage
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Stage
from app.operations.company_day import company_date
from app.operations.deal_facts import facts
from app.operations.deal_news import News, blocked, news
from app.operations.deal_rows import Board, BoardCard, BoardColumn, Which, WhyRow
from app.operations.deal_stages import company
from app.operations.settings import setting
from app.operations.tasks import step_planned

__all__ = ["Board", "BoardCard", "BoardColumn", "Which", "WhyRow", "board", "column", "why"]

ZERO = Decimal(0)
STAGES = PATH[:-1]


def board(
    session: Session,
    *,
    department_id: int | None = None,
    seller_id: int | None = None,
    which: Which = "all",
    per_column: int = 50,
) -> Board:
    """The open deals of a department or a seller, or all, in the columns of their stages.

    which: only late ones (a step is overdue), those without next step, or blocked ones; the figures of the board itself
    are of all. In each column: those without a step first, then by the time of their next step.
    """
    scope = _scope(department_id, seller_id)
    chosen = _chosen(session, which)
    sums = _sums(session, scope, chosen)
    place = func.row_number().over(partition_by=Deal.stage, order_by=_order())
    cards = _cards(session, and_(scope, chosen), place, 0, per_column)
    currency = str(setting(session, "company.currency", "EUR"))
    total, others = _totals([(row.currency, row.total) for row in sums], currency)
    return Board(
        tuple(_column(stage, [row for row in sums if row.stage is stage], cards, currency) for stage in STAGES),
        sum(row.deals for row in sums),
        total,
        currency,
        sum(row.late for row in sums),
        sum(row.no_step for row in sums),
        sum(row.blocked for row in sums),
        others,
    )


def column(
    session: Session,
    stage: Stage,
    *,
    department_id: int | None = None,
    seller_id: int | None = None,
    which: Which = "all",
    offset: int = 0,
    limit: int = 50,
) -> tuple[BoardCard, ...]:
    """More cards of one column, *limit* after the first *offset*."""
    condition = and_(_scope(department_id, seller_id), _chosen(session, which), Deal.stage == stage)
    place = func.row_number().over(order_by=_order())
    return tuple(_cards(session, condition, place, offset, limit))


def _scope(department_id: int | None, seller_id: int | None) -> ColumnElement[bool]:
    scope: ColumnElement[bool] = Deal.stage.in_(STAGES)
    if department_id is not None:
        scope = and_(scope, Deal.department_id == department_id)
    return scope if seller_id is None else and_(scope, Deal.seller_id == seller_id)


def _next_due() -> Any:
    return (
        select(func.min(Task.due_at))
        .where(Task.deal_id == Deal.id, Task.done_at.is_(None))
        .correlate(Deal)
        .scalar_subquery()
    )


def _order() -> tuple[Any, ...]:
    return (step_planned(), _next_due(), Deal.stage_entered_at, Deal.id)


def _late(moment: datetime) -> ColumnElement[bool]:
    return func.coalesce(_next_due() < moment, False)


def _chosen(session: Session, which: Which) -> ColumnElement[bool]:
    if which == "late":
        return _late(now(session))
    if which == "no_step":
        return ~step_planned()
    return blocked(company_date(session)) if which == "blocked" else true()


@dataclass(frozen=True, slots=True)
class _Sum:
    """One stage and currency: figures of all its deals, and of the chosen ones."""

    stage: Stage
    currency: str
    deals: int
    total: Decimal
    late: int
    no_step: int
    blocked: int
    chosen: int
    chosen_total: Decimal | None


def _sums(session: Session, scope: ColumnElement[bool], chosen: ColumnElement[bool]) -> list[_Sum]:
    deals = (
        select(
            Deal.stage,
            Deal.currency,
            Deal.net,
            _late(now(session)).label("late"),
            (~step_planned()).label("no_step"),
            blocked(company_date(session)).label("blocked"),
            chosen.label("chosen"),
        )
        .where(scope)
        .subquery()
    )
    rows = session.execute(
        select(
            deals.c.stage,
            deals.c.currency,
            func.count(),
            func.sum(deals.c.net),
            func.count().filter(deals.c.late),
            func.count().filter(deals.c.no_step),
            func.count().filter(deals.c.blocked),
            func.count().filter(deals.c.chosen),
            func.sum(deals.c.net).filter(deals.c.chosen),
        ).group_by(deals.c.stage, deals.c.currency)
    )
    return [_Sum(*row) for row in rows]


def _totals(sums: Sequence[tuple[str, Decimal | None]], currency: str) -> tuple[Decimal, tuple[tuple[Decimal, str], ...]]:
    """The sum in the company's currency, and those in others."""
    totals: dict[str, Decimal] = {}
    for each, amount in sums:
        totals[each] = totals.get(each, ZERO) + (amount or ZERO)
    own = totals.pop(currency, ZERO)
    return own, tuple((amount, each) for each, amount in sorted(totals.items()) if amount)


def _column(stage: Stage, sums: Sequence[_Sum], cards: Sequence[BoardCard], currency: str) -> BoardColumn:
    total, others = _totals([(row.currency, row.chosen_total) for row in sums], currency)
    return BoardColumn(
        stage,
        Phrase(RULES[stage].word),
        sum(row.chosen for row in sums),
        total,
        currency,
        _worst(sum(row.late for row in sums), sum(row.no_step for row in sums), sum(row.blocked for row in sums)),
        tuple(card for card in cards if card.stage is stage),
        others,
    )


def _worst(late: int, no_step: int, blocked_deals: int) -> Phrase | None:
    """The two worst things in a column's head, whole phrases so that each language can order its words."""
    if late and no_step:
        return phrase("{late} late, {no_step} without next step", late=late, no_step=no_step)
    if late and blocked_deals:
        return phrase("{late} late, {blocked} blocked", late=late, blocked=blocked_deals)
    if no_step and blocked_deals:
        return phrase("{no_step} without next step, {blocked} blocked", no_step=no_step, blocked=blocked_deals)
    if late:
        return phrase("{late} late", late=late)
    if no_step:
        return phrase("{no_step} without next step", no_step=no_step)
    return phrase("{blocked} blocked", blocked=blocked_deals) if blocked_deals else None


def _cards(session: Session, condition: ColumnElement[bool], place: Any, offset: int, limit: int) -> list[BoardCard]:
    """The cards whose place in their column lies behind *offset*, at most *limit* a column, in their order."""
    today = company_date(session)
    numbered = select(Deal.id, place.label("place")).where(condition).subquery()
    step = (
        select(
            Task.deal_id,
            Task.id,
            Task.title,
            Task.params,
            Task.due_at,
            func.row_number().over(partition_by=Task.deal_id, order_by=(Task.due_at, Task.id)).label("turn"),
        )
        .where(Task.done_at.is_(None), Task.deal_id.in_(select(numbered.c.id).where(_page(numbered, offset, limit))))
        .subquery()
    )
    rows = session.execute(
        select(
            Deal.id,
            Deal.version,
            Deal.number,
            Counterparty.name.label("company"),
            Deal.title,
            Employee.name.label("seller"),
            Deal.net,
            Deal.currency,
            Deal.stage,
            Deal.stage_entered_at,
            Deal.service_accepted,
            step.c.id.label("step_id"),
            step.c.title.label("step"),
            step.c.params,
            step.c.due_at,
            blocked(today).label("blocked"),
        )
        .join(numbered, numbered.c.id == Deal.id)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .outerjoin(step, and_(step.c.deal_id == Deal.id, step.c.turn == 1))
        .where(_page(numbered, offset, limit))
        .order_by(numbered.c.place, Deal.id)
    ).all()
    worst = news(session, [(row.id, row.stage, row.service_accepted) for row in rows], today)
    moment = now(session)
    return [_card(row, worst.get(row.id), moment) for row in rows]


def _page(numbered: Any, offset: int, limit: int) -> ColumnElement[bool]:
    return and_(numbered.c.place > offset, numbered.c.place <= offset + limit)


def _card(row: Any, worst: News | None, moment: datetime) -> BoardCard:
    late = row.due_at is not None and row.due_at < moment
    return BoardCard(
        row.id,
        row.version,
        row.number,
        row.company,
        row.title,
        initials(row.seller),
        row.seller,
        row.net,
        row.currency,
        (moment - row.stage_entered_at).days,
        row.stage,
        None if row.step is None else restored(row.step, row.params or {}),
        row.due_at,
        (moment - row.due_at).days if late else 0,
        worst.text if worst else None,
        worst.tone if worst else "neutral",
        worst.icon if worst else "",
        bool(row.blocked),
        step_late=late,
        step_task_id=row.step_id,
    )


def initials(name: str) -> str:
    """First letters of first and last name, as on a pill."""
    words = name.split()
    return "".join(word[0] for word in (words if len(words) < 3 else (words[0], words[-1]))).upper()


def why(session: Session, deal_id: int) -> WhyRow:
    """What keeps the deal in its stage, requirement by requirement. Raises NotFound."""
    known = facts(session, deal_id)
    deal = session.get_one(Deal, deal_id)
    target = next_stage(known)
    name = company(session, deal)
    here = Phrase(RULES[deal.stage].word)
    if target is None:
        return WhyRow(phrase("{company}: the way of this deal has ended.", company=name), (), None)
    lacks = tuple(missing(known, target) or ())
    if not lacks:
        onward = Phrase(RULES[target].word)
        return WhyRow(phrase("{company} can go on to {stage}.", company=name, stage=onward), (), target)
    first = lacks[0].what
    if len(lacks) == 1:
        sentence = phrase("{company} can leave {stage} with: {first}.", company=name, stage=here, first=first)
    else:
        sentence = phrase(
            "{company} can leave {stage} with: {first}, and {more} more.",
            company=name,
            stage=here,
            first=first,
            more=len(lacks) - 1,
        )
    return WhyRow(sentence, lacks, target)
