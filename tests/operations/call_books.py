"""A company whose telephones ring, for the tests of what calls do in the books."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.events import CallEvent
from app.models.calls import CallLeg
from app.models.company import Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry, IntakeRule
from app.models.interactions import Call, Interaction
from app.models.tasks import Notification, Task
from app.models.terms import (
    IntakeEvent,
    Known,
)
from app.operations.calls import TakenCall, take_call
from app.operations.notices import page
from tests import factories

CUSTOMER = "+74955550117"


def at_telephones(store: Store) -> dict[str, int]:
    """The company of the factories; Olga sits at 101, Pavel at 102, Igor and Boris share 150. First name → id."""
    ids = store.write(factories.company)
    store.write(sit, ids)
    return ids


def uralchim(store: Store, people: dict[str, int]) -> int:
    """Id of a customer of Olga's, with one person."""
    return store.write(
        factories.counterparty,
        "Uralchim",
        phones=[CUSTOMER],
        contact="Dmitri Sokolow",
        department="Prom",
        seller_id=people["Olga"],
    )


def sit(session: Session, ids: dict[str, int]) -> None:
    """Olga at 101, Pavel at 102; two share 150."""
    for name, extension in (("Olga", "101"), ("Pavel", "102"), ("Igor", "150"), ("Boris", "150")):
        session.get_one(Employee, ids[name]).extension = extension


def take(store: Store, *events: CallEvent) -> TakenCall:
    """What came of the last of *events*."""
    taken = [store.write(take_call, None, event) for event in events]
    return taken[-1]


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def counted(store: Store, *kinds: type) -> list[int]:
    return [store.read(count, kind) for kind in kinds]


def notices(store: Store, employee_id: int, *, all_of_them: bool = False) -> list[str]:
    """What somebody reads, newest first."""
    mine = Store(store.engine if store._bind is store.engine else store._bind, employee_id=employee_id, clock=store.clock)
    return [row.phrase.said("en") for row in mine.read(page, not all_of_them).rows]


def rule(session: Session, /, event: IntakeEvent, known: Known, **cells: object) -> None:
    session.execute(update(IntakeRule).where(IntakeRule.event == event, IntakeRule.known == known).values(**cells))


def rows_of(session: Session) -> list[tuple[object, ...]]:
    """Everything that calls wrote, without the versions of records."""
    found: list[tuple[object, ...]] = []
    for kind, left_out in (
        (Call, ()),
        (CallLeg, ()),
        (Interaction, ()),
        (Inquiry, ("version",)),
        (Counterparty, ("version",)),
        (Contact, ()),
        (ContactPoint, ()),
        (Identity, ()),
        (Task, ("version",)),
        (Notification, ("read_at", "params")),
    ):
        columns = [column for column in kind.__table__.columns if column.name not in left_out]
        found += [(kind.__name__, *map(str, row)) for row in session.execute(select(*columns).order_by(*columns[:2]))]
    return sorted(found, key=str)
