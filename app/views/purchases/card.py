"""The card of a purchase order: state, supplier, lines with what has come, the deal that waits."""

from decimal import Decimal

from app.language import marked, tr
from app.models.terms import OrderState
from app.money import priced
from app.operations.orders import PurchaseLineRow, PurchaseRow
from app.operations.purchasing_papers import PurchaseCard
from app.operations.registers_plant import CANCELLED, CONFIRMED, DONE, NOT_SENT, PURCHASE_STATE_WORDS, SENT
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import day, money, quantity
from app.views.look.tokens import Tone
from app.views.production.words import delay_chip
from app.views.production.work_room import WorkRoom
from app.views.telephone.number_link import Dialled, add_number

STATE_TONES: dict[str, tuple[Tone, str]] = {
    NOT_SENT: ("warning", "envelope-simple"),
    SENT: ("warning", "clock"),
    CONFIRMED: ("success", "check-circle"),
    DONE: ("neutral", "check"),
    CANCELLED: ("neutral", "prohibit"),
}
ZERO = Decimal(0)
NO_PRICE = marked("price open")


def state_chip(state: str) -> ChipText:
    """How an order stands, as a chip."""
    return ChipText(tr(PURCHASE_STATE_WORDS[state]), *STATE_TONES[state])


def state_of(order: PurchaseRow) -> str:
    """How an order stands; the register says the same in SQL."""
    if order.state is OrderState.CANCELLED:
        return CANCELLED
    if order.state is OrderState.DONE:
        return DONE
    if order.confirmed_at is not None:
        return CONFIRMED
    return SENT if order.sent_at is not None else NOT_SENT


def show_purchase(room: WorkRoom, card: PurchaseCard) -> None:
    """Fill *room*'s card."""
    order, today = card.order, room.today()
    open_ = order.state is OrderState.OPEN
    late = [
        chip
        for line in order.lines
        if line.received < line.quantity
        and (chip := delay_chip(line.first_promised_on, line.promised_on, today, open_=open_)) is not None
    ]
    head = room.add_head(order.number, order.supplier, [state_chip(state_of(order)), *late[:1]])
    for label, value in (
        (tr("Contact"), card.contact if card.contact != order.supplier else ""),
        (tr("E-mail"), card.email),
        (tr("Wanted"), day(order.wanted_on, today=today) if order.wanted_on else ""),
        (tr("Ordered"), day(order.created_at, today=today)),
        (tr("Sent"), day(order.sent_at, today=today) if order.sent_at else ""),
        (tr("Confirmed"), day(order.confirmed_at, today=today) if order.confirmed_at else ""),
    ):
        if value:
            head.add_fact(label, value)
    if card.phone:
        add_number(head, tr("Phone"), Dialled(card.phone, card.contact, counterparty_id=order.supplier_id))
    if order.end_reason:
        head.add(Label(tr("Ended: {reason}", reason=order.end_reason), 13, 400, wrap=True))
    lines = room.card.add_section(tr("Lines"), _value(order), line=True)
    for line in order.lines:
        lines.add(Label(line.name, 13, 500, wrap=True))
        lines.add_fact(line.code, _amount(line, order.currency))
        lines.add(Label(_promise(room, line), 12, 400, "muted", wrap=True))
    waiting = room.card.add_section(tr("For whom"), line=True)
    if order.deal_id is None:
        waiting.add(Label(tr("For stock: no deal waits for it."), 13, 400, "muted", wrap=True))
        return
    waiting.add(Label(card.company, 13, 500, wrap=True))
    waiting.add_fact(tr("Seller"), card.seller)
    room.add_way(waiting, tr("Deal {number}", number=order.deal_number), "columns", "deal", order.deal_id)


def _amount(line: PurchaseLineRow, currency: str) -> str:
    price = tr(NO_PRICE) if line.price is None else money(line.price, currency)
    return f"{quantity(line.quantity, line.unit)} × {price}"


def _promise(room: WorkRoom, line: PurchaseLineRow) -> str:
    if line.received >= line.quantity:
        return tr("received")
    said = tr("no date yet") if line.promised_on is None else day(line.promised_on, today=room.today())
    if line.received:
        there = quantity(line.received, line.unit)
        said = tr("{received} received, the rest {date}", received=there, date=said)
    return tr("{date}: {reason}", date=said, reason=line.delay_reason) if line.delay_reason else said


def _value(order: PurchaseRow) -> str:
    """The net sum, if every line has its price."""
    prices = [line.price for line in order.lines]
    if any(price is None for price in prices) or not prices:
        return ""
    nets = [priced(line.quantity, line.price or ZERO, ZERO, ZERO).net for line in order.lines]
    return money(sum(nets, ZERO), order.currency)
