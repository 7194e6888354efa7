"""The card of the stock room: the batch with its label, its figures, who holds it, and the moves that made them."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.errors import UserError
from app.language import chosen, tr, trn
from app.operations.reservations import FIRST_TO_EXPIRE, OLDEST, RECEIVED_FOR_ORDER
from app.operations.stock_card import ArticleCard, BatchCard, MoveRow
from app.operations.stock_holders import LISTED, Holder
from app.operations.stock_rows import LineRow
from app.reports.labels import LARGE, BatchLabel, label_png
from app.views.desk import Desk
from app.views.look.card_column import CardColumn, CardSection
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.look.numbers import clear_day, day, money, number, quantity
from app.views.look.painting import paint_box
from app.views.stock.card_line import CardLine
from app.views.stock.words import MOVE_ICONS, change_words, left_tone, left_words, move_words, state_chips

DOTS = 8
"""Dots per mm of the preview: as a label printer of 203 dpi prints."""
Go = Callable[[str, int], object]


def picture_of(label: BatchLabel, language: str) -> QImage:
    """The label as a picture, made in the background. Raises UserError if it cannot be a barcode."""
    return QImage.fromData(label_png(label, LARGE, language, DOTS).data)


class LabelPreview(QWidget):
    """The label as it is printed, white in both themes, with a line around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(164)
        self.setAccessibleName(tr("Label"))

    def show_picture(self, picture: QImage) -> None:
        """Show a label."""
        self._picture = picture
        self.update()

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if not self._picture.isNull():
            room = self.size()
            shown = self._picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
            left = (room.width() - shown.width()) // 2
            painter.drawImage(QRect(left, 0, shown.width(), shown.height()), self._picture)
            paint_box(painter, self.rect().adjusted(left, 0, -left, shown.height() - self.height()), 4, None, "line")
        painter.end()


