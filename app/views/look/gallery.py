"""All parts in one window, for pictures and tests; the texts are samples, given through *say* in another language."""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import DangerButton, IconButton, MainButton, PlainButton, QuietButton
from app.views.look.card_column import CardSection
from app.views.look.check_box import CheckBox
from app.views.look.checklist import GateChecklist, GateItem
from app.views.look.chip import Chip, ChipText
from app.views.look.empty_state import EmptyState
from app.views.look.fields import ChoiceField, DateField, LineField, NumberField, PhoneField, TextField
from app.views.look.label import Label
from app.views.look.message_bar import MessageBar
from app.views.look.numbers import money, number
from app.views.look.page_head import PageHead
from app.views.look.progress_line import ProgressLine
from app.views.look.rows import RowList, RowRole
from app.views.look.segments import Segment, Segments
from app.views.look.split_bar import SplitBar, SplitPart
from app.views.look.stage_path import StagePath, StageStep
from app.views.look.table import CellRole, Table
from app.views.look.tokens import Tone
from app.views.look.typeface import Weight

Say = Callable[[str], str]

CHIPS: tuple[tuple[str, Tone, str], ...] = (
    ("signed", "success", "check-circle"),
    ("today", "warning", "clock"),
    ("3 d late", "danger", "warning-circle"),
    ("not yet", "neutral", "circle-dashed"),
    ("blocked", "danger", "lock-simple"),
    ("half paid", "warning", "hourglass-medium"),
    ("70 % ready", "neutral", "factory"),
    ("reserved", "success", "lock-simple"),
)
TYPE: tuple[tuple[int, Weight, str], ...] = (
    (24, 600, "Figure 1 601 000 €"),
    (20, 600, "Page title"),
    (17, 600, "Card title"),
    (15, 600, "Sum, section"),
    (13, 600, "Name in a row, section head"),
    (13, 400, "Text, Текст, Größe, 0123456789"),
    (12, 400, "Second line, table head"),
    (11, 500, "Key hint, chart axis"),
)


