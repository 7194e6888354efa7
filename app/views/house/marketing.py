"""Rooms of marketing: segments with their lists, exports with the block list."""

from app.language import marked
from app.models.terms import Role
from app.views.house.offered import Offered
from app.views.marketing import exports_room, room

MARKETING = frozenset({Role.MARKETER, Role.ADMIN})
BLOCK_TOPICS = frozenset({"export_run", "block_entry"})

ROOMS: tuple[Offered, ...] = (
    Offered(
        MARKETING,
        "segments",
        marked("Segments"),
        "users-three",
        lambda tools: room.SegmentsRoom(tools.desk, tools.messages),
        load=lambda: room.SegmentsRoom,
        topics=BLOCK_TOPICS | {"segment", "left_out", "consent"},
        kinds=frozenset({"segments"}),
    ),
    Offered(
        MARKETING,
        "exports",
        marked("Exports"),
        "export",
        lambda tools: exports_room.ExportsRoom(tools.desk, tools.messages),
        load=lambda: exports_room.ExportsRoom,
        topics=BLOCK_TOPICS,
        kinds=frozenset({"exports"}),
    ),
)
