"""The proof of the promise: at each promised time, was the inbox empty, when, by whom; what was late; who waited [M13].

Read from the inquiries themselves, in a few statements however many there were. An inquiry is in the inbox until it is
sorted, linked or closed for good: a decision that was taken back counts for nothing, and laying aside is none. A promised
time is kept when nothing that was to be sorted by then lies in the inbox at that time. Waits are counted in working time,
lateness as the hours pass.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from heapq import heappop, heappush
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.inquiries import Inquiry
from app.models.session import acting, now
from app.models.terms import InquiryState, Role, Source
from app.operations.actors import require
from app.operations.company_day import company_zone
from app.operations.intake_rules import company_timetable
from app.operations.overview_spec import Question
from app.operations.overview_time import Period, SecondsBetween, period
from app.operations.promise_streak import streak
from app.operations.responses import rule
from app.operations.triage_inbox import contact_shown
from app.operations.working_seconds import WorkedTime

WEB = (Source.JIVO_CHAT, Source.JIVO_OFFLINE, Source.SITE_FORM)
MOST_LATE = 500
"""So many of the latest ones are listed; how many there are is counted."""
LONGEST_LYING = timedelta(days=92)
"""What was due so long before the period and is sorted by now is not looked for."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many inquiries, how many of them late, and the longest time of work that one waited for its decision."""

    came: int = 0
    late: int = 0
    longest: timedelta = timedelta()

    def and_these(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(self.came + other.came, self.late + other.late, max(self.longest, other.longest))


@dataclass(frozen=True, slots=True)
class Sorter:
    """Who sorted; employee_id None and name "" for what still waits, or what Kontor itself decided."""

    employee_id: int | None
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class PromisedTime:
    """One promised time. left: what lay in the inbox then; emptied_at: when the last of it, or of what was due, was sorted.

    None while any of it lies there, and where nothing came. sorters: who sorted what was due, most first.
    """

    at: datetime
    tally: Tally
    left: int
    emptied_at: datetime | None
    sorters: tuple[Sorter, ...]

    @property
    def kept(self) -> bool:
        """Whether the inbox was empty."""
        return not self.left

    @property
    def quiet(self) -> bool:
        """Nothing was due, and nothing lay there."""
        return not self.tally.came and not self.left


@dataclass(frozen=True, slots=True)
class ProofDay:
    """A day of the company: its promised times, and what was to be sorted by them."""

    day: date
    times: tuple[PromisedTime, ...]
    tally: Tally


@dataclass(frozen=True, slots=True)
class LateItem:
    """An inquiry that was sorted after its promised time, or still waits. late: by so much. name: who asks."""

    inquiry_id: int
    number: str
    name: str
    source: Source
    due_at: datetime
    sorted_at: datetime | None
    sorter: str
    late: timedelta


@dataclass(frozen=True, slots=True)
class LongestWait:
    """The inquiry that waited longest, in working time."""

    inquiry_id: int
    number: str
    name: str
    received_at: datetime
    sorted_at: datetime | None
    wait: timedelta


@dataclass(frozen=True, slots=True)
class Proof:
    """What a period was like. times, oldest first; channels: "call", "email", "web"; late: the latest first."""

    chosen: Period
    asked_at: datetime
    times: tuple[PromisedTime, ...]
    days: tuple[ProofDay, ...]
    channels: tuple[tuple[str, Tally], ...]
    people: tuple[Sorter, ...]
    late: tuple[LateItem, ...]
    whole: Tally
    longest: LongestWait | None
    streak: int

    @property
    def kept(self) -> int:
        """Promised times at which something was due, and that were kept."""
        return sum(each.kept and not each.quiet for each in self.times)

    @property
    def missed(self) -> int:
        """Promised times that were not kept."""
        return sum(not each.kept for each in self.times)


def proof(session: Session, question: Question) -> Proof:
    """The promised times of a period that have passed. Raises NotAllowed, and UserError for a period that is none."""
    if acting(session) is not None:
        require(session, Role.HEAD, Role.DISPATCHER)
    chosen, moment, zone = period(session, question), now(session), company_zone(session)
    begin, end = (
        datetime.combine(each, time(0), zone).astimezone(UTC) for each in (chosen.first, chosen.last + timedelta(days=1))
    )
    here = and_(Inquiry.due_at >= begin, Inquiry.due_at < end, Inquiry.due_at <= moment)
    # Waits begin before the first promised time: over a weekend, or holidays.
    worked = WorkedTime(rule(session).hours, begin - LONGEST_LYING, moment).between(Inquiry.received_at, _left(moment))
    groups = _groups(session, here, worked, moment)
    names = dict(session.execute(select(Employee.id, Employee.name)).all())
    promised = set(company_timetable(session).between(begin, min(end, moment + timedelta(microseconds=1))))
    times = _times(groups, promised, _lying(session, begin, end, moment), names)
    return Proof(
        chosen,
        moment,
        times,
        _days(times, lambda at: at.astimezone(zone).date()),
        tuple((wire, _sum(row for row in groups if row.wire == wire)) for wire in ("call", "email", "web")),
        _sorters(groups, names),
        _late_items(session, here, moment),
        _sum(groups),
        _longest(session, and_(here, _where_longest(groups)), worked),
        streak(session),
    )


def _left(moment: datetime) -> ColumnElement[Any]:
    """When an inquiry left the inbox; *moment* for what is there still. Moved in without a time, it left in time."""
    waits = Inquiry.state == InquiryState.NEW
    kind = Inquiry.sorted_at.type
    return case((waits, literal(moment, kind)), else_=func.coalesce(Inquiry.sorted_at, Inquiry.due_at, type_=kind))


def _is_late() -> ColumnElement[bool]:
    """For what was due by now."""
    return or_(Inquiry.state == InquiryState.NEW, Inquiry.sorted_at > Inquiry.due_at)


def _groups(session: Session, here: ColumnElement[bool], worked: ColumnElement[int], moment: datetime) -> Sequence[Row[Any]]:
    """By promised time, sorter and channel: how many, how many late, the longest wait, when the last one left."""
    wire = case((Inquiry.source == Source.CALL, "call"), (Inquiry.source.in_(WEB), "web"), else_="email")
    waits = Inquiry.state == InquiryState.NEW
    sorter = case((waits, None), else_=Inquiry.sorted_by_id)
    facts = (
        select(
            Inquiry.due_at.label("due_at"),
            sorter.label("sorter"),
            wire.label("wire"),
            case((_is_late(), 1), else_=0).label("late"),
            case((waits, 1), else_=0).label("waits"),
            worked.label("worked"),
            _left(moment).label("left_at"),
        )
        .where(here)
        .subquery()
    )
    keys = (facts.c.due_at, facts.c.sorter, facts.c.wire)
    return session.execute(
        select(
            *keys,
            func.count().label("came"),
            func.sum(facts.c.late).label("late"),
            func.sum(facts.c.waits).label("waiting"),
            func.max(facts.c.worked).label("worked"),
            func.max(facts.c.left_at, type_=Inquiry.sorted_at.type).label("last"),
        ).group_by(*keys)
    ).all()


def _lying(session: Session, begin: datetime, end: datetime, moment: datetime) -> list[tuple[datetime, datetime | None]]:
    """Late ones that lay in the inbox at some time of the period: when they were due, and when they left, by due time."""
    waits = and_(Inquiry.state == InquiryState.NEW, Inquiry.due_at <= moment)
    late = and_(
        Inquiry.state != InquiryState.NEW,
        Inquiry.sorted_at > Inquiry.due_at,
        Inquiry.sorted_at >= begin,
        Inquiry.due_at >= begin - LONGEST_LYING,
    )
    sorted_at = case((Inquiry.state == InquiryState.NEW, None), else_=Inquiry.sorted_at)
    query = select(Inquiry.due_at, sorted_at.label("left_at")).where(or_(waits, late), Inquiry.due_at < end)
    return [(row.due_at, row.left_at) for row in session.execute(query.order_by(Inquiry.due_at))]


def _times(
    groups: Sequence[Row[Any]],
    promised: set[datetime],
    lying: list[tuple[datetime, datetime | None]],
    names: dict[int, str],
) -> tuple[PromisedTime, ...]:
    by_time: dict[datetime, list[Row[Any]]] = {at: [] for at in promised}
    for row in groups:
        by_time.setdefault(row.due_at, []).append(row)
    found, there, waiting, last, place = [], list[datetime](), 0, None, 0
    for at in sorted(by_time):
        while place < len(lying) and lying[place][0] <= at:
            left_at = lying[place][1]
            place += 1
            if left_at is None:
                waiting += 1
            else:
                heappush(there, left_at)
                last = left_at if last is None else max(last, left_at)
        while there and there[0] <= at:
            heappop(there)
        rows = by_time[at]
        # What lies there longest was put there at some time: the last of all that left so far is among them.
        emptied = last if there else max((row.last for row in rows), default=None)
        left = len(there) + waiting
        found.append(PromisedTime(at, _sum(rows), left, None if waiting else emptied, _sorters(rows, names)))
    return tuple(found)


def _days(times: Sequence[PromisedTime], day_of: Any) -> tuple[ProofDay, ...]:
    by_day: dict[date, list[PromisedTime]] = {}
    for each in times:
        by_day.setdefault(day_of(each.at), []).append(each)
    found = []
    for day, those in by_day.items():
        tally = Tally()
        for each in those:
            tally = tally.and_these(each.tally)
        found.append(ProofDay(day, tuple(those), tally))
    return tuple(found)


def _sum(rows: Iterable[Row[Any]]) -> Tally:
    tally = Tally()
    for row in rows:
        tally = tally.and_these(Tally(row.came, int(row.late), timedelta(seconds=max(0, int(row.worked)))))
    return tally


def _sorters(rows: Sequence[Row[Any]], names: dict[int, str]) -> tuple[Sorter, ...]:
    by_sorter: dict[int | None, list[Row[Any]]] = {}
    for row in rows:
        by_sorter.setdefault(row.sorter, []).append(row)
    found = [Sorter(key, names.get(key or 0, ""), _sum(those)) for key, those in by_sorter.items()]
    return tuple(sorted(found, key=lambda each: (-each.tally.came, each.name)))


def _late_items(session: Session, here: ColumnElement[bool], moment: datetime) -> tuple[LateItem, ...]:
    late = SecondsBetween(Inquiry.due_at, _left(moment))
    rows = session.execute(
        select(
            *(Inquiry.id, Inquiry.number, Inquiry.name, Inquiry.company, Inquiry.phone, Inquiry.phone_raw, Inquiry.email),
            *(Inquiry.source, Inquiry.due_at, Inquiry.sorted_at, Inquiry.state, Employee.name.label("sorter")),
            late.label("late"),
        )
        .outerjoin(Employee, Employee.id == Inquiry.sorted_by_id)
        .where(here, _is_late())
        .order_by(late.desc(), Inquiry.id)
        .limit(MOST_LATE)
    )
    return tuple(
        LateItem(
            row.id,
            row.number,
            _called(row),
            row.source,
            row.due_at,
            None if row.state is InquiryState.NEW else row.sorted_at,
            "" if row.state is InquiryState.NEW else row.sorter or "",
            timedelta(seconds=row.late),
        )
        for row in rows
    )


def _where_longest(groups: Sequence[Row[Any]]) -> ColumnElement[bool]:
    """The promised time at which somebody had waited longest: only what was due then need be looked through."""
    longest = max(groups, key=lambda row: row.worked, default=None)
    return Inquiry.due_at == longest.due_at if longest is not None else false()


def _longest(session: Session, here: ColumnElement[bool], worked: ColumnElement[int]) -> LongestWait | None:
    row = session.execute(
        select(
            *(Inquiry.id, Inquiry.number, Inquiry.name, Inquiry.company, Inquiry.phone, Inquiry.phone_raw, Inquiry.email),
            *(Inquiry.received_at, Inquiry.sorted_at, Inquiry.state, worked.label("worked")),
        )
        .where(here)
        .order_by(worked.desc(), Inquiry.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    sorted_at = None if row.state is InquiryState.NEW else row.sorted_at
    wait = timedelta(seconds=max(0, row.worked))
    return LongestWait(row.id, row.number, _called(row), row.received_at, sorted_at, wait)


def _called(row: Any) -> str:
    return str(row.name or row.company or contact_shown(row.phone, row.phone_raw, row.email) or row.number)
