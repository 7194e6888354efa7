"""Finding pairs of counterparties that may be one, as they are recorded or changed, and through all the books in time [M36].

``noted`` looks at one; ``sweep`` is a chore of the intake: it follows the audit trail, a bounded part in each round.
"""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.models.audit import AuditEntry
from app.models.counterparties import ContactPoint, Counterparty, LegalEntity
from app.models.merging import PossibleDouble
from app.models.session import now, replayable
from app.models.terms import ContactPointKind
from app.models.triage_terms import DoubleReason
from app.operations.doubles import Double, Stranger, of_several
from app.operations.leases import INTAKE, demand
from app.operations.settings import keep, setting

SEEN = "doubles.seen"
"""Setting: the last line of the audit trail that ``sweep`` has looked at."""
WALKED = "doubles.walked"
"""Setting: the last counterparty of those that were in the books before."""
WALKED_AT_ONCE = 25
UNDER_WAY = timedelta(seconds=30)
LINES_AT_ONCE = 2_000
"""Lines of the trail that one round reads at most."""
PARTIES_AT_ONCE = 100
"""Counterparties that one round compares at most."""
MOST_PAIRS = 12
"""Of one counterparty by name alone; whoever has more is called like everybody, which says nothing."""
MOST_POINTS = 20
WATCHED = frozenset({"counterparty", "contact_point", "legal_entity"})
"""Tables by which doubles are found."""
TELLING = frozenset({"name", "value", "tax_id", "vat_id", "valid", "counterparty_id"})
"""Changes of other columns make no double."""


def noted(session: Session, counterparty_id: int) -> int:
    """Look for doubles of one counterparty and note the pairs; how many there are. Those that are none any more go."""
    party = session.execute(
        select(Counterparty.name, Counterparty.merged_into_id).where(Counterparty.id == counterparty_id)
    ).one_or_none()
    if party is None or party.merged_into_id is not None:
        return 0
    alike = _found(session, counterparty_id, party.name)
    common = sum(double.reason is DoubleReason.NAME for double in alike) > MOST_PAIRS
    found = {double.counterparty_id: double for double in alike if not (common and double.reason is DoubleReason.NAME)}
    known = {
        row.first_id + row.second_id - counterparty_id: row
        for row in session.scalars(
            select(PossibleDouble).where(
                or_(PossibleDouble.first_id == counterparty_id, PossibleDouble.second_id == counterparty_id)
            )
        )
    }
    for other_id, pair in known.items():
        double = found.pop(other_id, None)
        if double is not None:
            pair.reason, pair.likeness, pair.settled_at = double.reason, double.likeness, None
        elif pair.settled_at is None:
            pair.settled_at = now(session)
    for other_id, double in found.items():
        first, second = sorted((counterparty_id, other_id))
        session.add(
            PossibleDouble(
                first_id=first,
                second_id=second,
                reason=double.reason,
                likeness=double.likeness,
                found_at=now(session),
            )
        )
    session.flush()
    return len(found)


def _found(session: Session, counterparty_id: int, name: str) -> tuple[Double, ...]:
    points = session.execute(
        select(ContactPoint.kind, ContactPoint.value)
        .where(ContactPoint.counterparty_id == counterparty_id, ContactPoint.valid)
        .order_by(ContactPoint.id)
        .limit(MOST_POINTS)
    ).all()
    numbers = session.execute(
        select(LegalEntity.tax_id, LegalEntity.vat_id).where(LegalEntity.counterparty_id == counterparty_id)
    ).all()
    return of_several(
        session,
        Stranger("", name, "", "", counterparty_id),
        [row.value for row in points if row.kind is ContactPointKind.PHONE],
        [row.value for row in points if row.kind is ContactPointKind.EMAIL],
        [each for row in numbers for each in row],
        MOST_PAIRS * 4,
    )


@replayable
def sweep(session: Session, holder: str | None) -> int:
    """Look at what was recorded or changed since the last round, then on through the books; how many were compared.

    Each round does a bounded part. Raises LeaseLost.
    """
    seen = setting(session, SEEN, None)
    last, changed = (_newest(session), []) if seen is None else _changed(session, int(seen))
    walked = int(setting(session, WALKED, 0))
    left = max(0, WALKED_AT_ONCE - len(changed))
    further = session.scalars(select(Counterparty.id).where(Counterparty.id > walked).order_by(Counterparty.id).limit(left))
    on = list(further)
    for counterparty_id in dict.fromkeys((*changed, *on)):
        noted(session, counterparty_id)
    if last != seen:
        keep(session, SEEN, last)
    if on:
        keep(session, WALKED, on[-1])
    session.flush()
    if holder is not None and (on or last != seen):
        demand(session, INTAKE, holder)
    return len(changed) + len(on)


def _changed(session: Session, seen: int) -> tuple[int, list[int]]:
    """Up to where the trail was read, and whose names, numbers and addresses it tells of.

    It is read up to the last half minute: a line with a lower number may still be under way.
    """
    lines = session.execute(
        select(
            AuditEntry.id,
            AuditEntry.at,
            AuditEntry.table_name,
            AuditEntry.record_id,
            AuditEntry.action,
            AuditEntry.changes,
        )
        .where(AuditEntry.id > seen)
        .order_by(AuditEntry.id)
        .limit(LINES_AT_ONCE)
    ).all()
    wanted: dict[int, None] = {}
    for line in lines:
        if len(wanted) >= PARTIES_AT_ONCE or line.at > now(session) - UNDER_WAY:
            break
        seen = line.id
        if line.table_name in WATCHED and line.action != "delete" and not TELLING.isdisjoint(line.changes):
            owner = _owner(session, line.table_name, line.record_id)
            if owner is not None:
                wanted[owner] = None
    return seen, list(wanted)


def _newest(session: Session) -> int:
    return session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0


def _owner(session: Session, table: str, record_id: int | None) -> int | None:
    if record_id is None or table == "counterparty":
        return record_id
    kind = ContactPoint if table == "contact_point" else LegalEntity
    return session.scalar(select(kind.counterparty_id).where(kind.id == record_id))
