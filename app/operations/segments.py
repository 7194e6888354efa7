"""Segments: saved filters over counterparties, whom they leave out, and what they save by themselves [M84-M87]."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.models.marketing import LeftOut, Segment
from app.models.marketing_terms import BASES, Basis, ListKind, Schedule
from app.models.session import now
from app.models.terms import Role
from app.operations import segment_fields
from app.operations.actors import require
from app.operations.company_day import company_zone
from app.operations.editing import expect, locked
from app.operations.register_spec import Condition
from app.operations.segment_people import Audience
from app.reports.mailing import FORMATS, ListFormat

SAVES_AT = time(6)
"""The hour of the company's clock at which lists save themselves."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a segment saves by itself: how often, which list, as which file, on what basis, into which folder."""

    schedule: Schedule = Schedule.ONCE
    list_kind: ListKind = ListKind.EMAIL
    file_format: ListFormat = "csv"
    basis: Basis = Basis.CONSENT
    folder: str = ""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment. due_at: when it saves itself next, None for never."""

    id: int
    version: int
    name: str
    conditions: tuple[Condition, ...]
    repeat: Repeat
    due_at: datetime | None

    def audience(self, list_kind: ListKind, basis: Basis) -> Audience:
        """Whom a list of this segment is for."""
        return Audience(self.conditions, list_kind, basis, self.id)


def segments(session: Session) -> tuple[SegmentRow, ...]:
    """All segments by name. Raises NotAllowed."""
    require(session, Role.MARKETER)
    return tuple(_row(record) for record in session.scalars(select(Segment).where(Segment.active).order_by(Segment.name)))


def segment(session: Session, segment_id: int) -> SegmentRow:
    """One segment. Raises NotAllowed, NotFound."""
    require(session, Role.MARKETER)
    return _row(_active(session, segment_id))


def named(session: Session, name: str) -> int:
    """Id of the segment called *name*, in any case. Raises NotFound."""
    wanted = " ".join(name.split()).casefold()
    for segment_id, known in session.execute(select(Segment.id, Segment.name).where(Segment.active)):
        if known.casefold() == wanted:
            return segment_id
    raise NotFound("There is no segment {name}.", name=name)


def create(session: Session, name: str, conditions: tuple[Condition, ...] = ()) -> SegmentRow:
    """A new segment. Raises NotAllowed, and UserError for a name that is taken or conditions that are none."""
    who = require(session, Role.MARKETER)
    record = Segment(name=_free_name(session, name), employee_id=who.id, conditions=_sound(session, conditions))
    session.add(record)
    session.flush()
    return _row(record)


def change(
    session: Session,
    segment_id: int,
    version: int,
    *,
    name: str | None = None,
    conditions: tuple[Condition, ...] | None = None,
) -> SegmentRow:
    """Give a segment another name or other conditions. Raises NotAllowed, Conflict, UserError."""
    record = _own(session, segment_id, version)
    if name is not None and name != record.name:
        record.name = _free_name(session, name)
    if conditions is not None:
        record.conditions = _sound(session, conditions)
    session.flush()
    return _row(record)


def repeat(session: Session, segment_id: int, version: int, wish: Repeat) -> SegmentRow:
    """Let a segment save itself each Monday or each 1st of the month, or no more. Raises NotAllowed, Conflict, UserError."""
    record = _own(session, segment_id, version)
    if wish.basis not in BASES[wish.list_kind]:
        raise UserError("This list cannot stand on that legal basis.")
    if wish.file_format not in FORMATS:
        raise UserError("A list is saved as CSV, TXT or XLSX.")
    if wish.schedule is not Schedule.ONCE and not wish.folder.strip():
        raise UserError("Say into which folder the list is to be saved.")
    record.schedule = wish.schedule.value
    record.list_kind = wish.list_kind
    record.format = wish.file_format
    record.basis = wish.basis
    record.folder = wish.folder.strip()
    record.due_at = next_due(session, wish.schedule)
    session.flush()
    return _row(record)


def next_due(session: Session, schedule: Schedule) -> datetime | None:
    """When a list with *schedule* saves itself next, None for one that does not."""
    zone = company_zone(session)
    here = now(session).astimezone(zone)
    day = here.date()
    if schedule is Schedule.ONCE:
        return None
    # This day's hour may be still to come; otherwise the next Monday or 1st.
    while True:
        fits = day.weekday() == 0 if schedule is Schedule.WEEKLY else day.day == 1
        moment = datetime.combine(day, SAVES_AT, zone)
        if fits and moment > here:
            return moment
        day += timedelta(days=1)


def take_away(session: Session, segment_id: int, version: int) -> SegmentRow:
    """Take a segment away; its runs stay in the ledger. Raises NotAllowed, Conflict."""
    record = _own(session, segment_id, version)
    record.active = False
    record.name = f"{record.name[:LONGEST_NAME]} †{record.id}.{record.version}"
    session.flush()
    return _row(record)


def bring_back(session: Session, segment_id: int, name: str) -> SegmentRow:
    """Undo ``take_away``. Raises NotAllowed, UserError where the name was given to another one meanwhile."""
    require(session, Role.MARKETER)
    record = locked(session, Segment, segment_id)
    record.name = _free_name(session, name)
    record.active = True
    session.flush()
    return _row(record)


def leave_out(session: Session, segment_id: int, value: str) -> None:
    """Keep one address out of this segment's lists from now on. Raises NotAllowed, NotFound."""
    who = require(session, Role.MARKETER)
    _active(session, segment_id)
    known = select(LeftOut.id).where(LeftOut.segment_id == segment_id, LeftOut.value == value)
    if session.scalar(known) is None:
        session.add(LeftOut(segment_id=segment_id, value=value, employee_id=who.id, at=now(session)))


