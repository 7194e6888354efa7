"""The room of the doubles: for everybody who sells or sorts."""

from app.language import marked
from app.models.terms import Role
from app.operations import waiting
from app.views.doubles import room as doubles
from app.views.house.offered import Offered

ROOMS: tuple[Offered, ...] = (
    Offered(
        frozenset({Role.SELLER, Role.HEAD, Role.DISPATCHER, Role.ADMIN}),
        "doubles",
        marked("Doubles"),
        "git-merge",
        lambda tools: doubles.DoublesRoom(tools.desk, tools.messages),
        load=lambda: doubles.DoublesRoom,
        topics=frozenset({"possible_double", "not_a_double", "merge"}),
        count=waiting.doubles,
        kinds=frozenset({"doubles"}),
    ),
)
