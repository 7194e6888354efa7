"""The ground of a company of real size: how large, who works there, what ids come next, and how its time runs.

Everything is a function of the seed and a running number, so the same seed makes the same rows on every database.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from math import sqrt
from random import Random
from typing import Any, Protocol

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.company import Department, Employee, EmployeeRole, NumberSeries
from app.models.products import Trait
from app.models.session import now
from app.models.terms import Role
from app.operations.demo_data import DOMAIN
from app.operations.demo_large_words import LANGUAGES, NEW_SELLERS
from app.operations.numbering import Series

DAY = 86_400
YEARS = 5
SPAN = YEARS * 365 * DAY
"""Seconds of the company's history."""
GROWTH = 1.5
"""How fast the company grew: a day of now sees 1 + 2 × this as much as one at the beginning."""
WORK_BEGINS, WORK_SECONDS = 6 * 3_600, 9 * 3_600
"""When a working day begins in UTC, and how long it is."""
HASH = 2_654_435_761
"""Knuth's multiplier: neighbours become strangers."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much there is of each."""

    counterparties: int = 1_000_000
    deals: int = 300_000
    interactions: int = 2_000_000
    inquiries: int = 30_000
    products: int = 2_000
    batches: int = 50

    def divided(self, by: int) -> "Extent":
        """The same company, so many times smaller; of products and batches as little as is needed to see it work."""
        return Extent(
            self.counterparties // by,
            self.deals // by,
            self.interactions // by,
            self.inquiries // by,
            max(40, self.products // by),
            5,
        )


class Door(Protocol):
    """The way in for many rows."""

    def write(self, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], **same: Any) -> int:
        """Add *rows* to *table*; how many."""


Opener = Callable[[Session, Sequence[Table]], AbstractContextManager[Door]]
"""Opens a door to tables; their keys are checked when it closes."""


@dataclass(frozen=True, slots=True)
class Seller:
    """One who sells."""

    id: int
    department_id: int
    department: str


def table(kind: type[Base]) -> Table:
    """The table of a mapped class."""
    return kind.metadata.tables[kind.__tablename__]


@dataclass(slots=True)
class Ground:
    """What all parts of the company stand on. today: the present, in seconds; first: table → the first free id."""

    session: Session
    seed: int
    extent: Extent
    today: int
    sellers: list[Seller]
    heads: dict[int, int]
    traits: dict[str, int]
    dispatcher: int
    first: dict[str, int] = field(default_factory=dict)
    given_out: dict[tuple[Series, int], int] = field(default_factory=dict)

    def chance(self, subject: str) -> Random:
        """The dice of one subject: always the same for the same seed."""
        return Random(f"{self.seed}:{subject}")

    def first_id(self, kind: type[Base]) -> int:
        """The first id of *kind* that nobody has."""
        name = str(kind.__tablename__)
        if name not in self.first:
            last = self.session.scalar(select(func.max(table(kind).c.id)))
            self.first[name] = (last or 0) + 1
        return self.first[name]

    def number(self, series: Series, year: int) -> str:
        """The next number of *series* in *year*; ``keep_numbers`` writes down how far it went."""
        last = self.given_out.get((series, year), 0) + 1
        self.given_out[series, year] = last
        return f"{series.value}-{year}-{last:04d}"

    def stranger(self, place: int, subject: int = 0) -> int:
        """A number below 2³² that looks accidental and belongs to *place* of *subject* for ever."""
        mixed = ((place + self.seed * 7_919 + subject * 104_729 + 1) * HASH) & 0xFFFFFFFF
        return ((mixed ^ (mixed >> 15)) * HASH + place) & 0xFFFFFFFF

    def language(self, place: int) -> str:
        """The language of counterparty *place*."""
        return LANGUAGES[(0, 1, 0, 1, 2, 0, 1, 0, 1, 2)[(self.stranger(place) >> 9) % 10]]

    def seller(self, place: int) -> Seller:
        """Who answers for counterparty *place*."""
        return self.sellers[(self.stranger(place) >> 13) % len(self.sellers)]

    def moment(self, seconds: int) -> datetime:
        """*seconds* since 1970 as a moment, never later than the present."""
        return datetime.fromtimestamp(min(seconds, self.today), UTC)

    def future(self, seconds: int) -> datetime:
        """*seconds* since 1970 as a moment that may still come."""
        return datetime.fromtimestamp(seconds, UTC)


def happened(today: int, share: float, dice: int) -> int:
    """When the event came that has *share* (0…1) of all before it: on a working day, by day, never later than now."""
    rest = 1.0 - share
    back = int(SPAN * rest * (1.0 + GROWTH * rest) / (1.0 + GROWTH))
    day = (today - back) // DAY
    weekday = (day + 3) % 7
    if weekday > 4 and dice % 10:
        day -= weekday - 4
    return min(day * DAY + WORK_BEGINS + (dice >> 4) % WORK_SECONDS, today - (dice >> 4) % 3_600)


def share_before(today: int, seconds: int) -> float:
    """The share of all events that had come by then: the way back of ``happened``."""
    back = min(max(today - seconds, 0), SPAN) / SPAN
    return 1.0 - (sqrt(1.0 + 4.0 * GROWTH * (1.0 + GROWTH) * back) - 1.0) / (2.0 * GROWTH)


def lay(session: Session, extent: Extent, seed: int) -> Ground:
    """The ground in a database that has the story; some more sellers are hired."""
    _hire(session)
    people = session.execute(
        select(Employee.id, Employee.department_id, Department.code, EmployeeRole.role)
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .outerjoin(Department, Department.id == Employee.department_id)
        .order_by(Employee.id)
    ).all()
    return Ground(
        session,
        seed,
        extent,
        int(now(session).timestamp()),
        [Seller(row.id, row.department_id, row.code) for row in people if row.role is Role.SELLER],
        {row.department_id: row.id for row in people if row.role is Role.HEAD},
        {row.name: row.id for row in session.execute(select(Trait.name, Trait.id))},
        next(row.id for row in people if row.role is Role.DISPATCHER),
        given_out={
            (Series(row.kind), row.year): row.last
            for row in session.execute(select(NumberSeries.kind, NumberSeries.year, NumberSeries.last))
        },
    )


def _hire(session: Session) -> None:
    departments = {row.code: row.id for row in session.execute(select(Department.code, Department.id))}
    for extension, (login, name, department, language) in enumerate(NEW_SELLERS, start=301):
        employee = Employee(
            login=login,
            name=name,
            email=f"{login}@{DOMAIN}",
            phone=f"+49352155{extension}",
            extension=str(extension),
            language=language,
            department_id=departments[department],
        )
        session.add(employee)
        session.flush()
        session.add(EmployeeRole(employee_id=employee.id, role=Role.SELLER))
    session.flush()


def keep_numbers(ground: Ground) -> None:
    """Write down the last number of every series and year."""
    known = {(row.kind, row.year): row for row in ground.session.scalars(select(NumberSeries))}
    for (series, year), last in sorted(ground.given_out.items()):
        row = known.get((series.value, year))
        if row is None:
            ground.session.add(NumberSeries(kind=series.value, year=year, last=last))
        else:
            row.last = last
    ground.session.flush()
