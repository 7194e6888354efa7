"""The bar of decisions: one row as long as it can be one, then two, never a cut word."""

from functools import partial

from pytestqt.qtbot import QtBot

from app.views.triage.decision_bar import APART, GAP, MARGIN, TIGHT, TIGHT_APART, DecisionBar
from app.views.triage.queue import Decision

DECISIONS = [Decision(str(number), "Known customer", key=str(number), apart=number == 3) for number in range(1, 6)]


def has_rows(bar: DecisionBar, count: int) -> bool:
    return len({button.y() for button in bar.buttons.values()}) == count


def test_gaps_get_narrower_before_a_second_row_begins(qtbot: QtBot) -> None:
    bar = DecisionBar()
    qtbot.addWidget(bar)
    bar.show_decisions(DECISIONS)
    buttons = list(bar.buttons.values())
    parts = sum(button.sizeHint().width() for button in buttons)
    for wanted, expected in (
        (parts + 3 * GAP + APART, 1),
        (parts + 3 * GAP + APART - 1, 1),
        (parts + 3 * TIGHT + TIGHT_APART, 1),
        (parts + 3 * TIGHT + TIGHT_APART - 1, 2),
    ):
        bar.resize(wanted + 2 * MARGIN, bar.height())
        bar.show()
        qtbot.waitUntil(partial(has_rows, bar, expected))
        assert all(button.width() == button.sizeHint().width() for button in buttons)
