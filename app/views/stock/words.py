"""How stock is said: days left, states, quantities, moves and what they lead to."""

from datetime import UTC, datetime

from app.language import tr
from app.models.terms import MoveKind
from app.operations.stock_card import MoveRow
from app.operations.stock_rows import SOON, URGENT, LineRow, Worth
from app.views.look.chip import ChipText
from app.views.look.numbers import MINUS, clear_day, local, money, number
from app.views.look.tokens import Tone

YEAR, MONTH = 365, 30
MOVE_ICONS: dict[MoveKind, str] = {
    MoveKind.OPENING: "package",
    MoveKind.RECEIPT: "package",
    MoveKind.SHIPMENT: "truck",
    MoveKind.TRANSFER: "arrows-left-right",
    MoveKind.ADJUSTMENT: "clipboard-text",
    MoveKind.WRITE_OFF: "trash",
    MoveKind.RETURN: "arrow-u-up-left",
}


def left_tone(left: int | None) -> Tone:
    """Red under 30 days and when it is over, amber under 120 (picture 05)."""
    if left is None or left >= SOON:
        return "neutral"
    return "danger" if left < URGENT else "warning"


def left_words(left: int | None) -> str:
    """How long a batch is good: ``8 d over``, ``22 d``, ``1 y 10 m``; "" without a date."""
    if left is None:
        return ""
    if left < 0:
        return tr("{days} d over", days=number(-left))
    if left < YEAR:
        return tr("{days} d", days=left)
    years, months = divmod(left, YEAR)
    months = months // MONTH
    if months in (0, 12):
        return tr("{years} y", years=years + months // 12)
    return tr("{years} y {months} m", years=years, months=months)


def left_chip(left: int | None) -> ChipText | None:
    """The chip of a batch that needs care; None for one that is good for long."""
    tone = left_tone(left)
    if tone == "neutral":
        return None
    return ChipText(left_words(left), tone, "warning-circle" if tone == "danger" else "clock")


def state_chips(line: LineRow) -> list[ChipText]:
    """What keeps goods from leaving, or that they leave next."""
    if line.blocked:
        return [ChipText(tr("blocked"), "danger", "lock-simple")]
    if not line.pickable:
        return [ChipText(tr("not for orders"), "neutral", "minus-circle")]
    return [ChipText(tr("next out"), "neutral", "arrow-right")] if line.next_out else []


def received_words(at: datetime) -> str:
    """The day of receipt: "today", or the date."""
    today = local(datetime.now(UTC)).date()
    return tr("today") if local(at).date() == today else clear_day(local(at).date())


def worth_words(worth: Worth) -> str:
    """Sums by currency: ``16 034 €``."""
    return " · ".join(money(amount, currency, cents=False) for amount, currency in worth.amounts) or number(0)


def change_words(move: MoveRow) -> str:
    """The change with its sign; a move from place to place shows how many moved."""
    if move.change > 0:
        return f"+{number(move.change)}"
    return f"{MINUS}{number(-move.change)}" if move.change < 0 else number(move.quantity)


def move_words(move: MoveRow) -> str:
    """What happened, with its paper."""
    if move.kind is MoveKind.TRANSFER:
        return tr("Moved from {source} to {target}", source=move.source, target=move.target)
    sentences = {
        MoveKind.OPENING: tr("Opening stock"),
        MoveKind.RECEIPT: tr("Received, {number}", number=move.document) if move.document else tr("Received"),
        MoveKind.SHIPMENT: tr("Shipped, {number}", number=move.document) if move.document else tr("Shipped"),
        MoveKind.ADJUSTMENT: tr("Corrected: {reason}", reason=move.reason),
        MoveKind.WRITE_OFF: tr("Written off: {reason}", reason=move.reason),
        MoveKind.RETURN: tr("Returned"),
    }
    return sentences[move.kind]
