"""The lines to the outside: mailboxes, exchanges with their health, letters in quarantine, how letters go out [C7, C8]."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.events import MailArrived, MailUnreadable
from app.language import marked, tr
from app.models.terms import Role
from app.operations import exchange_health, mail_settings, mailboxes, quarantine
from app.operations.actors import Actor
from app.operations.exchange_health import ExchangeRow
from app.operations.intake import Taken
from app.operations.mail_settings import MailSettings
from app.operations.mailboxes import MailboxRow, Status
from app.operations.quarantine import QuarantineRow, RawLetter
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.card_column import CardColumn
from app.views.look.empty_state import EmptyState
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.look.table import CellRole, Table
from app.views.mail.exchange_view import ExchangeView, fill_exchange
from app.views.mail.health_card import fill_health, fill_intake
from app.views.mail.line import MailLine
from app.views.mail.mailbox_work import MailboxWork
from app.views.mail.tables import MAILBOX_WIDTHS, QUARANTINE_WIDTHS, mailboxes_model, quarantine_model
from app.views.messages import Messages
from app.views.place import Place
from app.views.register.action_bar import ActionBar
from app.views.room import Room

BOXES, EXCHANGES, QUARANTINE = "mailboxes", "exchanges", "quarantine"
LOOK_AGAIN = 30_000
"""Milliseconds between two looks at the lines: an intake that has died sends no news of it."""
MARGIN = 20
EMPTY_PAGE, ROWS_PAGE = 0, 1


class MailRoom(Room):
    """``MailRoom(desk, messages, person, papers, line)``: *papers* saves letters, *line* reaches mail servers."""

    name: ClassVar[str] = "mail"
    title: ClassVar[str] = marked("Connections")
    icon: ClassVar[str] = "broadcast"
    topics: ClassVar[frozenset[str]] = frozenset(
        {"mailbox", "mailbox_progress", "lease", "quarantine_entry", "outgoing_letter", "setting", "exchange_state"}
    )

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        person: Actor,
        papers: PaperDesk,
        line: MailLine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, messages, parent)
        self._administers = Role.ADMIN in person.roles
        self._papers, self._line = papers, line
        self._status: Status | None = None
        self._settings: MailSettings | None = None
        self.views = Segments([Segment(BOXES, ""), Segment(EXCHANGES, ""), Segment(QUARANTINE, "")])
        self.boxes, self.letters = mailboxes_model(), quarantine_model()
        self.box_table, self.letter_table = Table(), Table()
        self.exchanges = ExchangeView(MARGIN)
        self.no_boxes, self.no_letters = EmptyState("tray"), EmptyState("check-circle")
        self.card = CardColumn()
        self.slot = FormSlot()
        self.work = MailboxWork(self, desk, messages, line, self.slot, self.refresh)
        self._feet = {BOXES: ActionBar(), EXCHANGES: ActionBar(), QUARANTINE: ActionBar()}
        self._again = QTimer(self, interval=LOOK_AGAIN)
        self._again.timeout.connect(self.look_at_lines)
        self._fill()
        self._declare()
        self.retranslate()

    def reload(self) -> None:
        self.desk.ask(self, mailboxes.status).then(self._show_status)
        self.desk.ask(self, quarantine.rows).then(self._show_letters)
        self.desk.ask(self, mail_settings.mail_settings).then(self._show_settings)
        self.look_at_lines()
        self._again.start()

    def look_at_lines(self) -> None:
        """Ask how the lines to the telephone exchanges are."""
        if self.isVisible():
            self.desk.ask(self, exchange_health.rows).then(self._show_exchanges)

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self._name_views()
        for foot in self._feet.values():
            foot.retranslate()
        self.no_boxes.set_words(
            tr("No mailbox is read yet"),
            tr("Name the account of an IMAP server. Nothing is fetched before you have seen how many letters would come."),
            tr("New mailbox") if self._administers else "",
        )
        self.no_letters.set_words(
            tr("No letter waits here"), tr("What cannot be read is kept here whole, until a person has looked."), ""
        )
        self.exchanges.retranslate()
        self._feet[EXCHANGES].set_note(tr("The server names the exchange: KONTOR_EXCHANGE, or its settings file."))
        self._show_card()

    def has_unsaved_edits(self) -> bool:
        return self.slot.is_dirty()

    def open_record(self, kind: str, record: int) -> None:
        self.show_view({"quarantine": QUARANTINE, "exchange": EXCHANGES}.get(kind, BOXES))

    @property
    def box(self) -> MailboxRow | None:
        """The mailbox that is selected."""
        index = self.box_table.currentIndex()
        return self.boxes.rows[index.row()] if index.isValid() else None

    @property
    def letter(self) -> QuarantineRow | None:
        """The letter in quarantine that is selected."""
        index = self.letter_table.currentIndex()
        return self.letters.rows[index.row()] if index.isValid() else None

    def show_view(self, view: str) -> None:
        """Show the mailboxes, the telephone exchanges or the quarantine."""
        self.views.choose(view)
        at = list(self._feet).index(view)
        self.stack.setCurrentIndex(at)
        self.feet.setCurrentIndex(at)
        {BOXES: self.box_table, EXCHANGES: self.exchanges.table, QUARANTINE: self.letter_table}[view].setFocus()
        self._show_card()

    # Quarantine

    def read_again(self) -> None:
        """Read the selected letter with the rules of today, and take it in if it can be read now."""
        row = self.letter
        if row is not None:
            ticket = self.desk.ask(self, quarantine.again, row.id)
            ticket.then(self._read).otherwise(self.messages.problem)

    def _read(self, letter: RawLetter) -> None:
        ticket = self.desk.run(self, self._line.read_again, letter)
        ticket.then(partial(self._has_read, letter)).otherwise(self.messages.problem)

    def _has_read(self, letter: RawLetter, found: MailArrived | MailUnreadable) -> None:
        if isinstance(found, MailUnreadable):
            self.messages.say(tr("It still cannot be read: {reason}.", reason=tr(found.reason)))
            return
        ticket = self.desk.do(self, quarantine.taken_again, letter.entry_id, found)
        ticket.then(self._taken).otherwise(self.messages.problem)

    def _taken(self, taken: Taken) -> None:
        self.refresh()
        if taken.number:
            self.messages.say(tr("It can be read now: inquiry {number}.", number=taken.number))
        else:
            self.messages.say(tr("It can be read now, and has left the quarantine."))

    def resolve(self) -> None:
        """Ask what was done about the selected letter, and put it away."""
        row = self.letter
        if row is None:
            return
        asked = Asked("note", marked("What was done"), help_text=marked("Such as: called back, advertising."))
        form = InlineForm(marked("Put the letter away"), (asked,), marked("Put away"))
        self.slot.open(form, partial(self._resolve, row))

    def _resolve(self, row: QuarantineRow, values: Values) -> Ticket[None]:
        def done(_answer: object) -> None:
            self.refresh()
            undo = partial(self.desk.do, self, quarantine.reopen, row.id)
            self.messages.done(tr("The letter is put away; it stays in the books."), undo=undo)

        ticket = self.desk.do(self, quarantine.resolve, row.id, str(values["note"]))
        return ticket.then(done).otherwise(self.messages.problem)

    def save_letter(self) -> None:
        """Save the selected letter as it came."""
        row = self.letter
        if row is not None:
            ticket = self.desk.ask(self, quarantine.raw, row.id)
            ticket.then(lambda document: self._papers.save(document, self)).otherwise(self.messages.problem)

    # How letters go out

    def change_settings(self) -> None:
        """Ask for the company's address on letters, whether inquiries are acknowledged, and how big files may be."""
        now = self._settings
        if now is None:
            return
        asked = (
            Asked(
                "sender",
                marked("Address of the company"),
                value=now.sender,
                help_text=marked("Letters come from it, and answers come back to it."),
                stretch=2,
            ),
            Asked(
                "acknowledge",
                marked("Acknowledge inquiries"),
                "choice",
                now.acknowledge,
                ((False, marked("no")), (True, marked("at once, in the sender's language"))),
                stretch=2,
            ),
            Asked("limit", marked("Files of a letter, MB"), "number", now.limit_megabytes, needed=True, pattern="0"),
        )
        form = InlineForm(marked("How letters go out"), asked, marked("Keep"))
        self.slot.open(form, self._keep_settings)

    def _keep_settings(self, values: Values) -> Ticket[MailSettings]:
        wanted = MailSettings(str(values["sender"]), values["acknowledge"] is True, int(values["limit"]))
        before = self._settings

        def done(_answer: MailSettings) -> None:
            self.refresh()
            if before is not None:
                undo = partial(self.desk.do, self, mail_settings.keep_mail_settings, before)
                self.messages.done(tr("Letters go out so from now on."), undo=undo)

        ticket = self.desk.do(self, mail_settings.keep_mail_settings, wanted)
        return ticket.then(done).otherwise(self.messages.problem)

    # Showing

    def _show_status(self, status: Status) -> None:
        self._status = status
        place = Place.of(self.box_table, CellRole.KEY)
        self.boxes.begin(status.mailboxes, None)
        self.box_pages.setCurrentIndex(ROWS_PAGE if status.mailboxes else EMPTY_PAGE)
        if status.mailboxes:
            (place or Place(None, 0, 0)).restore(self.box_table, CellRole.KEY)
        self._name_views()
        self._show_card()

    def _show_exchanges(self, rows: tuple[ExchangeRow, ...]) -> None:
        self.exchanges.show_rows(rows)
        self._show_card()

    def _show_letters(self, rows: tuple[QuarantineRow, ...]) -> None:
        place = Place.of(self.letter_table, CellRole.KEY)
        self.letters.begin(rows, None)
        self.letter_pages.setCurrentIndex(ROWS_PAGE if rows else EMPTY_PAGE)
        if rows:
            (place or Place(None, 0, 0)).restore(self.letter_table, CellRole.KEY)

    def _show_settings(self, settings: MailSettings) -> None:
        self._settings = settings
        self._show_card()

    def _show_card(self) -> None:
        self.card.clear()
        if self._status is None:
            return
        if self.views.current == EXCHANGES:
            fill_intake(self.card, self._status, tr("Calls are seen by main.py intake on the server."))
            if self.exchanges.row is not None:
                fill_exchange(self.card, self.exchanges.row)
        else:
            fill_health(self.card, self._status, self._settings, self.box, partial(self.wanted.emit, "outbox", 0))

    def _name_views(self) -> None:
        waiting = self._status.quarantine if self._status is not None else None
        self.views.set_segments(
            [
                Segment(BOXES, tr("Mailboxes")),
                Segment(EXCHANGES, tr("Telephone")),
                Segment(QUARANTINE, tr("Quarantine"), waiting),
            ]
        )

    # Parts

    def _fill(self) -> None:
        self.head = PageHead()
        self.head.add_right(self.views)
        self.stack, self.feet = QStackedWidget(), QStackedWidget()
        set_ground(self.stack, "base")
        self.box_pages, self.letter_pages = QStackedWidget(), QStackedWidget()
        for pages, empty, table, model, widths in (
            (self.box_pages, self.no_boxes, self.box_table, self.boxes, MAILBOX_WIDTHS),
            (self.letter_pages, self.no_letters, self.letter_table, self.letters, QUARANTINE_WIDTHS),
        ):
            table.margin = MARGIN
            table.setModel(model)
            table.set_widths(widths)
            pages.addWidget(empty)
            pages.addWidget(table)
            self.stack.addWidget(pages)
        self.stack.insertWidget(1, self.exchanges)
        for bar in self._feet.values():
            self.feet.addWidget(bar)
        self.feet.setFixedHeight(self._feet[BOXES].height())
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.slot)
        column.addWidget(self.feet)
        self.lay_out(self.stack, head=self.head, card=self.card, foot=foot)
        self.setFocusProxy(self.box_table)

    def _declare(self) -> None:
        self.views.chosen.connect(self.show_view)
        self.no_boxes.acted.connect(self.work.begin_new)
        self.box_table.selectionModel().currentRowChanged.connect(lambda *_: self._show_card())
        self.exchanges.chosen.connect(self._show_card)
        self.box_table.activated.connect(lambda _: self._with_box(self.work.begin_change))
        self.letter_table.activated.connect(lambda _: self.save_letter())
        if self._administers:
            for sentence, key, act in (
                (marked("New mailbox"), "N", self.work.begin_new),
                (marked("Start"), "S", partial(self._with_box, self.work.begin_start)),
                (marked("Change"), "E", partial(self._with_box, self.work.begin_change)),
                (marked("Switch off"), "Del", partial(self._with_box, self.work.switch_off)),
                (marked("How letters go out"), "A", self.change_settings),
            ):
                self._offer(BOXES, sentence, key, act)
        for sentence, key, act in (
            (marked("Read again"), "R", self.read_again),
            (marked("Put away"), "D", self.resolve),
            (marked("Save the letter"), "Return", self.save_letter),
        ):
            self._offer(QUARANTINE, sentence, key, act)
        self._offer(EXCHANGES, marked("Look again"), "R", self.look_at_lines)
        self.command(marked("Mailboxes"), "1", partial(self.show_view, BOXES))
        self.command(marked("Telephone"), "2", partial(self.show_view, EXCHANGES))
        self.command(marked("Quarantine"), "3", partial(self.show_view, QUARANTINE))

    def _offer(self, view: str, sentence: str, key: str, act: object) -> None:
        assert callable(act)
        self._feet[view].add(sentence, key if key != "Return" else "", act)
        self.command(sentence, key, act, shown=False)

    def _with_box(self, act: object) -> None:
        assert callable(act)
        if self._administers and self.box is not None:
            act(self.box)