def let_in(session: Session, segment_id: int, value: str) -> None:
    """Undo ``leave_out``. Raises NotAllowed."""
    require(session, Role.MARKETER)
    for record in session.scalars(select(LeftOut).where(LeftOut.segment_id == segment_id, LeftOut.value == value)):
        session.delete(record)


def forget(session: Session, segment_id: int) -> None:
    """Delete a segment that was never saved and leaves nobody out; only an undo of ``create`` asks for it."""
    require(session, Role.MARKETER)
    session.execute(delete(LeftOut).where(LeftOut.segment_id == segment_id))
    session.delete(_active(session, segment_id))


def _own(session: Session, segment_id: int, version: int) -> Segment:
    require(session, Role.MARKETER)
    record = locked(session, Segment, segment_id)
    expect(record, version)
    if not record.active:
        raise NotFound("This segment was taken away.")
    return record


def _active(session: Session, segment_id: int) -> Segment:
    record = session.get(Segment, segment_id)
    if record is None or not record.active:
        raise NotFound("This segment was taken away.")
    return record


def _free_name(session: Session, name: str) -> str:
    tidy = " ".join(name.split())[:LONGEST_NAME]
    if not tidy:
        raise UserError("A segment needs a name.")
    if any(known.casefold() == tidy.casefold() for known in session.scalars(select(Segment.name))):
        raise UserError("There is a segment {name} already.", name=tidy)
    return tidy


def _sound(session: Session, conditions: tuple[Condition, ...]) -> list[dict[str, object]]:
    segment_fields.where(session, conditions)
    return segment_fields.as_json(conditions)


def _row(record: Segment) -> SegmentRow:
    wish = Repeat(
        Schedule(record.schedule),
        record.list_kind,
        next((known for known in FORMATS if known == record.format), "csv"),
        record.basis,
        record.folder,
    )
    return SegmentRow(
        record.id, record.version, record.name, segment_fields.from_json(record.conditions), wish, record.due_at
    )
