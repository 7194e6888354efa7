"""What the warehouse does with the selected goods: block, move, write off, print; each by a small form, most with undo."""

from collections.abc import Callable
from decimal import Decimal

from app.errors import UserError
from app.events import Document
from app.language import chosen, marked, phrase, tr
from app.operations import stock_blocking, stock_changes, stock_papers
from app.operations.stock_blocking import Blocked
from app.operations.stock_changes import Corrected, Moved
from app.operations.stock_rows import LineRow
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.look.numbers import quantity
from app.views.messages import Messages
from app.views.room import Room

Put = Callable[[Document], str]
"""Puts a document somewhere, in the background, and says where (``LabelFolder.put``)."""


class StockDeeds:
    """Acts on one ``LineRow`` for *room*; *after* is called when something has changed."""

    def __init__(self, room: Room, slot: FormSlot, put: Put, after: Callable[[], object]) -> None:
        self._room, self._slot, self._put, self._after = room, slot, put, after
        self._desk: Desk = room.desk
        self._messages: Messages = room.messages

    def block(self, line: LineRow) -> None:
        """Ask why nothing of the batch may leave; lift the block of one that is blocked."""
        if line.blocked:
            self._unblock(line.batch_id, line.version)
            return
        form = InlineForm(
            phrase("Block batch {batch}", batch=line.batch),
            [Asked("reason", marked("Why nothing of it may leave"), needed=True)],
            marked("Block the batch"),
            icon="lock-simple",
        )
        self._slot.open(form, lambda values: self._block(line, values))

    def move(self, line: LineRow) -> None:
        """Ask how many go where."""
        asked = [
            Asked("place", marked("To which place"), needed=True, help_text=marked("Its code, typed or scanned"), stretch=2),
            self._how_many(line, line.on_hand),
        ]
        form = InlineForm(
            phrase("Move batch {batch}", batch=line.batch), asked, marked("Move goods"), icon="arrows-left-right"
        )
        self._slot.open(form, lambda values: self._move(line, values))

    def write_off(self, line: LineRow) -> None:
        """Ask how many leave the books, and why."""
        asked = [
            self._how_many(line, line.on_hand - line.reserved),
            Asked("reason", marked("Why"), needed=True, stretch=3),
        ]
        form = InlineForm(phrase("Write off batch {batch}", batch=line.batch), asked, marked("Write off"), icon="trash")
        self._slot.open(form, lambda values: self._write_off(line, values))

    def print_labels(self, lines: tuple[LineRow, ...]) -> None:
        """Print the labels of the batches of *lines*."""
        ticket = self._desk.ask(self._room, stock_papers.print_labels, [line.balance_id for line in lines], chosen())
        ticket.then(self._keep).otherwise(self._messages.problem)

    def _keep(self, document: Document) -> None:
        ticket = self._desk.run(self._room, self._put, document)
        ticket.then(lambda path: self._messages.done(tr("The labels lie at {path}.", path=path)))
        ticket.otherwise(self._messages.problem)

    @staticmethod
    def _how_many(line: LineRow, most: Decimal) -> Asked:
        held = phrase("{reserved} of {on_hand} are held", reserved=quantity(line.reserved), on_hand=quantity(line.on_hand))
        help_text = held if line.reserved else ""
        return Asked("quantity", marked("How many"), "number", most, needed=True, help_text=help_text)

    def _block(self, line: LineRow, values: Values) -> Ticket[Blocked]:
        ticket = self._desk.do(self._room, stock_blocking.block, line.batch_id, line.version, str(values["reason"]))
        return ticket.then(self._blocked).otherwise(self._refused)

    def _blocked(self, done: Blocked) -> None:
        self._messages.done(done.sentence, undo=lambda: self._unblock(done.batch_id, done.version))
        self._after()

    def _unblock(self, batch_id: int, version: int) -> None:
        ticket = self._desk.do(self._room, stock_blocking.unblock, batch_id, version)
        ticket.then(self._said).otherwise(self._refused)

    def _move(self, line: LineRow, values: Values) -> Ticket[Moved]:
        ticket = self._desk.do(
            self._room, stock_changes.move, line.balance_id, str(values["place"]), Decimal(values["quantity"])
        )
        return ticket.then(self._moved).otherwise(self._refused)

    def _moved(self, done: Moved) -> None:
        def back() -> None:
            ticket = self._desk.do(self._room, stock_changes.move, done.balance_id, done.back_to, done.quantity)
            ticket.then(self._said).otherwise(self._refused)

        self._messages.done(done.sentence, undo=back)
        self._after()

    def _write_off(self, line: LineRow, values: Values) -> Ticket[Corrected]:
        ticket = self._desk.do(
            self._room,
            stock_changes.write_off,
            line.balance_id,
            Decimal(values["quantity"]),
            str(values["reason"]),
        )
        return ticket.then(self._written_off).otherwise(self._refused)

    def _written_off(self, done: Corrected) -> None:
        def back() -> None:
            ticket = self._desk.do(self._room, stock_changes.take_back, done.moves)
            ticket.then(self._said).otherwise(self._refused)

        self._messages.done(done.sentence, undo=back)
        self._after()

    def _said(self, done: Blocked | Moved | Corrected) -> None:
        self._messages.done(done.sentence)
        self._after()

    def _refused(self, error: UserError) -> None:
        self._messages.problem(error)
        self._after()