class StockCard:
    """Fills a ``CardColumn`` with a batch at its place or an article; *go* opens a deal, a receipt's order …

    sees_deals: this desk has deals; else what is held leads to the order that the warehouse ships.
    """

    def __init__(self, column: CardColumn, desk: Desk, go: Go, *, sees_deals: bool = True) -> None:
        self.column, self._desk, self._go, self._sees_deals = column, desk, go, sees_deals
        self.holders: CardSection | None = None
        self.moves: CardSection | None = None

    def show_nothing(self) -> None:
        """Nothing is selected."""
        self.column.clear()
        self.holders = self.moves = None

    def show_line(self, line: LineRow) -> None:
        """What the list itself knows of a batch, until the rest is here."""
        self.show_nothing()
        self._head(line)
        self._figures(self.column.add_section(), line.on_hand, line.reserved, line.free, line.unit)

    def show_batch(self, card: BatchCard) -> None:
        """A batch at its place."""
        self.show_nothing()
        line = card.line
        self._head(line)
        self._preview(card)
        facts = self.column.add_section()
        self._figures(facts, line.on_hand, line.reserved, line.free, line.unit)
        facts.add_fact(tr("Place"), line.place)
        facts.add_fact(tr("Received"), day(line.received_at))
        facts.add_fact(tr("Expires"), tr("no expiry") if line.expiry is None else clear_day(line.expiry))
        for place, amount in card.elsewhere:
            facts.add_fact(tr("Also at {place}", place=place), quantity(amount, line.unit))
        if card.supplier:
            facts.add_fact(tr("Supplier"), card.supplier)
        facts.add_fact(tr("Cost"), self._cost(card))
        self._add_holders(card.holders, line.unit)
        self._add_moves(card.moves, card.earlier)

    def show_article(self, card: ArticleCard) -> None:
        """An article over all its batches."""
        self.show_nothing()
        chips = self.column.add_section()
        chips.add(_chip_row([Chip(tr("Article"), "neutral", "package")]))
        chips.add(Label(card.name, 17, 600, wrap=True))
        chips.add(Label(card.code, 12, 400, "muted"))
        facts = self.column.add_section()
        self._figures(facts, card.on_hand, card.reserved, card.free, card.unit)
        if card.blocked:
            facts.add_fact(tr("Blocked, over or not for orders"), quantity(card.blocked, card.unit))
        facts.add_fact(tr("Batches"), number(card.batches))
        if card.next_out is not None:
            facts.add_fact(tr("Next out"), tr("{batch} at {place}", batch=card.next_out.batch, place=card.next_out.place))
        self._add_holders(card.holders, card.unit)
        self._add_moves(card.moves, card.earlier)

    def _head(self, line: LineRow) -> None:
        section = self.column.add_section()
        chips = [Chip(tr("Batch"), "neutral", "stack")]
        tone = left_tone(line.left)
        if tone != "neutral" and line.left is not None:
            words = left_words(line.left) if line.left < 0 else trn("{count} day left", "{count} days left", line.left)
            chips.append(Chip(words, tone, "warning-circle" if tone == "danger" else "clock"))
        chips += [Chip(chip.text, chip.tone, chip.icon) for chip in state_chips(line)]
        section.add(_chip_row(chips))
        section.add(Label(line.batch, 17, 600, wrap=True))
        section.add(Label(line.name, 12, 400, "muted"))
        if line.blocked:
            section.add(Label(tr("Blocked: {reason}", reason=line.blocked_reason), 13, 400, "danger_text", wrap=True))

    def _preview(self, card: BatchCard) -> None:
        section = self.column.add_section()
        preview = LabelPreview()
        section.add(preview)

        def cannot(error: UserError) -> None:
            preview.hide()
            section.add(Label(error.said(), 12, 400, "muted", wrap=True))

        ticket = self._desk.run(preview, picture_of, card.label, chosen())
        ticket.then(preview.show_picture).otherwise(cannot)

    @staticmethod
    def _figures(section: CardSection, on_hand: Decimal, reserved: Decimal, free: Decimal, unit: str) -> None:
        section.add_fact(tr("On hand"), quantity(on_hand, unit))
        section.add_fact(tr("Reserved"), quantity(reserved, unit))
        section.add_fact(tr("Free"), quantity(free, unit))

    @staticmethod
    def _cost(card: BatchCard) -> str:
        if card.unit_cost is None:
            return tr("not known")
        return tr(
            "{count} × {cost} = {worth}",
            count=number(card.line.on_hand),
            cost=money(card.unit_cost),
            worth=money(round(card.unit_cost * card.line.on_hand, 2), card.currency),
        )

    def _add_holders(self, held: tuple[Holder, ...], unit: str) -> None:
        if not held:
            return
        note = tr("the first {count}", count=LISTED) if len(held) == LISTED else ""
        self.holders = self.column.add_section(tr("Held for"), note, line=True)
        for each in held:
            who = tr("{deal}, by {name}", deal=each.deal, name=each.by) if each.by else each.deal
            line = CardLine(
                day(each.reserved_at),
                "lock-simple",
                each.company,
                number(each.quantity),
                second=f"{each.order} · {who} · {_why(each.why)}",
                leads=True,
            )
            way = ("deal", each.deal_id) if self._sees_deals else ("warehouse_order", each.order_id)
            line.clicked.connect(lambda _checked=False, to=way: self._go(*to))
            self.holders.add(line)

    def _leads(self, move: MoveRow) -> bool:
        """Whether this desk has a room for the paper behind a move."""
        return bool(move.way) and (self._sees_deals or move.way != "deal")

    def _add_moves(self, moves: tuple[MoveRow, ...], earlier: bool) -> None:
        note = tr("older ones in Moves") if earlier else ""
        self.moves = self.column.add_section(tr("Moves"), note, line=True)
        for each in moves:
            told = each.reason if each.reason and each.reason not in move_words(each) else ""
            line = CardLine(
                day(each.at),
                MOVE_ICONS[each.kind],
                move_words(each),
                change_words(each),
                second=" · ".join(part for part in (each.employee, told) if part),
                after=tr("then {count}", count=number(each.after)),
                leads=self._leads(each),
            )
            if self._leads(each):
                line.clicked.connect(lambda _checked=False, to=each: self._go(to.way, to.record))
            self.moves.add(line)


def _why(rule: str) -> str:
    words = {
        FIRST_TO_EXPIRE: tr("expires first"),
        OLDEST: tr("oldest"),
        RECEIVED_FOR_ORDER: tr("received for this order"),
    }
    return words.get(rule, rule)


def _chip_row(chips: list[Chip]) -> QWidget:
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for chip in chips:
        row.addWidget(chip)
    row.addStretch(1)
    return line
