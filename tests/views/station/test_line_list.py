"""The last scans: the batch of a scan is read even where the name of the article is long."""

import pytest
from pytestqt.qtbot import QtBot

from app.views.look.painting import text_width
from app.views.station.line_list import within
from app.views.station.measure import Measure

SCAN = "Adsorber cartridge, 12 l, for dry air, AD26-1123"


@pytest.mark.parametrize("width", [240, 300, 360])
def test_the_name_gives_way_and_the_batch_stays(qtbot: QtBot, width: int) -> None:
    used = Measure().font(20)
    shown = within(SCAN, used, width)
    assert text_width(shown, used) <= width
    assert shown.startswith("Adsorber")
    assert shown.endswith("…, AD26-1123")


def test_what_fits_and_what_has_no_batch_is_left_alone(qtbot: QtBot) -> None:
    used = Measure().font(20)
    assert within(SCAN, used, 2000) == SCAN
    assert within("0109506000134352", used, 20) == "0109506000134352"
