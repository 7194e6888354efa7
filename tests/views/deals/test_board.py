"""The board: walked and moved by keys and by the mouse, gates that name what is missing, refusal, undo, news."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.database.store import Store
from app.language import Phrase
from app.models.tasks import Task
from app.models.terms import RefusalReason, Stage, TaskKind
from app.operations import deal_moves
from app.operations.deals import open_deal
from app.views.deals.cards import DEAL_MIME
from app.views.deals.form import InlineForm
from app.views.deals.gate import GateDrawer
from app.views.deals.refusal import RefusalPanel
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from app.views.look.theme import theme
from app.views.look.tokens import ThemeName, hex_of
from app.views.shell.tongue import speak
from tests.clock import FixedClock
from tests.deal_factories import House, agreed, deal, opening, sold
from tests.views.keepsakes import Choices
from tests.views.quiet import settled

Enter = Callable[..., DealsRoom]
CONTROL = Qt.KeyboardModifier.ControlModifier


def cards(room: DealsRoom, stage: Stage) -> list[int]:
    return [card.id for card in room.board_page.board.columns[stage].cards.card_model.cards]


def press(room: DealsRoom, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or room, key, modifier)


def typed(room: DealsRoom, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or room, text)


def selected(room: DealsRoom) -> int:
    """Id of the selected deal, 0 if none is."""
    card = room.board_page.board.card
    return 0 if card is None else card.id


def let_go(target: QWidget, deal_id: int, stage: Stage) -> bool:
    """Drag a card over *target* and drop it there; whether it was taken."""
    data = QMimeData()
    data.setData(DEAL_MIME, f"{deal_id}:{stage.value}".encode())
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over = QDragEnterEvent(QPoint(20, 20), Qt.DropAction.MoveAction, data, buttons, keys)
    QApplication.sendEvent(target, over)
    if not over.isAccepted():
        return False
    QApplication.sendEvent(target, QDropEvent(QPointF(20, 20), Qt.DropAction.MoveAction, data, buttons, keys))
    return True


@pytest.fixture
def ready(at: House) -> int:
    """A deal that may leave SELECTION for STOCK_SALE."""
    deal_id = deal(at, ("PUMP", "2"))
    agreed(at, deal_id)
    return deal_id


def test_deals_stand_in_their_columns_with_sums_and_the_segments_count(at: House, enter: Enter) -> None:
    first, second = deal(at, ("PUMP", "2")), deal(at)
    third = sold(at, ("PUMP", "1"))
    room = enter()
    assert sorted(cards(room, Stage.SELECTION)) == sorted([first, second])
    assert cards(room, Stage.STOCK_SALE) == [third]
    head = room.board_page.board.columns[Stage.STOCK_SALE].head
    assert head.sum_text == "100\u00a0€"
    assert room.board_page.segments.current == "all"


def test_arrows_walk_between_cards_and_columns(at: House, enter: Enter) -> None:
    first, second = deal(at), deal(at)
    other = sold(at, ("PUMP", "1"))
    room = enter()
    board = room.board_page.board
    board.choose(cards(room, Stage.SELECTION)[0])
    board.take_keyboard()
    press(room, Qt.Key.Key_Down)
    assert selected(room) == cards(room, Stage.SELECTION)[1]
    press(room, Qt.Key.Key_Right)
    assert selected(room) == other
    assert board.columns[Stage.STOCK_SALE].cards.hasFocus()
    press(room, Qt.Key.Key_Left)
    assert selected(room) in (first, second)


def test_a_closed_gate_opens_by_the_same_key(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    deal_id = sold(at, ("PUMP", "1"))
    room = enter("Igor")
    room.board_page.board.take_keyboard()
    press(room, Qt.Key.Key_Right, CONTROL)
    settled(desk, qtbot)
    assert at.stage(deal_id) is Stage.STOCK_SALE
    opened = room.board_page.slot.form
    assert isinstance(opened, GateDrawer)
    press(room, Qt.Key.Key_Escape)
    assert room.board_page.slot.isHidden()
    assert room.board_page.board.columns[Stage.STOCK_SALE].cards.hasFocus()


def test_a_move_by_key(at: House, ready: int, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    room = enter()
    room.board_page.board.take_keyboard()
    press(room, Qt.Key.Key_Right, CONTROL)
    settled(desk, qtbot)
    qtbot.waitUntil(lambda: cards(room, Stage.STOCK_SALE) == [ready])
    assert at.stage(ready) is Stage.STOCK_SALE
    assert room.messages.bar.sentence == "Helios Batterie GmbH is in Stock sale now."
    assert selected(room) == ready


def test_a_refused_move_leaves_the_card_and_names_what_is_missing_with_the_ways(
    at: House, enter: Enter, desk: Desk, qtbot: QtBot
) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    room = enter()
    settled(desk, qtbot)
    assert "can leave Selection with" in room.board_page.why_bar.sentence
    columns = room.board_page.board.columns
    assert let_go(columns[Stage.STOCK_SALE].cards.viewport(), deal_id, Stage.SELECTION)
    settled(desk, qtbot)
    drawer = room.board_page.slot.form
    assert isinstance(drawer, GateDrawer)
    assert [lack.code for lack in drawer.missing] == ["lines_agreed", "contract", "invoice"]
    assert cards(room, Stage.SELECTION) == [deal_id]
    assert at.stage(deal_id) is Stage.SELECTION
    way = drawer.checklist.findChild(PlainButton)
    assert way is not None
    assert way.hasFocus()
    press(room, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert room.shows_page
    assert room.page.work.deal_id == deal_id
    qtbot.waitUntil(room.page.lines.agree.hasFocus)


def test_a_drop_moves_and_only_where_the_process_knows_the_move(
    at: House, ready: int, enter: Enter, desk: Desk, qtbot: QtBot
) -> None:
    room = enter()
    columns = room.board_page.board.columns
    assert not let_go(columns[Stage.SELECTION].cards.viewport(), ready, Stage.SELECTION)
    assert not let_go(columns[Stage.SELECTION].cards.viewport(), ready, Stage.SERVICE)
    assert let_go(columns[Stage.STOCK_SALE].cards.viewport(), ready, Stage.SELECTION)
    settled(desk, qtbot)
    assert at.stage(ready) is Stage.STOCK_SALE


def test_refusing_asks_the_reason_and_gives_the_head_a_task(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    deal_id = deal(at)
    room = enter()
    board = room.board_page.board
    board.take_keyboard()
    press(room, Qt.Key.Key_Delete)
    panel = room.board_page.slot.form
    assert isinstance(panel, RefusalPanel)
    press(room, Qt.Key.Key_4)
    assert panel.reason is RefusalReason.COMPETITOR
    typed(room, "Cheaper by 4 percent")
    press(room, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert at.stage(deal_id) is Stage.NOT_SUITABLE
    task = select(Task.employee_id).where(Task.deal_id == deal_id, Task.kind == TaskKind.REVIEW_REFUSAL)
    assert at.one(task) == at.people["Igor"]
    assert room.board_page.slot.form is None
    assert cards(room, Stage.SELECTION) == []


def test_a_refusal_can_be_taken_back(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    deal_id = deal(at)
    room = enter()
    room.moves.refuse(deal_id, at.version(deal_id), RefusalReason.PRICE, "")
    settled(desk, qtbot)
    assert at.stage(deal_id) is Stage.NOT_SUITABLE
    assert room.messages.bar.kind == "undo"
    press(room, Qt.Key.Key_Z, CONTROL)
    settled(desk, qtbot)
    assert at.stage(deal_id) is Stage.SELECTION
    assert cards(room, Stage.SELECTION) == [deal_id]


def test_the_strip_takes_only_what_may_still_be_refused(at: House, enter: Enter) -> None:
    deal_id = deal(at)
    later = sold(at, ("PUMP", "1"))
    room = enter()
    board = room.board_page.board
    offered = {}
    for each in (later, deal_id):
        board.choose(each)
        board.strip.show_for(board.card)
        offered[each] = board.strip.isVisible()
    assert offered == {later: False, deal_id: True}
    assert not let_go(board.strip, later, Stage.STOCK_SALE)
    assert let_go(board.strip, deal_id, Stage.SELECTION)
    panel = room.board_page.slot.form
    assert isinstance(panel, RefusalPanel)
    room.board_page.slot.close_form()
    board.choose(later)
    room.board_page.refuse()
    assert room.board_page.slot.isHidden()
    assert "cannot be refused" in room.messages.bar.sentence


def test_t_plans_the_next_step_in_place(at: House, enter: Enter, desk: Desk, qtbot: QtBot, clock: FixedClock) -> None:
    deal_id = deal(at)
    room = enter()
    room.board_page.board.take_keyboard()
    press(room, Qt.Key.Key_T)
    form = room.board_page.slot.form
    assert isinstance(form, InlineForm)
    press(room, Qt.Key.Key_Return)
    assert form.fields["title"].error
    typed(room, "Send the drawing")
    assert room.has_unsaved_edits()
    press(room, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert room.board_page.slot.form is None
    titles = at.store.read(lambda session: session.scalars(select(Task.title).where(Task.deal_id == deal_id)).all())
    assert "Send the drawing" in titles
    assert QApplication.focusWidget() is room.board_page.board.columns[Stage.SELECTION].cards


def test_news_of_another_workstation_keeps_the_selection(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    first, second = deal(at), deal(at)
    room = enter()
    board = room.board_page.board
    board.choose(second)
    other = Store(at.store.engine.url.render_as_string(), employee_id=at.people["Olga"], clock=at.store.clock)
    other.announce = desk.hear_all
    third = other.write(open_deal, opening(at, title="From elsewhere"))
    other.write(deal_moves.refuse, first, at.version(first), RefusalReason.PRICE, "")
    other.close()
    qtbot.waitUntil(lambda: sorted(cards(room, Stage.SELECTION)) == sorted([second, third]))
    assert selected(room) == second


def test_news_wait_while_a_form_is_half_filled(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    deal_id = deal(at)
    room = enter()
    room.board_page.board.take_keyboard()
    press(room, Qt.Key.Key_T)
    typed(room, "Call the")
    other = at.store.write(open_deal, opening(at))
    qtbot.waitUntil(lambda: not room.news_bar.isHidden())
    assert cards(room, Stage.SELECTION) == [deal_id]
    form = room.board_page.slot.form
    assert isinstance(form, InlineForm)
    assert form.values()["title"] == "Call the"
    press(room, Qt.Key.Key_R, CONTROL)
    settled(desk, qtbot)
    assert sorted(cards(room, Stage.SELECTION)) == sorted([deal_id, other])


def test_views_narrow_the_board_and_an_empty_one_says_so(
    at: House, enter: Enter, desk: Desk, qtbot: QtBot, clock: FixedClock
) -> None:
    room = enter()
    nothing = room.board_page.board.empty
    shown = [nothing.isVisible()]
    deal_id = deal(at)
    clock.advance(days=5)
    room.refresh()
    settled(desk, qtbot)
    shown.append(nothing.isVisible())
    room.board_page.segments.choose("late")
    room.board_page.segments.chosen.emit("late")
    settled(desk, qtbot)
    assert cards(room, Stage.SELECTION) == [deal_id]
    room.board_page.segments.choose("no_step")
    room.board_page.segments.chosen.emit("no_step")
    settled(desk, qtbot)
    shown.append(nothing.isVisible())
    assert shown == [True, False, True]


def test_sellers_see_their_own_deals_heads_their_department(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    mine = deal(at)
    theirs = at.store.write(open_deal, opening(at, seller_id=at.people["Pavel"]))
    room = enter("Olga")
    assert cards(room, Stage.SELECTION) == [mine]
    everything = room.board_page.filter.findData("all")
    room.board_page.filter.setCurrentIndex(everything)
    room.board_page.filter.activated.emit(everything)
    settled(desk, qtbot)
    assert sorted(cards(room, Stage.SELECTION)) == sorted([mine, theirs])
    assert room.board_page.filter.currentText() == "All departments"


def test_a_head_begins_with_the_department(at: House, enter: Enter) -> None:
    theirs = at.store.write(open_deal, opening(at, seller_id=at.people["Pavel"]))
    room = enter("Igor")
    assert cards(room, Stage.SELECTION) == [theirs]
    assert room.board_page.filter.currentText() == "Prom"


def test_space_shows_the_card_and_enter_opens_the_deal(
    at: House, enter: Enter, desk: Desk, qtbot: QtBot, choices: Choices
) -> None:
    deal_id = deal(at, ("PUMP", "2"))
    room = enter()
    room.board_page.board.take_keyboard()
    press(room, Qt.Key.Key_Space)
    settled(desk, qtbot)
    assert room.board_page.glance.isVisible()
    assert choices.kept["deals.glance"] == "yes"
    press(room, Qt.Key.Key_Return)
    settled(desk, qtbot)
    opened = room.page.work.card
    assert opened is not None
    assert opened.id == deal_id
    assert room.pages.currentWidget() is room.page
    press(room, Qt.Key.Key_Escape)
    assert room.pages.currentWidget() is room.board_page
    assert room.board_page.board.columns[Stage.SELECTION].cards.hasFocus()


def test_a_long_column_loads_in_pieces(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    for _ in range(20):
        deal(at)
    room = enter()
    board = room.board_page
    column = board.board.columns[Stage.SELECTION]
    assert len(cards(room, Stage.SELECTION)) == 20
    column.cards.card_model.set_cards(())
    board.per_column = 8
    room.refresh()
    settled(desk, qtbot)
    assert len(cards(room, Stage.SELECTION)) == 8
    assert column.more.isVisible()
    below = int(column.more.words.split()[0])
    assert 12 < below < 20
    column.more.click()
    qtbot.waitUntil(lambda: len(cards(room, Stage.SELECTION)) == 16)
    assert int(column.more.words.split()[0]) < below
    last = cards(room, Stage.SELECTION)[15]
    board.board.choose(last)
    room.refresh()
    settled(desk, qtbot)
    # Going to the last card may ask for those below it; none comes twice, and none that was there goes.
    shown = cards(room, Stage.SELECTION)
    assert len(set(shown)) == len(shown) >= 16
    assert selected(room) == last == shown[15]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_selected_card_has_the_accent_in_both_themes(
    name: ThemeName, at: House, enter: Enter, desk: Desk, qtbot: QtBot
) -> None:
    deal(at, ("PUMP", "2"))
    room = enter()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme().apply(app, name)
    column = room.board_page.board.columns[Stage.SELECTION].cards
    picture = column.viewport().grab().toImage()
    rect = column.visualRect(column.currentIndex())
    assert picture.pixelColor(rect.left(), rect.top() + 40).name().upper() == hex_of("accent_text", name)
    theme().apply(app, "light")


def test_another_language_reaches_heads_cards_and_the_bar(at: House, enter: Enter, desk: Desk, qtbot: QtBot) -> None:
    deal(at, ("PUMP", "2"))
    room = enter()
    press(room, Qt.Key.Key_Right, CONTROL)
    settled(desk, qtbot)
    speak("ru")
    settled(desk, qtbot)
    head = room.board_page.board.columns[Stage.SELECTION].head
    assert head.accessibleName() == Phrase("Selection").said("ru") != "Selection"
    assert head.sum_text == "200\u00a0€"
    speak("en")
    qtbot.waitUntil(lambda: head.accessibleName() == "Selection")
