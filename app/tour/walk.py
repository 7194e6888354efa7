"""A walk through all rooms: each role at its desk, every room that the day itself did not come through."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.stock import Batch, StockMove
from app.models.terms import MoveKind, Role
from app.tour.cast import OLDER, login_of
from app.tour.player import Player
from app.views.overview.room import OverviewRoom

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
    player.check(
        view is not None and view.model.rowCount() == mark.rows > 0,
        "Behind the bar {bucket} stand its {rows} rows.",
        bucket=mark.bucket,
        rows=mark.rows,
    )


def stock_says_where_from(player: Player) -> None:
    """The clerk looks for a batch of the day by its code, and sees every move of it."""
    player.sit(player.read(login_of, Role.WAREHOUSE))
    window = player.place.window
    room = window.go("stock")
    batch = player.read(batch_called, OLDER)
    room.open_record("batch", batch)
    player.picture("stock-moves")
    shipped = player.read(moves_of, batch)
    player.check(MoveKind.SHIPMENT in shipped, "The oldest batch has left: its moves say so.")


def batch_called(session: Session, code: str) -> int:
    """Id of the batch with *code*."""
    return session.scalars(select(Batch.id).where(Batch.code == code)).one()


def moves_of(session: Session, batch_id: int) -> list[MoveKind]:
    """What was done with a batch, in order."""
    return list(session.scalars(select(StockMove.kind).where(StockMove.batch_id == batch_id).order_by(StockMove.id)))
