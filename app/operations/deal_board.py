"""The deal board: open deals by stage, counted and summed in SQL, with the worst news of each; never a query a deal."""

from collections.abc import Mapping, Sequence
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
    deals = _standing(session, _scope(department_id, seller_id))
    sums = _sums(session, deals, _chosen(deals, which, now(session)))
    page = _page(session, _scope(department_id, seller_id), which, 0, per_column)
    cards = _cards(session, page)
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
    scope = and_(_scope(department_id, seller_id), Deal.stage == stage)
    return tuple(_cards(session, _page(session, scope, which, offset, limit)))


def _scope(department_id: int | None, seller_id: int | None) -> ColumnElement[bool]:
    scope: ColumnElement[bool] = Deal.stage.in_(STAGES)
    if department_id is not None:
        scope = and_(scope, Deal.department_id == department_id)
    return scope if seller_id is None else and_(scope, Deal.seller_id == seller_id)


def _standing(session: Session, scope: ColumnElement[bool], *, with_blocked: bool = True) -> Any:
    """The deals of *scope* with what the board counts and orders them by; due: of the next step, NULL without one."""
    waits = (blocked(company_date(session)).label("blocked"),) if with_blocked else ()
    steps = (
        select(Task.deal_id, func.min(Task.due_at).label("due"))
        .where(Task.done_at.is_(None), Task.deal_id.is_not(None))
        .group_by(Task.deal_id)
        .subquery()
    )
    return (
        select(
            Deal.id,
            Deal.stage,
            Deal.currency,
            Deal.net,
            Deal.stage_entered_at,
            steps.c.due,
            *waits,
        )
        .outerjoin(steps, steps.c.deal_id == Deal.id)
        .where(scope)
        .subquery()
    )


def _late(deals: Any, moment: datetime) -> ColumnElement[bool]:
    return func.coalesce(deals.c.due < moment, False)


def _chosen(deals: Any, which: Which, moment: datetime) -> ColumnElement[bool]:
    match which:
        case "late":
            return _late(deals, moment)
        case "no_step":
            without: ColumnElement[bool] = deals.c.due.is_(None)
            return without
        case "blocked":
            stuck: ColumnElement[bool] = deals.c.blocked
            return stuck
    return true()


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


def _sums(session: Session, deals: Any, chosen: ColumnElement[bool]) -> list[_Sum]:
    rows = session.execute(
        select(
            deals.c.stage,
            deals.c.currency,
            func.count(),
            func.sum(deals.c.net),
            func.count().filter(_late(deals, now(session))),
            func.count().filter(deals.c.due.is_(None)),
            func.count().filter(deals.c.blocked),
            func.count().filter(chosen),
            func.sum(deals.c.net).filter(chosen),
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


def _page(
    session: Session, scope: ColumnElement[bool], which: Which, offset: int, limit: int
) -> dict[int, tuple[int, bool]]:
    """Deal → its place in its column, and whether it is blocked: those behind *offset*, at most *limit* a column."""
    deals = _standing(session, scope, with_blocked=which == "blocked")
    order = (deals.c.due.is_not(None), deals.c.due, deals.c.stage_entered_at, deals.c.id)
    place = func.row_number().over(partition_by=deals.c.stage, order_by=order)
    numbered = select(deals.c.id, place.label("place")).where(_chosen(deals, which, now(session))).subquery()
    rows = session.execute(
        select(numbered.c.id, numbered.c.place).where(numbered.c.place > offset, numbered.c.place <= offset + limit)
    )
    places = {row.id: row.place for row in rows}
    stuck = set(session.scalars(select(Deal.id).where(Deal.id.in_(places), blocked(company_date(session), tuple(places)))))
    return {deal_id: (at, deal_id in stuck) for deal_id, at in places.items()}


def _cards(session: Session, page: Mapping[int, tuple[int, bool]]) -> list[BoardCard]:
    """The cards of *page*, in their order."""
    today = company_date(session)
    step = (
        select(
            Task.deal_id,
            Task.id,
            Task.title,
            Task.params,
            Task.due_at,
            func.row_number().over(partition_by=Task.deal_id, order_by=(Task.due_at, Task.id)).label("turn"),
        )
        .where(Task.done_at.is_(None), Task.deal_id.in_(page))
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
        )
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .outerjoin(step, and_(step.c.deal_id == Deal.id, step.c.turn == 1))
        .where(Deal.id.in_(page))
    ).all()
    rows = sorted(rows, key=lambda row: (page[row.id][0], row.id))
    worst = news(session, [(row.id, row.stage, row.service_accepted) for row in rows], today)
    moment = now(session)
    return [_card(row, worst.get(row.id), moment, is_blocked=page[row.id][1]) for row in rows]


def _card(row: Any, worst: News | None, moment: datetime, *, is_blocked: bool) -> BoardCard:
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
        bool(is_blocked),
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
