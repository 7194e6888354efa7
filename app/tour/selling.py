"""The seller's part: goods, quotation, acceptance, contract and invoice; the order splits over stock and plant."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.orders import ProductionOrderLine, SalesOrder, SalesOrderLine, WarehouseOrderLine
from app.models.papers import Quotation
from app.models.products import Product
from app.models.stock import Batch, Reservation, StockBalance
from app.models.tasks import Task
from app.models.terms import CounterpartyKind, QuotationState, RefusalReason, Role, Stage, TaskKind
from app.operations.import_columns import PRODUCT_COLUMNS
from app.operations.import_products import import_products
from app.operations.triage import file
from app.tables import read_table
from app.tour.cast import ARTICLES, CARTRIDGE, CHAMBER, NEWER, OLDER, lay_in_stock, login_of, titles
from app.tour.player import Player, TourFailed
from app.views.deals.paper_actions import Deed, new_papers, paper_actions
from app.views.deals.product_search import ProductSearch
from app.views.deals.refusal import RefusalPanel
from app.views.deals.room import DealsRoom

LINES = ((CHAMBER, "1"), (CARTRIDGE, "8"))


def goods_are_there(player: Player) -> None:
    """The two articles of the story are moved in from a list; of one, two batches lie in stock."""
    administrator = player.read(login_of, Role.ADMIN)
    table = read_table(ARTICLES.encode(), "articles.csv", titles(PRODUCT_COLUMNS))
    result = player.act(administrator, import_products, table)
    player.check(result.created == 2, "Two articles are moved in from a list.")
    player.act(administrator, lay_in_stock)


def open_deal(player: Player, deal_id: int) -> DealsRoom:
    """The deal's page at the present desk."""
    room = player.room("deals", DealsRoom)
    room.open_deal(deal_id)
    player.until(lambda: room.page.work.card is not None and room.page.work.card.id == deal_id, "the deal's page")
    player.settle()
    return room


def stage_of(session: Session, deal_id: int) -> Stage:
    """Where the deal stands."""
    return session.scalars(select(Deal.stage).where(Deal.id == deal_id)).one()


def seller_sells(player: Player, seller: str, deal_id: int) -> None:
    """Lines, agreement, quotation, contract and invoice, and the move that places the order."""
    player.sit(seller)
    room = open_deal(player, deal_id)
    player.key(room.page, "Ctrl+Right")
    player.check(
        player.read(stage_of, deal_id) is Stage.SELECTION, "The gate holds the deal in selection and says what is missing."
    )
    player.picture("gate-closed")
    for code, quantity in LINES:
        add_line(player, room, code, quantity)
    player.picture("deal-lines")
    room.page.lines.agree.click()
    player.settle()
    for deed in ("quotation", "sent", "accepted", "contract", "invoice"):
        paper(player, room, deed)
    number, state, document = player.read(_quotation_of, deal_id)
    player.check(state is QuotationState.ACCEPTED, "Quotation {number} is sent and accepted.", number=number)
    player.check(document is not None, "The quotation is a PDF that hangs on the deal.")
    if document is not None:
        player.keep(player.read(file, document))
    kind = player.read(_kind_of, deal_id)
    player.check(kind is CounterpartyKind.CUSTOMER, "With its first contract the lead has become a customer.")
    player.key(room.page, "Ctrl+Right")
    player.check(player.read(stage_of, deal_id) is Stage.PRODUCTION, "The deal goes on into production.")
    player.picture("deal-in-production")
    order_is_split(player, deal_id)


def add_line(player: Player, room: DealsRoom, code: str, quantity: str) -> None:
    """Add an article as a person does: Ins, its code, the quantity, Enter."""
    player.key(room.page, "Ins")
    search = room.page.findChild(ProductSearch)
    if search is None:
        raise TourFailed("The search for articles did not open.")
    player.write(search.text.line, code)
    search.quantity.set_value(Decimal(quantity))
    before = len(room.page.work.card.lines) if room.page.work.card else 0
    search.confirm()
    player.until(lambda: room.page.work.card is not None and len(room.page.work.card.lines) > before, "the new line")
    room.page.close_form()
    player.settle()


