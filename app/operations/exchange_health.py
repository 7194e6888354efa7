"""How the line to the telephone exchange is: what the intake reports, and what everybody can see of it [C16].

Whoever listens renews its report; where nobody has done so for a while, nobody listens, whatever was reported last.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import Phrase, phrase, restored, stored
from app.models.call_terms import EXCHANGE_WORDS, ExchangeCondition
from app.models.calls import ExchangeState
from app.models.session import now, replayable, touch
from app.operations.leases import INTAKE, demand

SILENT = timedelta(minutes=2)
"""A report that was not renewed for so long comes from nobody who still runs."""


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """An exchange. condition: as it is now, TROUBLE where nobody reports any more (*silent*); since: when it came to this.

    heard_at: when the exchange said something last; at: when the intake reported last. version: what the exchange calls
    itself. problem: a whole sentence, None while all is well. history_offset: how far its own history was read.
    """

    address: str
    condition: ExchangeCondition
    words: Phrase
    since: datetime
    heard_at: datetime | None
    version: str
    problem: Phrase | None
    at: datetime
    silent: bool
    history_offset: int | None

    @property
    def well(self) -> bool:
        """Whether calls are seen."""
        return self.condition is ExchangeCondition.LISTENING


@replayable
def reported(
    session: Session,
    holder: str,
    address: str,
    condition: ExchangeCondition,
    problem: Phrase | None = None,
    version: str = "",
    heard_at: datetime | None = None,
) -> None:
    """The intake says how the line to *address* (without its secret) is; it does so again at least each minute.

    What has not changed is only renewed, without news for the windows. Raises LeaseLost.
    """
    moment = now(session)
    record = session.scalars(select(ExchangeState).where(ExchangeState.address == address).with_for_update()).one_or_none()
    fresh = record is None
    if record is None:
        record = ExchangeState(address=address, condition=condition, condition_since=moment, at=moment, params={})
        session.add(record)
    said = (condition, problem.sentence if problem else "", stored(problem.params) if problem else {})
    same = (record.condition, record.problem, record.params) == said and version in ("", record.version)
    if not fresh and same and record.at > moment - SILENT:
        renewed = {"at": moment} if heard_at is None else {"at": moment, "heard_at": heard_at}
        session.execute(update(ExchangeState).where(ExchangeState.id == record.id).values(**renewed))
    else:
        if record.condition is not condition:
            record.condition_since = moment
        record.condition, record.problem, record.params = said
        record.version = version or record.version or ""
        record.heard_at = heard_at or record.heard_at
        record.at = moment
        session.flush()
    demand(session, INTAKE, holder)


def only(session: Session, holder: str, addresses: tuple[str, ...]) -> None:
    """Forget the exchanges that the settings do not name any more. Raises LeaseLost."""
    session.execute(delete(ExchangeState).where(ExchangeState.address.not_in(addresses)))
    touch(session, ExchangeState.__tablename__)
    demand(session, INTAKE, holder)


def rows(session: Session) -> tuple[ExchangeRow, ...]:
    """Every exchange that was ever set, by address."""
    moment = now(session)
    return tuple(_row(each, moment) for each in session.scalars(select(ExchangeState).order_by(ExchangeState.address)))


def demand_listening(session: Session) -> None:
    """Raise UserError, in words, unless somebody listens to an exchange just now."""
    found = [row for row in rows(session) if row.condition is not ExchangeCondition.OFF]
    if any(row.well for row in found):
        return
    if not found:
        raise UserError("No telephone exchange is connected to Kontor: dial on the telephone itself.")
    if found[0].silent:
        raise UserError("Nobody listens to the telephone exchange at the moment: dial on the telephone itself.")
    raise UserError("The telephone exchange is out of reach at the moment: dial on the telephone itself.")


def history_offset(session: Session, address: str) -> int | None:
    """How far the history of *address* was read; None where it was never read."""
    return session.scalar(select(ExchangeState.history_offset).where(ExchangeState.address == address))


@replayable
def history_read(session: Session, holder: str, address: str, offset: int) -> None:
    """The history of *address* was read and written down up to *offset*. Raises LeaseLost."""
    session.execute(update(ExchangeState).where(ExchangeState.address == address).values(history_offset=offset))
    demand(session, INTAKE, holder)


def _row(record: ExchangeState, moment: datetime) -> ExchangeRow:
    condition = record.condition
    silent = condition is not ExchangeCondition.OFF and record.at <= moment - SILENT
    problem = restored(record.problem, record.params) if record.problem else None
    if silent:
        condition = ExchangeCondition.TROUBLE
        problem = phrase("Nobody listens to the exchange: the intake does not run. Start it: main.py intake.")
    return ExchangeRow(
        record.address,
        condition,
        Phrase(EXCHANGE_WORDS[condition]),
        record.at if silent else record.condition_since,
        record.heard_at,
        record.version,
        problem,
        record.at,
        silent,
        record.history_offset,
    )
