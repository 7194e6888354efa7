"""How likely an open deal becomes money, and when: one table by stage, as data [M16].

A company that knows itself better sets its own chances; they are kept in the setting ``forecast.percent``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.company import Setting
from app.models.deals import Deal
from app.models.session import replayable
from app.models.terms import Role, Stage
from app.operations.actors import require
from app.operations.settings import COMPANY, keep, setting

PERCENT = "forecast.percent"


@dataclass(frozen=True, slots=True)
class Outlook:
    """percent: how likely the money comes; days: after entering the stage, where the deal names no date of its own."""

    percent: int
    days: int


OUTLOOKS: Mapping[Stage, Outlook] = {
    Stage.SELECTION: Outlook(25, 60),
    Stage.PRODUCTION: Outlook(85, 45),
    Stage.STOCK_SALE: Outlook(90, 21),
    Stage.CERTIFICATION: Outlook(95, 30),
    Stage.INSTALLATION: Outlook(95, 21),
    Stage.SERVICE: Outlook(98, 14),
}
"""Leaving SELECTION needs contract and invoice, so the great step in likelihood lies there."""


def set_chance(session: Session, stage: Stage, percent: int) -> None:
    """From now on a deal in *stage* counts with *percent* of its value. Raises NotAllowed, UserError."""
    set_chances(session, {stage: percent})


@replayable
def set_chances(session: Session, percents: Mapping[Stage, int]) -> Mapping[Stage, int]:
    """From now on the deals in these stages count with so many per cent; the chances before, for taking it back.

    Raises NotAllowed, UserError.
    """
    require(session, Role.HEAD)
    before = chances(session)
    if not percents.keys() <= OUTLOOKS.keys():
        raise UserError("Only open deals are expected to bring money.")
    if not all(0 <= percent <= 100 for percent in percents.values()):
        raise UserError("A chance lies between 0 and 100 per cent.")
    own = {stage.value: percent for stage, percent in percents.items()}
    keep(session, PERCENT, {**setting(session, PERCENT, {}), **own})
    return before


def chances(session: Session) -> Mapping[Stage, int]:
    """The chance of each open stage in per cent: the company's own, else the table's."""
    own = setting(session, PERCENT, {})
    return {stage: int(own.get(stage.value, outlook.percent)) for stage, outlook in OUTLOOKS.items()}


def percent_by_stage() -> ColumnElement[int]:
    """The chance of a deal (of the enclosing statement) in per cent: the company's own, else the table's; 0 once ended."""
    return case(
        *((Deal.stage == stage, _own(stage, outlook.percent)) for stage, outlook in OUTLOOKS.items()), else_=literal(0)
    )


def days_by_stage() -> ColumnElement[int]:
    """The days from entering its stage until the money of a deal (of the enclosing statement) is expected."""
    return case(*((Deal.stage == stage, literal(outlook.days)) for stage, outlook in OUTLOOKS.items()), else_=literal(0))


def _own(stage: Stage, usual: int) -> ColumnElement[int]:
    kept = select(Setting.value[stage.value].as_integer()).where(Setting.owner == COMPANY, Setting.key == PERCENT)
    return func.coalesce(kept.correlate(None).scalar_subquery(), usual)
