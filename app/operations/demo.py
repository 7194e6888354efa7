"""A ready company to look around in: the people, goods, customers, inquiries and deals of a pump maker on the Elbe.

Everything happens through the real operations, in a past that ends today; the same seed tells the same story.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.errors import UserError
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.products import Product
from app.models.session import now
from app.models.tasks import Notification
from app.operations.demo_absences import arrange_holidays
from app.operations.demo_calls import ring
from app.operations.demo_crowd import add_crowd
from app.operations.demo_data import COMPANY, DESKS
from app.operations.demo_deals import trade
from app.operations.demo_doubles import repeat_themselves
from app.operations.demo_goods import lay_in
from app.operations.demo_large import Extent, Opener, fill_large
from app.operations.demo_letters import receive
from app.operations.demo_mark import MARK
from app.operations.demo_marketing import market
from app.operations.demo_past import look_back
from app.operations.demo_people import meet, settle
from app.operations.demo_plant import keep_busy
from app.operations.demo_quality import ask_customers
from app.operations.demo_story import Story
from app.operations.settings import keep, setting

__all__ = ["COMPANY", "DESKS", "LARGE", "SIZES", "Extent", "Filled", "fill"]

P = ParamSpec("P")
T = TypeVar("T")

LARGE = Extent()
SIZES = {"small": 0, "medium": 10_000, "large": LARGE.counterparties}
"""Size → counterparties that are known beside those of the story."""


class Books(Protocol):
    """A store."""

    def write(self, use: Callable[Concatenate[Session, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run *use* in a transaction."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the demo company has now; new: whether anything was added."""

    new: bool
    counterparties: int
    deals: int
    products: int


def fill(
    books: Books, size: str = "small", seed: int = 1, *, opener: Opener | None = None, extent: Extent = LARGE
) -> Filled:
    """Fill a founded, empty database with the demo company, once; all in one transaction, so that it is whole or not there.

    "medium" adds a crowd of counterparties to it, "large" the goods, deals and history of a company of *extent*, through
    the door that *opener* opens. Raises UserError where real work has begun, and for a size that there is not.
    """
    if size not in SIZES:
        raise UserError("There is no demo company of the size {size}.", size=size)
    return books.write(_fill, size, seed, opener, extent)


def _fill(session: Session, size: str, seed: int, opener: Opener | None, extent: Extent) -> Filled:
    there = list(setting(session, MARK, []))
    if not there:
        if session.scalar(select(Counterparty.id).limit(1)) or session.scalar(select(Product.id).limit(1)):
            raise UserError("There is a company in this database already: give the demo company a database of its own.")
        _tell(session, seed)
        there.append("small")
    elif size in there:
        return _counted(session, new=False)
    if size == "large":
        assert opener is not None
        fill_large(session, extent, seed, opener)
        there.append(size)
    elif SIZES[size]:
        add_crowd(session, SIZES[size], Random(seed))
        there.append(size)
    keep(session, MARK, there)
    return _counted(session, new=True)


def _tell(session: Session, seed: int) -> None:
    story = Story(session, now(session), Random(seed))
    settle(story)
    meet(story)
    lay_in(story)
    trade(story)
    keep_busy(story)
    look_back(story)
    receive(story)
    market(story)
    ring(story)
    repeat_themselves(story)
    ask_customers(story)
    arrange_holidays(story)
    # What happened before today is no news any more.
    session.flush()
    old = story.ago(hours=20)
    session.execute(update(Notification).where(Notification.at < old).values(read_at=Notification.at))


def _counted(session: Session, *, new: bool) -> Filled:
    session.flush()
    counts = [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in (Counterparty, Deal, Product)]
    return Filled(new, *counts)
