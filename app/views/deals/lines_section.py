"""The goods of a deal: the table, and under it the forms that add, change and split a line."""

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSizePolicy, QWidget

from app.language import Phrase, marked, phrase, tr
from app.models.terms import SUPPLY_WORDS, Supply
from app.operations import deal_lines, products
from app.operations.deal_lines import DealSums
from app.operations.deal_rows import DealCard, LineRow
from app.operations.products import ProductRow
from app.views.background import Ticket
from app.views.deals.form import Asked, InlineForm, Values
from app.views.deals.lines_model import ARTICLE, WIDTHS, LinesModel
from app.views.deals.product_search import ProductSearch
from app.views.deals.section import Section
from app.views.deals.work import DealWork
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.numbers import money, percent, quantity
from app.views.look.painting import paint_box, paint_text, text_width
from app.views.look.split_bar import COLOURS, ORDER
from app.views.look.table import HEAD_HEIGHT, Table
from app.views.look.typeface import font

ROW = 48
ORIGINS = {
    Supply.STOCK: marked("From stock"),
    Supply.PLANT: marked("From the plant"),
    Supply.SUPPLIER: marked("From the supplier"),
}


class SupplyLegend(QWidget):
    """What the colours of the split bars mean, in words."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def words(self) -> list[str]:
        """The sources in the order of the bars."""
        return [tr(SUPPLY_WORDS[Supply(source)]) for source in ORDER]

    def sizeHint(self) -> QSize:
        return QSize(sum(text_width(word, font(12)) + 30 for word in self.words()), 18)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        left = 0
        for source, word in zip(ORDER, self.words(), strict=True):
            paint_box(painter, QRect(left, 5, 8, 8), 2, COLOURS[source][0])
            used = paint_text(painter, QRect(left + 13, 0, self.width() - left - 13, 18), word, font(12), "muted")
            left += used + 30
        painter.end()


class LinesSection(Section):
    """Ins adds a line, Enter changes it, Del takes it away, Ctrl D says where it comes from."""

    def __init__(self, work: DealWork) -> None:
        super().__init__(work)
        self.model = LinesModel()
        self.table = Table("two")
        self.table.setModel(self.model)
        self.legend = SupplyLegend()
        self.add_line = QuietButton(icon="plus", key="Ins", height=28)
        self.split_line = QuietButton(icon="git-fork", key="Ctrl+D", height=28)
        self.agree = PlainButton(icon="handshake", height=28)
        self.sums = Label("", 13, 400, "muted")
        self.gross = Label("", 15, 600)
        self.add_line.clicked.connect(self.search)
        self.split_line.clicked.connect(self.split)
        self.agree.clicked.connect(self._agree)
        self._lay_out()

    @property
    def line(self) -> LineRow | None:
        """The selected line."""
        row = self.table.currentIndex().row()
        return self.model.lines[row] if 0 <= row < len(self.model.lines) else None

    def fill(self, card: DealCard) -> None:
        self.title.setText(tr("Lines"))
        self.note.setText(str(len(card.lines)) if card.lines else tr("none yet: add the goods that answer the needs"))
        self.add_line.setText(tr("Add line"))
        self.split_line.setText(tr("Split line"))
        self.agree.setText(tr("Agreed with the customer"))
        open_ = card.may_change and card.lines_open
        self.add_line.setVisible(open_)
        self.split_line.setVisible(open_ and bool(card.lines))
        self.agree.setVisible(open_ and bool(card.lines) and card.lines_agreed_at is None)
        self.legend.updateGeometry()
        self.legend.update()
        self._fill_table(card)
        taxes = [tr("VAT {percent} {amount}", percent=percent(rate), amount=money(tax)) for rate, tax in card.taxes]
        self.sums.setText("     ".join([tr("Net {amount}", amount=money(card.net)), *taxes]))
        self.gross.setText(money(card.gross, card.currency))

    def begin(self) -> None:
        card = self.work.card
        if card is not None and card.may_change and not card.lines:
            self.search()
        elif self.agree.isVisible():
            self.agree.setFocus()
        else:
            self.table.setFocus()

    def search(self) -> None:
        """Ins: find an article and add it."""
        card = self.work.card
        if card is None or not (card.may_change and card.lines_open):
            return
        search = ProductSearch(self.work.desk)
        search.chosen.connect(lambda *taken: self._add(search, *taken))
        search.left.connect(self.slot.close_form)
        self.slot.put(search)

    def edit(self) -> None:
        """Enter: change quantity, price and discount of the selected line."""
        card, line = self.work.card, self.line
        if card is None or line is None or not (card.may_change and card.lines_open):
            return
        form = InlineForm(
            phrase("Line {position}, {name}", position=line.position, name=line.name),
            [
                Asked("quantity", marked("Quantity"), "number", line.quantity, needed=True),
                Asked("price", marked("Price of one"), "number", line.price, needed=True, pattern="#,##0.00"),
                Asked("discount", marked("Discount, %"), "number", line.discount_percent),
            ],
            marked("Save the line"),
        )
        self.slot.open(form, lambda values: self._change(line, values))

    def remove(self) -> None:
        """Del: take the selected line away."""
        card, line = self.work.card, self.line
        if card is None or line is None or not (card.may_change and card.lines_open):
            return
        desk, line_id = self.work.desk, line.id
        self.work.change(
            lambda version: desk.do(self.work, deal_lines.remove_line, line_id, version),
            version=line.version,
            said=lambda _sums: phrase("Line {position}, {name}, is gone.", position=line.position, name=line.name),
        )

    def split(self) -> None:
        """Ctrl D: say how much of the selected line comes from stock, from the plant and from the supplier."""
        card, line = self.work.card, self.line
        if card is None or line is None or not (card.may_change and card.lines_open):
            return
        amounts = {part.source: part.quantity for part in line.parts}
        form = InlineForm(
            phrase("Where {quantity} {name} come from", quantity=quantity(line.quantity, line.unit), name=line.name),
            [Asked(source.value, words, "number", amounts.get(source, Decimal(0))) for source, words in ORIGINS.items()],
            marked("Save the split"),
            icon="git-fork",
        )
        self.slot.open(form, lambda values: self._plan(form, line, values))
        self.work.desk.ask(form, products.find, line.code, 5).then(lambda found: _say_free(form, line, found))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            acts = {
                Qt.Key.Key_Return: self.edit,
                Qt.Key.Key_Enter: self.edit,
                Qt.Key.Key_F2: self.edit,
                Qt.Key.Key_Delete: self.remove,
            }
            if not event.modifiers() & Qt.KeyboardModifier.ControlModifier and (act := acts.get(Qt.Key(event.key()))):
                act()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.head.addWidget(self.agree)
        self.head.addSpacing(12)
        self.head.addWidget(self.legend)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.doubleClicked.connect(lambda _index: self.edit())
        self.table.installEventFilter(self)
        head = self.table.horizontalHeader()
        head.setSectionsMovable(False)
        head.setStretchLastSection(False)
        for column, width in WIDTHS.items():
            head.resizeSection(column, width)
        head.setSectionResizeMode(ARTICLE, QHeaderView.ResizeMode.Stretch)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 4, 8, 4)
        bar.setSpacing(12)
        for button in (self.add_line, self.split_line):
            bar.addWidget(button)
        self.sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        bar.addWidget(self.sums, 1)
        bar.addSpacing(8)
        bar.addWidget(self.gross)
        self.column.addWidget(self.table)
        self.column.addWidget(self.slot)
        self.column.addLayout(bar)

    def _fill_table(self, card: DealCard) -> None:
        line, had_keyboard = self.line, self.table.hasFocus()
        kept = self.table.currentIndex().row()
        self.model.set_lines(card.lines)
        row = self.model.row_of(line.id) if line else 0
        if card.lines:
            self.table.selectRow(row if row >= 0 else min(kept, len(card.lines) - 1))
        self.table.setFixedHeight(HEAD_HEIGHT + ROW * len(card.lines) + 1)
        self.table.setVisible(bool(card.lines))
        if had_keyboard:
            self.table.setFocus()

    def _add(
        self, search: ProductSearch, product: ProductRow, amount: Decimal, price: Decimal | None, discount: Decimal
    ) -> None:
        desk, card = self.work.desk, self.work.card
        if card is None:
            return
        search.setEnabled(False)
        self.work.change(
            lambda version: desk.do(self.work, deal_lines.add_line, card.id, version, product.id, amount, price, discount)
        ).then(lambda sums: self._added(search, sums)).anyway(lambda: search.setEnabled(True))

    def _added(self, search: ProductSearch, sums: DealSums) -> None:
        self.slot.close_form(search)
        # The new line is the selected one as soon as the card is here.
        self.work.shown.connect(lambda _card: self._choose(sums.line_id), Qt.ConnectionType.SingleShotConnection)

    def _choose(self, line_id: int | None) -> None:
        row = self.model.row_of(line_id) if line_id is not None else -1
        if row >= 0:
            self.table.selectRow(row)
            self.table.setFocus()

    def _change(self, line: LineRow, values: Values) -> Ticket[DealSums]:
        desk = self.work.desk
        return self.work.change(
            lambda version: desk.do(
                self.work,
                deal_lines.change_line,
                line.id,
                version,
                quantity=values["quantity"],
                price=values["price"],
                discount_percent=values["discount"] or Decimal(0),
            ),
            version=line.version,
        )

    def _plan(self, form: InlineForm, line: LineRow, values: Values) -> Ticket[int] | None:
        parts = {source: values[source.value] for source in Supply if values[source.value]}
        total = sum(parts.values(), Decimal(0))
        if parts and total != line.quantity:
            words = {"sum": quantity(total), "quantity": quantity(line.quantity, line.unit)}
            form.fields[Supply.STOCK.value].set_error(tr("These make {sum}, not {quantity}.", **words))
            return None
        desk = self.work.desk
        return self.work.change(
            lambda version: desk.do(self.work, deal_lines.plan_split, line.id, version, parts), version=line.version
        )

    def _agree(self) -> None:
        desk, card = self.work.desk, self.work.card
        if card is not None:
            self.work.change(
                lambda version: desk.do(self.work, deal_lines.agree, card.id, version),
                said=lambda _version: phrase("Goods and terms are agreed."),
            )


def _say_free(form: InlineForm, line: LineRow, found: tuple[ProductRow, ...]) -> None:
    product = next((row for row in found if row.id == line.product_id), None)
    if product is None:
        return
    hints: dict[Supply, Phrase] = {Supply.STOCK: phrase("{quantity} free", quantity=quantity(product.free, product.unit))}
    if not product.made:
        hints[Supply.PLANT] = phrase("our plant does not make it")
    known = phrase("from {supplier}", supplier=product.supplier) if product.supplier else phrase("no supplier is known")
    hints[Supply.SUPPLIER] = known
    for source, words in hints.items():
        form.fields[source.value].set_help(words.said())
