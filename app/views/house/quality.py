"""Rooms of the heads' quality: calls to customers, and difficult cases."""

from app.language import marked
from app.models.terms import Role
from app.operations import difficult_case_rows, quality_calls
from app.views.house.offered import Offered
from app.views.quality import cases_room
from app.views.quality import room as quality

HEADS = frozenset({Role.HEAD, Role.ADMIN})

ROOMS: tuple[Offered, ...] = (
    Offered(
        HEADS,
        "quality_calls",
        marked("Quality calls"),
        "headset",
        lambda tools: quality.QualityRoom(tools.desk, tools.messages, tools.preferences, tools.person, tools.papers),
        load=lambda: quality.QualityRoom,
        topics=frozenset({"quality_call", "quality_answer", "setting"}),
        count=quality_calls.waiting,
        kinds=frozenset({"quality_calls", "quality_call"}),
    ),
    Offered(
        HEADS,
        "difficult_cases",
        marked("Difficult cases"),
        "lifebuoy",
        lambda tools: cases_room.DifficultCasesRoom(
            tools.desk, tools.messages, tools.preferences, tools.person, tools.papers
        ),
        load=lambda: cases_room.DifficultCasesRoom,
        topics=frozenset({"difficult_case", "deal", "inquiry"}),
        count=difficult_case_rows.waiting,
        kinds=frozenset({"difficult_cases", "difficult_case"}),
    ),
)
