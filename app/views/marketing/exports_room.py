"""The room of exports: what left the house, and the block list that keeps addresses in it."""

from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import marked, tr, trn
from app.operations import block_list, export_ledger
from app.operations.block_list import BlockPage, BlockReport, BlockRow
from app.operations.export_ledger import RunPage, RunRow
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import PlainButton
from app.views.look.empty_state import EmptyState, turn_pages
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.look.table import CellRole, Table
from app.views.marketing.ask_panel import AskPanel
from app.views.marketing.exports_tables import BLOCKS_WIDTHS, LEDGER_WIDTHS, blocks_model, ledger_model
from app.views.marketing.files import ListFiles, SystemFiles, read_files
from app.views.messages import Messages
from app.views.place import Place
from app.views.register.action_bar import ActionBar
from app.views.room import Room

LEDGER, BLOCKS = "ledger", "blocks"
MARGIN = 20


class ExportsRoom(Room):
    """``ExportsRoom(desk, messages)``; a file of Mailchimp may be dropped anywhere in it."""

    name: ClassVar[str] = "exports"
    title: ClassVar[str] = marked("Exports")
    icon: ClassVar[str] = "export"
    topics: ClassVar[frozenset[str]] = frozenset({"export_run", "block_entry"})

    def __init__(
        self, desk: Desk, messages: Messages, files: ListFiles | None = None, *, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, messages, parent)
        self.files: ListFiles = files or SystemFiles()
        self._blocked = 0
        self.runs = ledger_model()
        self.blocks = blocks_model()
        self.ledger_table, self.block_table = Table(), Table()
        self.views = Segments([Segment(LEDGER, ""), Segment(BLOCKS, "")])
        self.read_button = PlainButton(icon="tray", key="I")
        self.question = AskPanel()
        self.no_runs = EmptyState("export")
        self.no_blocks = EmptyState("prohibit")
        self.foot, self.block_foot = ActionBar(), ActionBar()
        self.setAcceptDrops(True)
        self._fill()
        self._declare()
        self.retranslate()

    def reload(self) -> None:
        self.desk.ask(self, export_ledger.runs).then(self._show_runs)
        self.desk.ask(self, block_list.entries).then(self._show_blocks)
        self.desk.ask(self, block_list.blocked_count).then(self._show_count)

    def retranslate(self) -> None:
        self.head.set_title(tr("Exports"))
        self.read_button.setText(tr("Read Mailchimp's file"))
        self._name_views()
        for foot in (self.foot, self.block_foot):
            foot.retranslate()
        self.no_runs.set_words(
            tr("Nothing has left the house yet"), tr("Each list that is saved in Segments gets its line here."), ""
        )
        self.no_blocks.set_words(
            tr("Nobody is blocked"),
            tr("Drop Mailchimp's file of unsubscribed or cleaned addresses here, or block an address by hand."),
            tr("Block an address"),
        )

    # Showing

    def show_view(self, view: str) -> None:
        """Show the ledger or the block list."""
        self.views.choose(view)
        self.stack.setCurrentIndex(0 if view == LEDGER else 1)
        self.feet.setCurrentIndex(0 if view == LEDGER else 1)
        shown = self.ledger_stack if view == LEDGER else self.block_stack
        self.setFocusProxy(shown)
        shown.setFocus()

    def _show_runs(self, page: RunPage) -> None:
        place = Place.of(self.ledger_table, CellRole.KEY)
        self.runs.begin(page.rows, page.after)
        turn_pages(self.ledger_stack, self.ledger_table if page.rows else self.no_runs, self.ledger_stack)
        if page.rows:
            (place or Place(None, 0, 0)).restore(self.ledger_table, CellRole.KEY)
        self._fit_actions()

    def _show_blocks(self, page: BlockPage) -> None:
        place = Place.of(self.block_table, CellRole.KEY)
        self.blocks.begin(page.rows, page.after)
        turn_pages(self.block_stack, self.block_table if page.rows else self.no_blocks, self.block_stack)
        if page.rows:
            (place or Place(None, 0, 0)).restore(self.block_table, CellRole.KEY)
        self._fit_actions()

    def _fit_actions(self) -> None:
        self.foot.set_row(self.run is not None)
        self.block_foot.set_row(self.entry is not None)

    def _show_count(self, count: int) -> None:
        self._blocked = count
        self._name_views()

    def _name_views(self) -> None:
        self.views.set_segments([Segment(LEDGER, tr("Ledger")), Segment(BLOCKS, tr("Block list"), self._blocked)])

    def _more_runs(self) -> None:
        ticket = self.desk.ask(self, export_ledger.runs, None, self.runs.after)
        ticket.then(lambda page: self.runs.go_on(page.rows, page.after))

    def _more_blocks(self) -> None:
        ticket = self.desk.ask(self, block_list.entries, "", self.blocks.after)
        ticket.then(lambda page: self.blocks.go_on(page.rows, page.after))

    # Working

    @property
    def run(self) -> RunRow | None:
        """The line of the ledger that is selected."""
        index = self.ledger_table.currentIndex()
        return self.runs.rows[index.row()] if index.isValid() else None

    @property
    def entry(self) -> BlockRow | None:
        """The blocked address that is selected."""
        index = self.block_table.currentIndex()
        return self.blocks.rows[index.row()] if index.isValid() else None

    def open_file(self) -> None:
        """Open the file of the selected line, or say where it was and what went wrong."""
        run = self.run
        if run is None:
            return
        if run.problem:
            self.messages.problem(UserError("{name} was not written: {reason}", name=run.name, reason=run.problem))
        elif not run.file or not Path(run.file).exists():
            self.messages.problem(UserError("{file} is not on this computer.", file=run.file or run.name))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(run.file))

    def block_address(self) -> None:
        """Ask which address is to be blocked, and why."""
        self.show_view(BLOCKS)
        labels = [(tr("E-mail address or phone number"), ""), (tr("Reason"), "")]
        self.question.ask(tr("Block an address in every list"), tr("Block"), labels, self._block)

    def _block(self, address: str, reason: str) -> None:
        ticket = self.desk.do(self, block_list.block, address, reason)
        ticket.then(lambda entry_id: self._was_blocked(address, entry_id))

    def _was_blocked(self, address: str, entry_id: int) -> None:
        self.refresh()
        undo = partial(self.desk.do, self, block_list.release, entry_id, "Undone at once")
        self.messages.done(tr("{address} is in no list from now on.", address=address), undo)

    def release(self) -> None:
        """Ask why the selected address may be written to again."""
        entry = self.entry
        if entry is not None:
            question = tr("Let {address} into lists again", address=entry.value)
            self.question.ask(question, tr("Release"), [(tr("Why"), "")], partial(self._release, entry))

    def _release(self, entry: BlockRow, reason: str) -> None:
        self.desk.do(self, block_list.release, entry.id, reason).then(lambda _: self._released(entry))

    def _released(self, entry: BlockRow) -> None:
        self.refresh()
        undo = partial(self.desk.do, self, block_list.block, entry.value, entry.reason, entry.cause)
        self.messages.done(tr("{address} may go into lists again.", address=entry.value), undo)

    # Mailchimp's files

    def read_file(self) -> None:
        """Ask for Mailchimp's file and take it into the block list."""
        self.files.ask_which(self, lambda path: self.take([path]))

    def take(self, paths: list[Path]) -> None:
        """Take files of unsubscribed and cleaned addresses into the block list."""
        self.desk.run(self, read_files, paths).then(self._take_all).otherwise(self.messages.problem)

    def _take_all(self, found: list[tuple[bytes, str]]) -> None:
        for data, name in found:
            ticket = self.desk.do(self, block_list.take_file, data, name)
            ticket.then(self._report).otherwise(self.messages.problem)

    def _report(self, report: BlockReport) -> None:
        self.show_view(BLOCKS)
        self.refresh()
        new = report.unsubscribed + report.bounced
        addresses = trn("{count} new address is blocked", "{count} new addresses are blocked", new)
        sentence = tr("{file}: {addresses}, {known} were known.", file=report.name, addresses=addresses, known=report.known)
        if report.unreadable:
            first = report.unreadable[0]
            lines = trn("{count} line has no address", "{count} lines have no address", report.unreadable_count)
            sentence = tr(
                "{sentence} {lines}, the first is line {number}: {text}",
                sentence=sentence,
                lines=lines,
                number=first.line,
                text=first.text[:60],
            )
        self.messages.say(sentence)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.take(paths)

    # Parts

    def _fill(self) -> None:
        for table in (self.ledger_table, self.block_table):
            table.margin = MARGIN
        self.ledger_table.setModel(self.runs)
        self.ledger_table.set_widths(LEDGER_WIDTHS)
        self.block_table.setModel(self.blocks)
        self.block_table.set_widths(BLOCKS_WIDTHS)
        self.head = PageHead()
        self.head.add_right(self.views)
        self.head.add_right(self.read_button)
        self.ledger_stack, self.block_stack = QStackedWidget(), QStackedWidget()
        for stack, empty, table in (
            (self.ledger_stack, self.no_runs, self.ledger_table),
            (self.block_stack, self.no_blocks, self.block_table),
        ):
            stack.addWidget(empty)
            stack.addWidget(table)
            stack.setFocusProxy(empty)
        self.stack, self.feet = QStackedWidget(), QStackedWidget()
        set_ground(self.stack, "base")
        self.stack.addWidget(self.ledger_stack)
        self.stack.addWidget(self.block_stack)
        self.feet.addWidget(self.foot)
        self.feet.addWidget(self.block_foot)
        self.feet.setFixedHeight(self.foot.height())
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.question)
        column.addWidget(self.feet)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.stack)
        self.lay_out(body, head=self.head, foot=foot)
        self.setFocusProxy(self.ledger_stack)

    def _declare(self) -> None:
        self.views.chosen.connect(self.show_view)
        for table in (self.ledger_table, self.block_table):
            table.selectionModel().currentRowChanged.connect(lambda *_: self._fit_actions())
        self.read_button.clicked.connect(self.read_file)
        self.no_blocks.acted.connect(self.block_address)
        self.ledger_table.activated.connect(lambda _: self.open_file())
        self.runs.more_wanted.connect(self._more_runs)
        self.blocks.more_wanted.connect(self._more_blocks)
        self.foot.add(marked("Open the file"), "", self.open_file, needs_row=True)
        self.foot.add(marked("Block an address"), "B", self.block_address)
        self.block_foot.add(marked("Block an address"), "B", self.block_address)
        self.block_foot.add(marked("Release"), "Del", self.release, needs_row=True)
        self.command(marked("Ledger of exports"), "1", partial(self.show_view, LEDGER))
        self.command(marked("Block list"), "2", partial(self.show_view, BLOCKS))
        self.command(marked("Read Mailchimp's file"), "I", self.read_file, symbol="tray", shown=False)
        self.command(marked("Block an address"), "B", self.block_address, symbol="prohibit", shown=False)
        self.command(marked("Release the address"), "Del", self.release, shown=False)
