"""What to take next is read whole: quantity, batch and place, in each language."""

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app import language
from app.language import phrase
from app.operations.station_rows import Proposal
from app.views.look.painting import text_width
from app.views.station.measure import Measure
from app.views.station.next_pick import NextPick

ROOM = 450
"""Px beside the arrow on a screen of 1280 × 720."""


@pytest.mark.parametrize("code", ["en", "de", "ru"])
@pytest.mark.parametrize("batch", ["F26-0019", "L26-0117-LONG-NUMBER"])
def test_the_place_is_never_cut(code: str, batch: str, qtbot: QtBot) -> None:
    language.choose(code)
    measure = Measure()
    pick = NextPick(measure)
    qtbot.addWidget(pick)
    pick.show_next(Proposal(1, "Pump", "pc", Decimal(12), batch, None, "A-12-1", phrase("Oldest"), fit=True))
    what = pick.words[1]
    px, lines = pick.fitted(what, ROOM)
    assert " ".join(lines) == what
    assert "A-12-1" in what
    assert all(text_width(line, measure.font(px, 600)) <= ROOM for line in lines)
    language.choose("en")
