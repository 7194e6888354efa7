"""A walk through all rooms: each role at its desk, every room that the day itself did not come through."""

from collections.abc import Collection
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.stock import Batch, StockBalance, StockMove
from app.models.terms import Role
from app.operations import register
from app.tour.cast import login_of
from app.tour.player import Player
from app.views.overview.room import OverviewRoom
from app.views.stock.room import StockRoom

DESKS: tuple[tuple[Role, str], ...] = (
    (Role.HEAD, "Prom"),
    (Role.SELLER, "Prom"),
    (Role.DISPATCHER, ""),
    (Role.WAREHOUSE, ""),
    (Role.PRODUCTION, ""),
    (Role.MARKETER, ""),
    (Role.SERVICE, ""),
    (Role.ADMIN, ""),
)


def every_room(player: Player, been: Collection[str]) -> None:
    """Sit down at each desk and look into each room that is not in *been*; each shows what it has, without a fault."""
    seen = set(been)
    for role, department in DESKS:
        window = player.sit(player.read(login_of, role, department)).window
        for entry in window.house.entries:
            if entry.name in seen or entry.whole_window:
                continue
            seen.add(entry.name)
            room = window.go(entry.name)
            player.picture(f"room-{entry.name}")
            player.check(room.isVisible() and not room.stale, "The room {name} shows what it has.", name=entry.name)


def chart_opens_its_rows(player: Player) -> None:
    """The head walks to a mark of the funnel by the arrows, and opens the deals behind it by Enter."""
    player.sit(player.read(login_of, Role.HEAD, "Prom"))
    room = player.room("overview", OverviewRoom)
    plot = room.cards[0].plot
    if plot is None or plot.chosen is None:
        player.check(False, "The funnel has its marks.")
        return
    for key in ("Down", "Down"):
        player.key(plot, key)
    mark = plot.chosen
    player.key(plot, "Return")
    view = room.rows.view
    player.picture("overview-rows")
    # Of a long list the first page is held; what it says of the rest is its exact count up to ten thousand, then about.
    counted = player.place.entrance.store.read(register.count, mark.shown)
    player.check(
        view is not None and 0 < view.model.rowCount() <= mark.rows and (counted.estimate or counted.number == mark.rows),
        "Behind the bar {bucket} stand its {rows} rows.",
        bucket=mark.bucket,
        rows=mark.rows,
    )


def stock_says_where_from(player: Player) -> None:
    """The clerk opens a batch that is held for somebody: its moves make up what lies there."""
    player.sit(player.read(login_of, Role.WAREHOUSE))
    batch_id, code, on_hand = player.read(held_batch)
    player.room("stock", StockRoom).open_record("batch", batch_id)
    player.picture("stock-moves")
    moved = player.read(moved_in_all, batch_id)
    player.check(moved == on_hand, "Batch {code}: its moves make up the {count} that lie there.", code=code, count=on_hand)


def held_batch(session: Session) -> tuple[int, str, Decimal]:
    """(id, code, on hand over all places) of a batch in stock of which something is reserved."""
    held = select(StockBalance.batch_id).where(StockBalance.reserved > 0).order_by(StockBalance.id).limit(1)
    batch = session.get_one(Batch, session.scalars(held).one())
    lying = session.scalars(select(StockBalance.on_hand).where(StockBalance.batch_id == batch.id))
    return batch.id, batch.code, sum(lying, Decimal(0))


def moved_in_all(session: Session, batch_id: int) -> Decimal:
    """What all moves of a batch come to: what came in less what went out."""
    query = select(StockMove.quantity, StockMove.from_location_id, StockMove.to_location_id)
    moves = session.execute(query.where(StockMove.batch_id == batch_id)).all()
    came = sum((row.quantity for row in moves if row.to_location_id is not None), Decimal(0))
    return came - sum((row.quantity for row in moves if row.from_location_id is not None), Decimal(0))
