"""The top of the deal's page and its needs: what gives way where the words are long."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.operations import deal_lines
from app.views.deals.needs_section import NeedItem
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from tests.deal_factories import House, deal
from tests.views.quiet import settled

Enter = Callable[..., DealsRoom]
LONG = "Climatic chamber of 500 l for battery packs with a certificate by an outside body and a window"


def columns(room: DealsRoom) -> int:
    return len({item.x() for item in room.page.findChildren(NeedItem) if item.isVisible()})


@pytest.mark.parametrize(("needs", "expected"), [(["Window", "Display", "500 l"], 3), (["Window", LONG, "500 l"], 1)])
def test_needs_stand_beside_each_other_only_where_none_is_cut(
    at: House, enter: Enter, desk: Desk, qtbot: QtBot, needs: list[str], expected: int
) -> None:
    deal_id = deal(at)
    at.store.write(deal_lines.set_needs, deal_id, at.version(deal_id), [(text, False) for text in needs])
    room = enter()
    room.open_deal(deal_id)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: columns(room) == expected)


def test_a_long_title_gives_way_before_the_company(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    room.open_deal(deal(at))
    settled(desk, qtbot)
    top = room.page.top
    qtbot.waitUntil(lambda: bool(top.company.text()))
    top.title.setText(LONG)
    room.resize(room.width() - 40, room.height())
    qtbot.waitUntil(lambda: top.title.width() < top.title.sizeHint().width())
    qtbot.waitUntil(lambda: top.company.width() >= top.company.sizeHint().width())
    assert top.chip.isHidden() or top.chip.width() == top.chip.sizeHint().width()
