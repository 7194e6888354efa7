"""Which rooms a person has: by role, in the order of the day's work.

The rooms wait with their loading (app.on_first_use): what the rail shows of a room stands in `app.views.house`, and the
room itself loads at its first visit. A test holds the two together.
"""

from app.operations.actors import Actor
from app.views.house import doubles, goods, marketing, office, overview, plant, quality, sales
from app.views.house.offered import Offered, Tools
from app.views.room import RoomEntry

__all__ = ["HOUSE", "Offered", "Tools", "load_rooms", "rooms_of"]

ORDER = (
    *("overview", "triage", "new_leads", "my_leads", "telephone", "segments", "exports", "receive", "ship", "deals"),
    *("counterparties", "tasks", "stock", "moves", "count", "production", "purchases", "service"),
    *("inquiries", "promise", "doubles"),
    *(
        "quality_calls",
        "difficult_cases",
        "process",
        "letter_texts",
        "letters",
        "mail",
        "letter_templates",
        "intake_rules",
        "settings",
    ),
)
"""The rooms by name, in the order of the rail."""

HOUSE: tuple[Offered, ...] = tuple(
    sorted(
        (
            *(*sales.ROOMS, *goods.ROOMS, *plant.ROOMS, *office.ROOMS, *marketing.ROOMS, *overview.ROOMS),
            *(*quality.ROOMS, *doubles.ROOMS),
        ),
        key=lambda offered: ORDER.index(offered.name),
    )
)
"""Every room, in the order of the rail."""


def rooms_of(tools: Tools) -> tuple[RoomEntry, ...]:
    """The rooms of who sits here, the one where the day begins first; each is built at its first visit."""
    roles = tools.person.roles
    mine = [offered for offered in HOUSE if not offered.roles.isdisjoint(roles)]
    return tuple(_entry(offered, tools) for offered in sorted(mine, key=lambda each: each.first_for.isdisjoint(roles)))


def load_rooms(person: Actor) -> None:
    """Load the code of every room of *person*: in the background, so that no first visit keeps the window waiting."""
    for offered in HOUSE:
        if not offered.roles.isdisjoint(person.roles):
            offered.load()


def _entry(offered: Offered, tools: Tools) -> RoomEntry:
    return RoomEntry(
        offered.name,
        offered.title,
        offered.icon,
        lambda: offered.build(tools),
        topics=offered.topics,
        count=offered.count,
        kinds=offered.kinds,
        creations=offered.creations,
        whole_window=offered.whole_window,
    )
