"""A letter being written, in a window of its own: it blocks nothing, and what is typed is in the database after a pause."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.errors import Conflict, UserError
from app.language import marked, tr
from app.operations import attachments, letter_drafts, letter_files, letter_texts
from app.operations.letter_files import OfferedDocument
from app.operations.letter_rows import DraftFile, DraftRow
from app.operations.letter_texts import Filled, TextRow
from app.operations.outbox import Bouncing
from app.operations.outbox_rows import OutboxRow
from app.views.attachments.files_panel import size_words
from app.views.attachments.reading import read_file
from app.views.conflict import settle_conflict
from app.views.deals.form import FormSlot, InlineForm
from app.views.deals.words import spoken
from app.views.desk import Desk
from app.views.letters.attachment_strip import AttachmentStrip
from app.views.letters.draft_keeper import DraftKeeper
from app.views.letters.later import LaterForm
from app.views.letters.pick_form import Picked, PickForm, PickWords
from app.views.letters.sheet import LetterSheet
from app.views.letters.window_frame import LetterFoot, LetterHead
from app.views.look.areas import set_ground
from app.views.look.key_hint import add_shortcut
from app.views.look.numbers import clock, day
from app.views.messages import MessageArea, Messages

TEXTS = PickWords(
    marked("Ready text"),
    marked("A part of its name"),
    marked("Put it in"),
    marked("No ready text fits; heads and the administrator keep them."),
)
DOCUMENTS = PickWords(
    marked("Documents of this card"),
    marked("A part of the name"),
    marked("Attach"),
    marked("There is no document here that is not in the letter already."),
)


def wall_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class LetterWindow(QWidget):
    """``LetterWindow(desk, draft)``. Esc closes and keeps the draft; ``sent`` and ``dropped`` tell what became of it."""

    sent = Signal(object)
    """OutboxRow: it waits in the outbox."""
    dropped = Signal(int)
    """The draft was thrown away: its id."""
    closed = Signal(int, bool)
    """The window has gone: id of the draft, and whether there is one still."""

    def __init__(self, desk: Desk, draft: DraftRow, *, now: Callable[[], datetime] = wall_clock) -> None:
        super().__init__(None, Qt.WindowType.Window)
        set_ground(self, "base")
        self.setAcceptDrops(True)
        self.setMinimumSize(640, 480)
        # A small screen needs room for the bar of the system and the frame of the window.
        self.resize(QSize(860, 720).boundedTo(self.screen().availableSize() - QSize(40, 80)))
        self.desk, self.draft, self._now = desk, draft, now
        self._is_draft, self._leaving, self._ready = True, False, False
        self.messages = Messages(self)
        self.head, self.sheet, self.strip = LetterHead(), LetterSheet(desk, self), AttachmentStrip()
        self.slot, self.foot = FormSlot(), LetterFoot()
        self.keeper = DraftKeeper(desk, draft.id, draft.version, self.sheet.written, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.sheet, 1)
        for part in (self.strip, self.slot, MessageArea(self.messages), self.foot):
            column.addWidget(part)
        self._connect()
        self.show_draft(draft)
        self._say_kept(draft.written_at)
        self.sheet.begin()

    def show_draft(self, draft: DraftRow) -> None:
        """Show *draft* as it is in the database."""
        self.draft = draft
        self.sheet.show_draft(draft)
        self.strip.show_files(draft)
        self.retranslate()

    # What a person does

    def send(self, at: datetime | None = None, *, despite_bounces: bool = False) -> None:
        """Ctrl+Enter: put the letter into the outbox, to go in ten seconds or *at* a later time."""
        self.foot.setEnabled(False)
        ticket = self.keeper.send(at, despite_bounces=despite_bounces)
        ticket.then(self._gone).otherwise(lambda error: self._not_sent(error, at))

    def send_later(self) -> None:
        """Ctrl+Shift+Enter: ask in one line when it shall go."""
        form = LaterForm(self._now())
        form.left.connect(self.slot.close_form)
        form.submitted.connect(lambda _values: self._send_at(form))
        self.slot.put(form)

    def choose_text(self) -> None:
        """Ctrl+T: choose a ready text and put it in."""
        language = str(self.sheet.language.currentData())
        form = PickForm(
            self.desk, lambda form: self.desk.ask(form, letter_texts.offered, language=language), _picked_text, TEXTS
        )
        form.left.connect(self.slot.close_form)
        form.chosen.connect(self._fill)
        self.slot.put(form)

    def choose_document(self) -> None:
        """Ctrl+Shift+D: choose one of the documents of the deal or the customer."""
        form = PickForm(
            self.desk, lambda form: self.desk.ask(form, letter_files.documents, self.draft.id), _picked_document, DOCUMENTS
        )
        form.left.connect(self.slot.close_form)
        form.chosen.connect(self._attach_document)
        self.slot.put(form)

    def choose_files(self) -> None:
        """Ctrl+Shift+A: ask which files go with the letter."""
        dialog = QFileDialog(self, tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.attach([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def attach(self, paths: Sequence[Path]) -> None:
        """Put files into the letter, one after another: never more than one is in memory."""
        if paths:
            self.desk.ask(self, attachments.limit).then(lambda most: self._read(list(paths), most))

    def discard(self) -> None:
        """Ctrl+Shift+Del: throw the draft away; the message bar of the room offers it back."""
        self.keeper.stop()
        self.desk.do(self, letter_drafts.drop, self.draft.id).then(self._thrown).otherwise(self.messages.problem)

    def leave(self) -> None:
        """Esc: close; the draft is kept."""
        self.close()

    def go(self) -> None:
        """Close now, for the program ends: what is typed is on its way to the database already."""
        if self.keeper.is_dirty and self._is_draft:
            self.keeper.keep()
        self._leaving = True
        self.close()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.setWindowTitle(tr("Letter: {subject}", subject=self.draft.subject) if self.draft.subject else tr("Letter"))
        self.head.show_draft(self.draft)
        self.foot.show_documents(bool(self.draft.counterparty_id or self.draft.deal_id or self.draft.inquiry_id))
        self.strip.retranslate()

    # Events

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.slot.form is not None:
                self.slot.close_form()
            else:
                self.leave()
            return
        super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.attach(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_draft and self.keeper.is_dirty and not self._leaving:
            # Only what is kept may be closed: an answer of the database closes it then.
            event.ignore()
            self.keeper.keep().then(lambda _saved: self.close()).otherwise(self._not_kept_at_close)
            return
        self.keeper.stop()
        super().closeEvent(event)
        self.closed.emit(self.draft.id, self._is_draft)

    # Inside

    def _connect(self) -> None:
        self.sheet.changed.connect(self._typed)
        # In a low window a form needs the height of the files.
        self.slot.opened.connect(self.strip.list.hide)
        self.slot.closed.connect(self.strip.list.show)
        self.keeper.kept.connect(self._say_kept)
        self.keeper.refused.connect(self._not_kept)
        self.strip.removed.connect(self._detach)
        self.foot.send.clicked.connect(lambda _checked=False: self.send())
        self.foot.later.clicked.connect(self.send_later)
        self.foot.ready.clicked.connect(self.choose_text)
        self.foot.attach.clicked.connect(self.choose_files)
        self.foot.documents.clicked.connect(self.choose_document)
        self.foot.discard.clicked.connect(self.discard)
        add_shortcut(self, "Alt+Down", self.strip.list.setFocus)
        for part in (self.sheet.text, self.sheet.text.viewport(), self.sheet.subject, self.sheet.to):
            # Files that are dropped on the words go with the letter: they are no words.
            part.setAcceptDrops(False)

    def _typed(self) -> None:
        self.keeper.typed()
        self.foot.set_note(tr("not kept yet"))

    def _say_kept(self, at: datetime) -> None:
        self.foot.set_note(tr("Kept at {time}", time=clock(at)))

    def _not_kept(self, error: UserError) -> None:
        self.foot.setEnabled(True)
        if isinstance(error, Conflict):
            self._told_conflict(error)
        else:
            self.foot.set_note(tr("not kept yet"))
            self.messages.problem(error)

    def _not_kept_at_close(self, error: UserError) -> None:
        self._not_kept(error)
        if not isinstance(error, Conflict):
            self.messages.problem(error, tr("Close without keeping it"), self._close_anyway)

    def _close_anyway(self) -> None:
        self._leaving = True
        self.close()

    def _told_conflict(self, error: Conflict) -> None:
        """The same draft was written on elsewhere: mine and theirs are compared."""
        newest = error.current_version
        if newest is None:
            self.messages.problem(error)
            return

        def keep_mine() -> None:
            self.keeper.go_on_from(newest)
            self.keeper.keep()

        settle_conflict(error, self, keep_mine=keep_mine, keep_theirs=self._load_theirs)

    def _load_theirs(self) -> None:
        def show(draft: DraftRow) -> None:
            self.keeper.stop()
            self.keeper.go_on_from(draft.version)
            self.show_draft(draft)
            self._say_kept(draft.written_at)

        self.desk.ask(self, letter_drafts.open_draft, self.draft.id).then(show).otherwise(self.messages.problem)

    def _send_at(self, form: LaterForm) -> None:
        self.slot.close_form(form)
        self.send(form.moment)

    def _gone(self, row: OutboxRow) -> None:
        self._is_draft = False
        self.keeper.stop()
        self.sent.emit(row)
        self.close()

    def _not_sent(self, error: UserError, at: datetime | None) -> None:
        self.foot.setEnabled(True)
        if isinstance(error, Bouncing):
            self._ask_bouncing(error, at)
        elif isinstance(error, Conflict):
            self._told_conflict(error)
        else:
            self.messages.problem(error)
            self.sheet.go_to_gap()

    def _ask_bouncing(self, error: Bouncing, at: datetime | None) -> None:
        form = InlineForm(error.phrase, (), marked("Send all the same"), icon="paper-plane-tilt", upright=True)
        form.left.connect(self.slot.close_form)

        def send() -> None:
            self.slot.close_form(form)
            self.send(at, despite_bounces=True)

        form.submitted.connect(lambda _values: send())
        self.slot.put(form)
        form.save.setFocus()

    def _thrown(self, _nothing: None) -> None:
        self._is_draft = False
        self.dropped.emit(self.draft.id)
        self.close()

    def _fill(self, text: TextRow) -> None:
        self.slot.close_form()
        ticket = self.desk.ask(self, letter_texts.filled, text.id, self.draft.id)
        ticket.then(self._put_in).otherwise(self.messages.problem)

    def _put_in(self, filled: Filled) -> None:
        self.sheet.put_in(filled.subject, filled.body)
        if filled.missing:
            what = ", ".join(spoken(each) for each in filled.missing)
            self.messages.problem(
                UserError("Kontor does not know: {what}. Fill it in where it is marked.", what=what),
                tr("Go there"),
                self.sheet.go_to_gap,
            )

    # Files

    def _read(self, waiting: list[Path], most: int) -> None:
        if not waiting:
            return
        path = waiting.pop(0)
        self.foot.set_note(tr("Reading {name}", name=path.name))

        def attach(data: bytes) -> None:
            draft_id, name = self.draft.id, path.name
            ticket = self.keeper.change(lambda session, _version: letter_files.attach_file(session, draft_id, name, data))
            ticket.then(self._files_changed).otherwise(self._file_refused).anyway(lambda: self._read(waiting, most))

        def refuse(error: UserError) -> None:
            self._file_refused(error)
            self._read(waiting, most)

        self.desk.run(self, read_file, path, most, lambda _done, _whole: True).then(attach).otherwise(refuse)

    def _attach_document(self, document: OfferedDocument) -> None:
        self.slot.close_form()
        draft_id, chosen = self.draft.id, document.attachment_id
        ticket = self.keeper.change(lambda session, _version: letter_files.attach_document(session, draft_id, chosen))
        ticket.then(self._files_changed).otherwise(self._file_refused)

    def _detach(self, file: DraftFile) -> None:
        draft_id = self.draft.id
        ticket = self.keeper.change(lambda session, _version: letter_files.detach(session, draft_id, file.id))
        ticket.then(lambda draft: self._taken_out(draft, file)).otherwise(self._file_refused)

    def _taken_out(self, draft: DraftRow, file: DraftFile) -> None:
        self._files_changed(draft)
        self.messages.done(tr("“{name}” does not go with the letter.", name=file.name), lambda: self._put_back(file))
        if not draft.files:
            self.sheet.text.setFocus()

    def _put_back(self, file: DraftFile) -> None:
        draft_id = self.draft.id
        ticket = self.keeper.change(lambda session, _version: letter_files.reattach(session, draft_id, file.id))
        ticket.then(self._files_changed).otherwise(self._file_refused)

    def _files_changed(self, draft: DraftRow) -> None:
        # Only the files are news: the words in the window may be newer than those of the answer.
        self.draft = draft
        self.strip.show_files(draft)
        if not self.keeper.is_dirty:
            self._say_kept(draft.written_at)

    def _file_refused(self, error: UserError) -> None:
        self.messages.problem(error)


def _picked_text(row: TextRow) -> Picked:
    return Picked(row.name, " ".join(row.body.split())[:160], "text-aa", row)


def _picked_document(row: OfferedDocument) -> Picked:
    words = ", ".join((spoken(row.kind), size_words(row.size), day(row.added_at)))
    return Picked(row.name, words, "file-text", row)
