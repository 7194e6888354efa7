"""Counting segments while a person works: only the last question counts, sizes in the list are not asked twice."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.database.store import Store
from app.operations import segments
from app.operations.register import Count
from app.operations.register_spec import Condition, Operator
from app.operations.segment_figures import Figures
from app.operations.segment_people import Audience
from app.views.desk import Desk
from app.views.marketing.counting import ListSizes, LiveCount
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
GERMANS = (*CUSTOMERS, Condition("region", Operator.IS, ("DE",)))


def test_only_the_last_question_is_answered(fresh_store: Store, desk_of_maria: Desk, qtbot: QtBot) -> None:
    fresh_store.write(marketing_desk.dairy_people)
    live = LiveCount(desk_of_maria, desk_of_maria)
    counted: list[tuple[Audience, Figures]] = []
    live.counted.connect(lambda audience, figures: counted.append((audience, figures)))
    live.ask(Audience(CUSTOMERS), at_once=True)
    live.ask(Audience(GERMANS))
    qtbot.waitUntil(lambda: desk_of_maria.under_way == 0)
    assert [audience for audience, _ in counted] == [Audience(GERMANS)]
    live.ask(Audience(CUSTOMERS))
    live.forget()
    qtbot.waitUntil(lambda: desk_of_maria.under_way == 0)
    assert len(counted) == 1


def test_a_size_is_asked_again_only_for_other_conditions(fresh_store: Store, desk_of_maria: Desk, qtbot: QtBot) -> None:
    fresh_store.write(marketing_desk.dairy_people)
    row = fresh_store.write(segments.create, "Dairies", CUSTOMERS)
    shown = [row]
    sizes = ListSizes(desk_of_maria, lambda: tuple(shown), QObject(desk_of_maria))
    told: list[tuple[int, Count]] = []
    sizes.sized.connect(lambda segment_id, count: told.append((segment_id, count)))
    for _ in range(2):
        sizes.look()
        qtbot.waitUntil(lambda: desk_of_maria.under_way == 0)
    assert told == [(row.id, Count(10))]
    shown[0] = fresh_store.write(segments.change, row.id, row.version, conditions=GERMANS)
    sizes.look()
    qtbot.waitUntil(lambda: desk_of_maria.under_way == 0)
    assert len(told) == 2
    assert told[1][1].number < 10