class Gallery(QWidget):
    """The window with every part. *say* translates the sample texts; by default they are English."""

    def __init__(self, say: Say = str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.say = say
        set_ground(self, "base")
        self.resize(1440, 1180)
        head = PageHead(say("Kontor, parts"), say("as panels use them"))
        views = [Segment("all", say("All"), 9), Segment("calls", say("Calls"), 3), Segment("mail", say("E-mail"), 3)]
        self.segments = Segments(views, name=say("Views"))
        head.add_right(self.segments)
        head.add_right(IconButton("bell", say("Notifications")))
        columns = QGridLayout()
        columns.setContentsMargins(28, 12, 28, 20)
        columns.setHorizontalSpacing(40)
        for at, build in enumerate((self._first, self._second, self._third)):
            column = QVBoxLayout()
            column.setSpacing(8)
            build(column)
            column.addStretch()
            columns.addLayout(column, 0, at)
            columns.setColumnStretch(at, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addLayout(columns)

    def _head(self, column: QVBoxLayout, words: str) -> None:
        column.addSpacing(8)
        column.addWidget(Label(self.say(words), 12, 600, "muted"))

    def _row(self, column: QVBoxLayout, *parts: QWidget) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in parts:
            row.addWidget(part)
        row.addStretch()
        column.addLayout(row)

    def _first(self, column: QVBoxLayout) -> None:
        say = self.say
        self._head(column, "Type")
        for px, weight, words in TYPE:
            column.addWidget(Label(f"{px} {weight}  {words}", px, weight, "muted" if px < 13 else "text"))
        self._head(column, "Stages")
        steps = [
            StageStep(say("Selection"), "13 Oct, 22 d", "passed"),
            StageStep(say("Production"), say("since 4 Nov"), "present"),
            StageStep(say("Stock sale")),
            StageStep(say("Certification"), say("not needed"), "left_out"),
        ]
        column.addWidget(StagePath(steps))
        self._head(column, "Table")
        self.table = Table("two")
        self.table.setModel(_table_model(say, self))
        self.table.set_widths([150, 60, 100, 90])
        self.table.setFixedHeight(28 + 48 * 3 + 2)
        self.table.selectRow(0)
        column.addWidget(self.table)
        self._head(column, "Inbox")
        self.inbox = RowList("inbox", middle=0.42)
        self.inbox.setModel(_inbox_model(say, self))
        self.inbox.setFixedHeight(34 + 60 * 3)
        self.inbox.setCurrentIndex(self.inbox.model().index(2, 0))
        column.addWidget(self.inbox)
        self.progress = ProgressLine()
        self.progress.show_progress(say("Reading the price list"), 3120, 8000)
        column.addWidget(self.progress)

    def _second(self, column: QVBoxLayout) -> None:
        say = self.say
        self._head(column, "Buttons")
        self.main = MainButton(say("Save"), key="Ctrl+S")
        document = PlainButton(say("Document"), icon="file-text", key="D")
        self._row(column, self.main, document, QuietButton(say("Undo"), key="Ctrl+Z"))
        self.off = PlainButton(say("Off"), icon="lock-simple")
        self.off.setEnabled(False)
        off_main = MainButton(say("Move"), key="Ctrl+Right")
        off_main.setEnabled(False)
        self.plain = PlainButton(say("Focus"))
        self._row(column, self.plain, self.off, DangerButton(say("Write off"), icon="trash"), off_main)
        self._head(column, "States")
        self._row(column, *(Chip(say(text), tone, sign) for text, tone, sign in CHIPS[:4]))
        self._row(column, *(Chip(say(text), tone, sign) for text, tone, sign in CHIPS[4:]))
        self._head(column, "Fields")
        self.company = LineField(say("Company"), say("As in the contract"))
        self.company.set_value("Helios Batterie GmbH")
        tax = LineField(say("Tax number"))
        tax.set_value("DE 811 569 86")
        tax.set_error(say("One digit is missing: DE and nine digits"))
        column.addWidget(self.company)
        column.addWidget(tax)
        choices = [("prom", say("Industrial equipment")), ("term", say("Climatic chambers"))]
        small = QGridLayout()
        small.setSpacing(10)
        self.price, self.until, self.phone = (
            NumberField(say("Price"), pattern="#,##0.00"),
            DateField(say("Until")),
            PhoneField(say("Phone")),
        )
        self.price.set_value(Decimal("118400.5"))
        self.phone.set_value("+493514829917")
        small.addWidget(ChoiceField(say("Department"), choices), 0, 0)
        small.addWidget(self.price, 0, 1)
        small.addWidget(self.until, 1, 0)
        small.addWidget(self.phone, 1, 1)
        column.addLayout(small)
        column.addWidget(TextField(say("Note"), lines=2, placeholder=say("What was agreed")))
        self.check = CheckBox(say("Send a copy to the head"))
        self.check.setChecked(True)
        column.addWidget(self.check)
        self._head(column, "Rows")
        self.rows = RowList("one")
        self.rows.setModel(_rows_model(say, self))
        self.rows.setFixedHeight(36 * 4)
        self.rows.setCurrentIndex(self.rows.model().index(2, 0))
        column.addWidget(self.rows)

    def _third(self, column: QVBoxLayout) -> None:
        say = self.say
        self._head(column, "Messages")
        self.bars = [MessageBar(self) for _ in range(4)]
        for bar in self.bars:
            column.addWidget(bar)
        self.bars[0].offer_undo(say("Moved to Stock sale."), self.rows.clearSelection, key="")
        self.bars[1].say("danger", say("No certificate for unit 2. Quality can add it."), action=say("Open"))
        self.bars[2].say("warning", say("No connection. Scans are kept, 12 wait."), note=say("trying"))
        self.bars[3].say("accent", say("3 new inquiries"), action=say("Show"), key="F5")
        self._head(column, "Split of a line: stock, plant, supplier")
        for parts, news, tone, sign in _splits(say):
            split = SplitBar()
            split.show_split(parts, news, tone, sign)
            column.addWidget(split)
        self._head(column, "Gate")
        self.gate = GateChecklist()
        items = [
            GateItem("contract", say("Contract signed"), "Anna Krüger, 3 Nov", "done"),
            GateItem("paid", say("Paid in full"), say("76 160 € open, accounting can book it"), "missing", say("Remind")),
            GateItem("papers", say("Closing documents back"), say("Customer, not yet due"), "later"),
        ]
        self.gate.show_gate(say("To leave Production"), say("1 of 3"), items)
        column.addWidget(self.gate)
        column.addWidget(Hairline())
        facts = CardSection(say("Batch"), say("oldest first"))
        facts.add_fact(say("On hand"), "12 pc")
        facts.add_fact(say("Cost"), money(Decimal("460.8"), "EUR"))
        column.addWidget(facts)
        self._head(column, "Empty")
        self.empty = EmptyState(
            "tray",
            say("Everything is sorted"),
            say("New calls, mails and chats appear here by themselves."),
            say("Record a call"),
            "N",
        )
        self.empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        column.addWidget(self.empty)


def _splits(say: Say) -> tuple[tuple[list[SplitPart], str, Tone, str], ...]:
    three = [SplitPart("stock", Decimal(3)), SplitPart("plant", Decimal(5)), SplitPart("supplier", Decimal(2))]
    two = [SplitPart("plant", Decimal(3)), SplitPart("stock", Decimal(1))]
    return (
        (three, say("70 % ready, late: 8 Dec"), "danger", "warning-circle-fill"),
        (two, say("3 from plant, 2 Dec"), "neutral", "calendar-blank"),
    )


class _RowModel(QStandardItemModel):
    """Rows of roles; the keyboard skips a group head."""

    def add(self, **values: object) -> None:
        item = QStandardItem()
        for name, value in values.items():
            item.setData(value, RowRole[name.upper()])
        self.appendRow(item)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if index.data(RowRole.GROUP):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def _rows_model(say: Say, parent: QWidget) -> _RowModel:
    model = _RowModel(parent)
    for words in ("Rest", "Under the mouse", "Selected", "Last one with a long name that does not fit at all in here"):
        model.add(name=say(words), figure=money(Decimal(1240)), figure_token="text", quiet=False)
    return model


def _inbox_model(say: Say, parent: QWidget) -> _RowModel:
    model = _RowModel(parent)
    late = ChipText(say("Call back"), "danger", "phone-x")
    model.add(name=say("Past the promise"), group=True, count="2", icon="warning-circle", token="danger_text")
    model.add(
        name="+49 351 482 99 17",
        second=say("Missed call"),
        middle=say("Rang 24 s, nobody answered"),
        middle_second=say("Dresden number, third call since Friday"),
        icon="phone-x",
        token="danger_text",
        figure="4 h 52",
        figure_token="danger_text",
        chip=late,
    )
    model.add(
        name="Дмитрий Соколов",
        second="ООО «УралХимМаш»",
        middle="Подбор компрессора для азота",
        middle_second="Нужен винтовой компрессор, 12 бар, 8 м³/мин",
        icon="globe-simple",
        figure="2 h 05",
        chip=ChipText(say("Ex zone"), "neutral", "tag"),
    )
    model.add(name="Claudia Brandt", second="Stadtwerke Gera GmbH", icon="envelope-simple", figure="58 min")
    return model


def _table_model(say: Say, parent: QWidget) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    rows = (
        ("Climatic chamber KK-500", "KK-500-70", Decimal(1), Decimal("118400")),
        ("Battery fixture, stainless", "FIX-12-VA", Decimal(4), Decimal("4600")),
        ("Data logger", "DL-16", Decimal(0), Decimal("0")),
    )
    for article, code, amount, total in rows:
        cells = [QStandardItem(say(article)), QStandardItem(number(amount)), QStandardItem(), QStandardItem(money(total))]
        cells[0].setData(code, CellRole.SECOND)
        cells[0].setData(500, CellRole.WEIGHT)
        cells[1].setData("pc", CellRole.UNIT)
        cells[2].setData(ChipText(say("next out"), "neutral", "arrow-right"), CellRole.CHIP)
        for at in (1, 3):
            cells[at].setData(right, Qt.ItemDataRole.TextAlignmentRole)
        model.appendRow(cells)
    model.setHorizontalHeaderLabels([say("Article"), say("Qty"), "", say("Sum €")])
    for at in (1, 3):
        model.setHeaderData(at, Qt.Orientation.Horizontal, right, Qt.ItemDataRole.TextAlignmentRole)
    return model