def paper(player: Player, room: DealsRoom, deed: Deed) -> None:
    """Do one thing with the documents of the open deal, as its menu offers it."""
    card = room.page.work.card
    offered = [] if card is None else [*new_papers(card), *(a for p in card.documents for a in paper_actions(card, p))]
    action = next((each for each in offered if each.deed == deed), None)
    if action is None:
        raise TourFailed("The documents do not offer: {deed}", deed=deed)
    room.page.documents.act(action)
    player.settle()


def _quotation_of(session: Session, deal_id: int) -> tuple[str, QuotationState, int | None]:
    query = select(Quotation.number, Quotation.state, Quotation.document_id).where(Quotation.deal_id == deal_id)
    row = session.execute(query).one()
    return row.number, row.state, row.document_id


def _kind_of(session: Session, deal_id: int) -> CounterpartyKind:
    query = select(Counterparty.kind).join(Deal, Deal.counterparty_id == Counterparty.id).where(Deal.id == deal_id)
    return session.scalars(query).one()


def order_is_split(player: Player, deal_id: int) -> None:
    """The eight cartridges come from stock and plant, the chamber from the plant; stock is held, oldest batch first."""
    split = player.read(_split_of, deal_id)
    player.check(
        split == {CHAMBER: (Decimal(0), Decimal(1)), CARTRIDGE: (Decimal(5), Decimal(3))},
        "The order is split line by line: five cartridges from stock, three and the chamber from the plant.",
    )
    held = player.read(held_for, deal_id)
    player.check(
        held == [(OLDER, Decimal(3)), (NEWER, Decimal(2))],
        "What is in stock is held at once, the oldest batch first: {older} before {newer}.",
        older=OLDER,
        newer=NEWER,
    )


def _split_of(session: Session, deal_id: int) -> dict[str, tuple[Decimal, Decimal]]:
    """Article → (from stock, from the plant)."""
    zero = Decimal(0)
    rows = session.execute(
        select(Product.code, WarehouseOrderLine.quantity, ProductionOrderLine.quantity)
        .join(SalesOrderLine, SalesOrderLine.product_id == Product.id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.sales_order_id)
        .outerjoin(WarehouseOrderLine, WarehouseOrderLine.sales_order_line_id == SalesOrderLine.id)
        .outerjoin(ProductionOrderLine, ProductionOrderLine.sales_order_line_id == SalesOrderLine.id)
        .where(SalesOrder.deal_id == deal_id)
    )
    return {row[0]: (row[1] or zero, row[2] or zero) for row in rows}


def held_for(session: Session, deal_id: int) -> list[tuple[str, Decimal]]:
    """(batch, quantity) of what is held for a deal, in the order in which it was held."""
    rows = session.execute(
        select(Batch.code, Reservation.quantity)
        .join(StockBalance, StockBalance.id == Reservation.balance_id)
        .join(Batch, Batch.id == StockBalance.batch_id)
        .join(WarehouseOrderLine, WarehouseOrderLine.id == Reservation.warehouse_order_line_id)
        .join(SalesOrderLine, SalesOrderLine.id == WarehouseOrderLine.sales_order_line_id)
        .join(SalesOrder, SalesOrder.id == SalesOrderLine.sales_order_id)
        .where(SalesOrder.deal_id == deal_id)
        .order_by(Reservation.id)
    )
    return [(row[0], row[1]) for row in rows]


def second_is_refused(player: Player, seller: str, deal_id: int) -> None:
    """The other customer refuses: the deal is not suitable, and the head gets the task to check the seller's work."""
    player.sit(seller)
    room = open_deal(player, deal_id)
    player.key(room.page, "Ctrl+Del")
    panel = room.page.findChild(RefusalPanel)
    if panel is None:
        raise TourFailed("Nobody asked for the reason of the refusal.")
    panel.choose(RefusalReason.PRICE)
    panel.note.set_value("Конкурент дешевле на 12 %")
    player.picture("refusal")
    panel.confirm()
    player.settle()
    player.check(player.read(stage_of, deal_id) is Stage.NOT_SUITABLE, "The second deal is refused, with a reason.")
    tasks = player.read(_tasks_of, deal_id)
    player.check(TaskKind.REVIEW_REFUSAL in tasks, "The head has the task to check the seller's work.")


def _tasks_of(session: Session, deal_id: int) -> list[TaskKind]:
    return list(session.scalars(select(Task.kind).where(Task.deal_id == deal_id, Task.done_at.is_(None))))
