"""Rooms of the heads: charts, and what is looked at from above."""

from app.language import marked
from app.models.terms import Role
from app.views.house.offered import Offered
from app.views.overview import room as overview
from app.views.promise import room as promise

OVERVIEW_TOPICS = frozenset(
    {"inquiry", "interaction", "call", "deal", "stage_entry", "task", "stock_balance", "batch", "setting", "quality_call"}
)

ROOMS: tuple[Offered, ...] = (
    Offered(
        frozenset({Role.HEAD, Role.ADMIN}),
        "overview",
        marked("Overview"),
        "chart-bar",
        lambda tools: overview.OverviewRoom(tools.desk, tools.messages, tools.preferences, tools.person),
        load=lambda: overview.OverviewRoom,
        topics=OVERVIEW_TOPICS,
        kinds=frozenset({"overview"}),
    ),
    Offered(
        frozenset({Role.HEAD, Role.DISPATCHER, Role.ADMIN}),
        "promise",
        marked("Promise kept"),
        "check-circle",
        lambda tools: promise.PromiseRoom(tools.desk, tools.messages, tools.preferences),
        load=lambda: promise.PromiseRoom,
        topics=frozenset({"inquiry", "setting"}),
        kinds=frozenset({"promise"}),
    ),
)
