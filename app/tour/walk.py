"""A walk through all rooms: each role at its desk, every room that the day itself did not come through."""

from collections.abc import Collection

from app.models.terms import Role
from app.tour.cast import login_of
from app.tour.player import Player

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
