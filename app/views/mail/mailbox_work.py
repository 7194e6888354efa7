"""What an administrator does with mailboxes: name one, change it, count what it would bring, start it, switch it off."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.errors import UserError
from app.language import Phrase, marked, phrase, tr
from app.models.mail_terms import SECURITY_WORDS, MailboxState, Security
from app.operations import mailboxes
from app.operations.mailbox_entry import MailboxEntry
from app.operations.mailboxes import EVERYTHING, MailboxRow
from app.views.background import Ticket
from app.views.deals.form import Asked, FormSlot, InlineForm, Values
from app.views.desk import Desk
from app.views.look.fields import LineField
from app.views.look.numbers import local
from app.views.mail.line import MailLine
from app.views.messages import Messages
from app.views.production.work_room import present

TLS_PORT = 993
NEW = MailboxRow(
    0, 0, "", "", TLS_PORT, Security.TLS, "", "INBOX", EVERYTHING, False, None,
    MailboxState.OFF, None, 0, None, None, None, None, 0,
)  # fmt: skip
"""What the form of a new mailbox begins with."""


class MailboxWork:
    """``MailboxWork(owner, desk, messages, line, slot, reload)``: forms go into *slot*, *reload* shows what changed.

    now: the clock of this workstation.
    """

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        messages: Messages,
        line: MailLine,
        slot: FormSlot,
        reload: Callable[[], object],
        now: Callable[[], datetime] = present,
    ) -> None:
        self._now = now
        self._owner, self._desk, self._messages = owner, desk, messages
        self._line, self._slot, self._reload = line, slot, reload

    def begin_new(self) -> None:
        """Ask for the account of a new mailbox."""
        form = _account_form(marked("New mailbox"), NEW)
        self._slot.open(form, self._add)

    def begin_change(self, row: MailboxRow) -> None:
        """Ask anew for the account of *row*."""
        form = _account_form(phrase("Mailbox {name}", name=row.name), row)
        self._slot.open(form, partial(self._change, row))

    def begin_start(self, row: MailboxRow) -> None:
        """Ask from which day on letters are wanted; they are counted before the first is fetched [C8]."""
        form = InlineForm(
            phrase("Fetch the letters of {name}", name=row.name),
            (
                Asked(
                    "since",
                    marked("Letters since"),
                    "date",
                    self._today() if row.since == EVERYTHING else row.since.date(),
                    help_text=marked("By the day on which the server received them; empty: all letters."),
                ),
                Asked(
                    "password",
                    marked("Password, to count from here"),
                    help_text=marked("Kept in the keyring of this computer. Empty: the one that it knows already."),
                ),
            ),
            marked("Count the letters"),
            icon="magnifying-glass",
        )
        field = form.fields["password"]
        if isinstance(field, LineField):
            field.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._slot.open(form, partial(self._count, row))

    def switch_off(self, row: MailboxRow) -> None:
        """Fetch no more letters of *row*; undo goes on from where it was."""
        if not row.active:
            self._messages.say(tr("{name} is switched off already.", name=row.name))
            return

        def done(_answer: object) -> None:
            self._reload()
            self._messages.done(
                tr("No more letters are fetched from {name}.", name=row.name), undo=partial(self._on, row.id)
            )

        self._desk.do(self._owner, mailboxes.stop, row.id, row.version).then(done).otherwise(self._messages.problem)

    def _on(self, mailbox_id: int) -> Ticket[MailboxRow]:
        asked = self._desk.ask(self._owner, mailboxes.mailbox, mailbox_id)
        return asked.then(lambda now: self._start(now, None if now.since == EVERYTHING else now.since.date()))

    def _add(self, values: Values) -> Ticket[int] | None:
        entry = _entry_of(values)
        ticket = self._desk.do(self._owner, mailboxes.add, entry)
        return ticket.then(lambda _: self._added(entry)).otherwise(self._messages.problem)

    def _added(self, entry: MailboxEntry) -> None:
        self._reload()
        name = entry.name.strip() or entry.login
        self._messages.say(tr("{name} is kept and switched off. S starts it.", name=name))

    def _change(self, row: MailboxRow, values: Values) -> Ticket[None] | None:
        ticket = self._desk.do(self._owner, mailboxes.change, row.id, row.version, _entry_of(values))
        return ticket.then(lambda _: self._reload()).otherwise(self._messages.problem)

    def _count(self, row: MailboxRow, values: Values) -> Ticket[int]:
        since, password = values["since"], str(values["password"])

        def counted(count: int) -> None:
            self._confirm(row, since, phrase("{count} letters would come from {name}.", count=count, name=row.name))

        def not_counted(trouble: UserError) -> None:
            self._confirm(row, since, phrase("They cannot be counted from here. {reason}", reason=Phrase(trouble.said())))

        ticket = self._desk.run(self._owner, self._kept_and_counted, row, since, password)
        return ticket.then(counted).otherwise(not_counted)

    def _today(self) -> date:
        return local(self._now()).date()

    def _kept_and_counted(self, row: MailboxRow, since: date | None, password: str) -> int:
        count = self._line.count(row, since, password)
        if password:
            self._line.keep_password(row.name, password)
        return count

    def _confirm(self, row: MailboxRow, since: date | None, said: Phrase) -> None:
        asked = Asked("since", marked("Letters since"), "date", since, help_text=marked("Empty: all letters."))
        form = InlineForm(said, (asked,), marked("Start"), icon="play")
        self._slot.open(form, lambda values: self._start(row, values["since"]))

    def _start(self, row: MailboxRow, since: date | None) -> Ticket[None]:
        def done(_answer: object) -> None:
            self._reload()
            self._messages.say(tr("The intake fetches the letters of {name} from now on.", name=row.name))

        ticket = self._desk.do(self._owner, mailboxes.start, row.id, row.version, since)
        return ticket.then(done).otherwise(self._messages.problem)


def _account_form(title: str | Phrase, row: MailboxRow) -> InlineForm:
    securities = tuple((each, SECURITY_WORDS[each]) for each in Security)
    asked = (
        Asked("name", marked("Name here"), value=row.name, help_text=marked("Empty: the login")),
        Asked("login", marked("Login"), value=row.login, needed=True),
        Asked("folder", marked("Folder"), value=row.folder),
        Asked(
            "host",
            marked("Mail server"),
            value=row.host,
            needed=True,
            help_text=marked("IMAP, such as imap.company.example"),
        ),
        Asked("port", marked("Port"), "number", row.port, needed=True, pattern="0"),
        Asked("security", marked("Encryption"), "choice", row.security, securities),
    )
    return InlineForm(title, asked, marked("Keep"))


def _entry_of(values: Values) -> MailboxEntry:
    return MailboxEntry(
        str(values["name"]),
        str(values["host"]),
        int(values["port"]),
        Security(values["security"]),
        str(values["login"]),
        str(values["folder"]),
    )
