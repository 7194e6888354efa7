"""The page of a deal: a whole stage by keyboard, edits in place, documents, conflicts, readiness, aftercare."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.deals import Deal
from app.models.interactions import Interaction
from app.models.orders import ProductionOrderLine
from app.models.papers import Invoice, Quotation
from app.models.service import Commissioning
from app.models.session import touch
from app.models.tasks import Task
from app.models.terms import QuotationState, Stage, Supply
from app.operations import deals
from app.operations.deal_rows import DealCard
from app.views.conflict import ConflictDialog
from app.views.deals.form import InlineForm
from app.views.deals.needs_section import NeedItem
from app.views.deals.paper_actions import Deed, new_papers, paper_actions
from app.views.deals.product_search import ProductSearch
from app.views.deals.room import DealsRoom
from app.views.desk import Desk
from app.views.look.buttons import PlainButton
from app.views.look.label import Label
from tests.deal_factories import House, agreed, deal, move, received, shipped, sold, stock
from tests.views.deals.hands import Hands
from tests.views.keepsakes import Drawer

Enter = Callable[..., DealsRoom]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture
def open_page(enter: Enter, desk: Desk, qtbot: QtBot) -> Callable[..., Hands]:
    def opened(deal_id: int, name: str = "Olga", **size: int) -> Hands:
        room = enter(name, **size)
        room.open_deal(deal_id)
        hands = Hands(room, desk, qtbot)
        hands.wait()
        return hands

    return opened


Open = Callable[..., Hands]


def test_the_whole_selection_stage_by_keyboard(at: House, open_page: Open) -> None:
    deal_id = deal(at)
    hands = open_page(deal_id)
    hands.press(Qt.Key.Key_Insert)
    assert isinstance(hands.page.lines.slot.form, ProductSearch)
    hands.type("pump")
    hands.press(Qt.Key.Key_Return)
    assert [(line.code, line.quantity) for line in hands.card.lines] == [("PUMP", Decimal(1))]
    assert hands.page.lines.table.hasFocus()
    hands.press(Qt.Key.Key_Return)
    hands.type("2")
    hands.press(Qt.Key.Key_Return)
    assert hands.card.net == Decimal("200.00")
    hands.page.go_to("lines")
    hands.wait()
    hands.press(Qt.Key.Key_Return)
    assert hands.card.lines_agreed_at is not None

    hands.press(Qt.Key.Key_D)
    hands.choose("Issue a quotation")
    assert hands.card.documents[0].document_id is not None
    hands.press(Qt.Key.Key_D)
    hands.choose("Quotation", "Sent")
    hands.press(Qt.Key.Key_D)
    hands.choose("Quotation", "Accepted")
    assert at.one(select(Quotation.state)) is QuotationState.ACCEPTED
    hands.press(Qt.Key.Key_D)
    hands.choose("Conclude the contract")
    hands.press(Qt.Key.Key_D)
    hands.choose("Issue the invoice")
    assert hands.card.missing == ()
    hands.press(Qt.Key.Key_Right, CONTROL)
    assert at.stage(deal_id) is Stage.STOCK_SALE
    assert hands.card.stage is Stage.STOCK_SALE


def test_a_closed_gate_is_shown_instead_of_failing(at: House, open_page: Open, qtbot: QtBot) -> None:
    deal_id = deal(at)
    hands = open_page(deal_id)
    assert hands.page.top.onward.icon_name == "lock-simple"
    hands.press(Qt.Key.Key_Right, CONTROL)
    assert at.stage(deal_id) is Stage.SELECTION
    assert hands.room.messages.bar.sentence == "Helios Batterie GmbH cannot leave Selection yet."
    way = QApplication.focusWidget()
    assert isinstance(way, PlainButton)
    hands.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(hands.page.lines.slot.form, ProductSearch))


def test_needs_are_added_turned_and_removed(at: House, open_page: Open) -> None:
    hands = open_page(deal(at))
    hands.page.go_to("needs")
    hands.wait()
    hands.type("Remote display")
    hands.press(Qt.Key.Key_Return)
    assert [need.text for need in hands.card.needs][-1] == "Remote display"
    hands.page.needs.findChildren(NeedItem)[0].setFocus()
    hands.press(Qt.Key.Key_Space)
    assert hands.card.needs[0].negotiable
    hands.press(Qt.Key.Key_Delete)
    assert len(hands.card.needs) == 2


def test_a_line_is_split_over_its_sources_and_must_add_up(at: House, open_page: Open) -> None:
    stock(at, "KIT", "9")
    hands = open_page(deal(at, ("KIT", "12")))
    hands.page.lines.table.setFocus()
    hands.press(Qt.Key.Key_D, CONTROL)
    form = hands.page.lines.slot.form
    assert isinstance(form, InlineForm)
    hands.type("7")
    hands.press(Qt.Key.Key_Return)
    assert form.fields["stock"].error == "These make 10, not 12\u00a0pc."
    assert hands.page.lines.slot.form is form
    form.fields["supplier"].setFocus()
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.type("5")
    hands.press(Qt.Key.Key_Return)
    split = {part.source: part.quantity for part in hands.card.lines[0].parts}
    assert split == {Supply.STOCK: 7, Supply.SUPPLIER: 5}


def test_a_line_is_removed_by_its_key(at: House, open_page: Open) -> None:
    hands = open_page(deal(at, ("PUMP", "1"), ("KIT", "2")))
    hands.page.lines.table.setFocus()
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Delete)
    assert [line.code for line in hands.card.lines] == ["PUMP"]


def test_wrong_figures_are_said_under_the_field_and_nothing_is_lost(at: House, open_page: Open) -> None:
    hands = open_page(deal(at, ("PUMP", "1")))
    hands.page.lines.table.setFocus()
    hands.press(Qt.Key.Key_Return)
    form = hands.page.lines.slot.form
    assert isinstance(form, InlineForm)
    hands.type("many")
    hands.press(Qt.Key.Key_Return)
    assert form.fields["quantity"].error
    assert hands.page.has_unsaved_edits()
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.type("-3")
    hands.press(Qt.Key.Key_Return)
    assert hands.page.lines.slot.form is form
    assert hands.room.messages.bar.kind == "danger"
    hands.press(Qt.Key.Key_Escape)
    assert not hands.page.has_unsaved_edits()
    assert hands.card.lines[0].quantity == 1


def test_documents_are_opened_and_money_is_booked(at: House, open_page: Open, drawer: Drawer) -> None:
    deal_id = deal(at, ("PUMP", "1"))
    agreed(at, deal_id)
    hands = open_page(deal_id)
    hands.press(Qt.Key.Key_D)
    hands.choose("Contract", "Open as PDF")
    assert [paper.data[:5] for paper in drawer.opened] == [b"%PDF-"]
    hands.press(Qt.Key.Key_D)
    hands.choose("Invoice", "Save as PDF")
    assert drawer.saved[0].filename.endswith(".pdf")
    hands.press(Qt.Key.Key_D)
    hands.choose("Invoice", "Money has come")
    hands.press(Qt.Key.Key_Return)
    assert at.one(select(Invoice.paid)) == at.one(select(Invoice.gross))
    hands.press(Qt.Key.Key_D)
    hands.choose("Contract", "Signed copy is back")
    assert next(paper for paper in hands.card.documents if paper.kind == "contract").back is True


def deeds(card: DealCard, kind: str) -> list[Deed]:
    paper = next(paper for paper in card.documents if paper.kind == kind)
    return [action.deed for action in paper_actions(card, paper)]


def test_only_what_makes_sense_is_offered_for_a_document(at: House, open_page: Open) -> None:
    hands = open_page(deal(at, ("PUMP", "1")))
    assert [action.deed for action in new_papers(hands.card)] == ["quotation"]
    hands.press(Qt.Key.Key_D)
    hands.choose("Issue a quotation")
    assert deeds(hands.card, "quotation") == ["sent", "accepted", "declined", "open", "save"]
    hands.press(Qt.Key.Key_D)
    hands.choose("Quotation", "Declined")
    hands.type("Too dear")
    hands.press(Qt.Key.Key_Return)
    assert deeds(hands.card, "quotation") == ["open", "save"]


def test_a_step_is_done_and_the_next_one_planned(at: House, open_page: Open) -> None:
    deal_id = deal(at)
    hands = open_page(deal_id)
    hands.press(Qt.Key.Key_Return, CONTROL)
    hands.type("They want two")
    hands.press(Qt.Key.Key_Tab)
    hands.type("Send the drawing")
    hands.press(Qt.Key.Key_Return)
    assert hands.card.step is not None
    assert hands.card.step.title.said() == "Send the drawing"
    done = select(Task.result).where(Task.deal_id == deal_id, Task.done_at.is_not(None))
    assert at.one(done) == "They want two"


def test_a_note_goes_into_the_history(at: House, open_page: Open) -> None:
    hands = open_page(deal(at))
    hands.page.side.note.setFocus()
    hands.type("Site has 380 V")
    assert hands.room.has_unsaved_edits()
    hands.press(Qt.Key.Key_Return)
    assert at.one(select(Interaction.text)) == "Site has 380 V"
    assert not hands.room.has_unsaved_edits()
    assert any(entry.text == "Site has 380 V" for entry in hands.card.history)


def test_a_lost_update_is_compared_field_by_field(at: House, open_page: Open, qtbot: QtBot) -> None:
    deal_id = deal(at)
    hands = open_page(deal_id)
    hands.page.people.edit_terms()
    form = hands.page.people.slot.form
    assert isinstance(form, InlineForm)
    hands.type("Chamber, wide")
    with at.acting("Igor"):
        title = "Climatic chamber for battery packs"
        at.store.write(deals.edit, deal_id, at.version(deal_id), {"title": title}, {"title": "Chamber, narrow"})
    hands.press(Qt.Key.Key_Return)
    dialog = hands.page.findChild(ConflictDialog)
    assert dialog is not None
    assert [(clash.mine, clash.theirs) for clash in dialog.conflict.clashes] == [("Chamber, wide", "Chamber, narrow")]
    assert form.values()["title"] == "Chamber, wide"
    dialog.keep_mine.click()
    hands.wait()
    qtbot.waitUntil(lambda: at.get(Deal, deal_id, "title") == "Chamber, wide")


def test_what_is_typed_is_not_loaded_over(at: House, open_page: Open, qtbot: QtBot) -> None:
    deal_id = deal(at)
    hands = open_page(deal_id)
    hands.page.people.edit_terms()
    form = hands.page.people.slot.form
    assert isinstance(form, InlineForm)
    hands.type("Half a ti")
    at.store.write(deals.add_note, deal_id, "from elsewhere")
    qtbot.waitUntil(lambda: not hands.room.news_bar.isHidden())
    assert form.values()["title"] == "Half a ti"
    assert hands.page.people.slot.form is form
    assert not any(entry.text == "from elsewhere" for entry in hands.card.history)


def test_alt_and_arrows_walk_through_the_order_of_the_board(at: House, open_page: Open) -> None:
    for _ in range(3):
        deal(at)
    hands = open_page(deal(at))
    order = hands.room.board_page.board.order()
    here = order.index(hands.card.id)
    step, key = (1, Qt.Key.Key_Down) if here == 0 else (-1, Qt.Key.Key_Up)
    assert hands.page.top.place.text() == f"{here + 1} of 4"
    hands.press(key, ALT)
    assert hands.card.id == order[here + step]
    assert hands.page.top.place.text() == f"{here + step + 1} of 4"


def test_production_reports_how_far_its_lines_are(at: House, open_page: Open) -> None:
    deal_id = sold(at, ("CHAMBER", "1"), target=Stage.PRODUCTION)
    hands = open_page(deal_id, "Peter")
    assert hands.page.readiness.isVisible()
    assert not hands.page.lines.add_line.isVisible()
    hands.page.readiness.begin()
    hands.press(Qt.Key.Key_Return)
    hands.type("70")
    hands.press(Qt.Key.Key_Return)
    assert at.one(select(ProductionOrderLine.ready_percent)) == 70


def test_from_certificates_to_service_on_the_page(at: House, open_page: Open) -> None:
    deal_id = sold(at, ("CHAMBER", "1"), target=Stage.PRODUCTION)
    received(at, "production", deal_id)
    move(at, deal_id, Stage.STOCK_SALE)
    shipped(at, deal_id)
    move(at, deal_id, Stage.CERTIFICATION)
    hands = open_page(deal_id)
    hands.page.go_to("certificates")
    hands.wait()
    hands.press(Qt.Key.Key_Return)
    hands.type("TÜV")
    hands.press(Qt.Key.Key_Tab)
    hands.type("Z-1")
    hands.press(Qt.Key.Key_Return)
    assert [unit.number for unit in hands.card.certificates] == ["Z-1"]
    hands.press(Qt.Key.Key_Right, CONTROL)
    assert hands.card.stage is Stage.INSTALLATION
    assert hands.page.installation.isVisible()


def test_service_commissions_and_the_seller_notes_the_refusal_of_service(at: House, open_page: Open) -> None:
    deal_id = sold(at, ("PUMP", "1"))
    shipped(at, deal_id)
    move(at, deal_id, Stage.INSTALLATION)
    hands = open_page(deal_id, "Sven")
    hands.page.installation.commission()
    form = hands.page.installation.slot.form
    assert isinstance(form, InlineForm)
    form.fields["accepted_by"].setFocus()
    hands.type("Dr. Meinert")
    hands.press(Qt.Key.Key_Return)
    assert at.one(select(Commissioning.accepted_by)) == "Dr. Meinert"
    with at.acting("Olga"):
        move(at, deal_id, Stage.SERVICE)
        hands.room.refresh()
        hands.wait()
        hands.page.service.decline()
        hands.type("They have their own people")
        hands.press(Qt.Key.Key_Return)
    assert hands.card.service.declined_reason == "They have their own people"


def test_the_page_fits_a_small_window(at: House, open_page: Open) -> None:
    hands = open_page(deal(at, ("PUMP", "1")), width=1224, height=644)
    hands.page.side.finish()
    hands.wait()
    assert hands.room.minimumSizeHint().height() <= 644
    assert hands.room.minimumSizeHint().width() <= 1224


def test_a_colleague_reads_but_does_not_change(at: House, open_page: Open) -> None:
    hands = open_page(deal(at, ("PUMP", "1")), "Pavel")
    assert not hands.page.lines.add_line.isVisible()
    assert not hands.page.needs.add_need.isVisible()
    assert not hands.page.people.change_terms.isVisible()
    assert not hands.page.side.refuse.isVisible()
    hands.page.lines.table.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Delete)
    assert hands.page.lines.slot.form is None
    assert len(hands.card.lines) == 1


def test_a_long_next_step_leaves_the_gate_its_room(at: House, open_page: Open) -> None:
    hands = open_page(deal(at), height=700)
    gate = hands.page.side.gate
    before = gate.height()
    title = "Call back about the delivery date, the commissioning and the additional window in the door " * 3

    def rename(session: Session) -> None:
        session.execute(update(Task).values(title=title.strip()))
        touch(session, "task")

    with at.acting("Olga"):
        at.store.write(rename)
    hands.page.work.reload()
    hands.wait()
    step = hands.page.side.step
    label = next(each for each in step.findChildren(Label) if each.text().startswith("Next: Call back"))
    assert label.text().endswith("…")
    assert label.toolTip() == f"Next: {title.strip()}"
    assert gate.height() == before
