"""The room of ready texts: what sellers put into letters, and how inquiries are acknowledged [M5]."""

from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from app.errors import Conflict, UserError
from app.language import chosen, marked, tr
from app.models.mail_terms import LetterKind
from app.operations import letter_texts
from app.operations.letter_texts import TextEntry, TextRow
from app.views.background import Ticket
from app.views.conflict import settle_conflict
from app.views.desk import Desk
from app.views.letter_texts.editor import LANGUAGE_WORDS, TextEditor
from app.views.look.areas import set_ground
from app.views.look.chip import ChipText
from app.views.look.empty_state import EmptyState
from app.views.look.page_head import PageHead
from app.views.look.table import CellRole, Table
from app.views.marketing.paged_model import PagedModel, Shape
from app.views.messages import Messages
from app.views.place import Place
from app.views.register.action_bar import ActionBar
from app.views.room import Room

MARGIN = 20
WIDTHS = (230, 90, 140)
EMPTY_PAGE, ROWS_PAGE = 0, 1


def _use(row: TextRow) -> ChipText:
    if not row.active:
        return ChipText(tr("not offered"), "neutral", "prohibit")
    if row.kind is LetterKind.ACKNOWLEDGEMENT:
        return ChipText(tr("acknowledges"), "accent", "paper-plane-tilt")
    return ChipText(tr("offered"), "success", "check-circle")


def texts_model() -> PagedModel[TextRow]:
    """The ready texts."""
    return PagedModel[TextRow](
        (
            Shape(marked("Name"), lambda row: row.name),
            Shape(marked("Language"), lambda row: tr(LANGUAGE_WORDS[row.language])),
            Shape(marked("State"), lambda _: "", _use),
            Shape(marked("Beginning"), lambda row: " ".join(row.body.split())[:200], quiet=True),
        ),
        lambda row: row.id,
    )


class LetterTextsRoom(Room):
    """The list, and beside it the selected text as it can be changed."""

    name: ClassVar[str] = "letter_texts"
    title: ClassVar[str] = marked("Ready texts")
    icon: ClassVar[str] = "note-pencil"
    topics: ClassVar[frozenset[str]] = frozenset({"letter_text"})

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(desk, messages, parent)
        self.head = PageHead()
        self.texts = texts_model()
        self.table, self.empty, self.editor, self.bar = Table(), EmptyState("note-pencil"), TextEditor(), ActionBar()
        self._wanted: int | None = None
        self._lay_out()
        self._declare()
        self.retranslate()

    def reload(self) -> None:
        self.desk.ask(self, letter_texts.texts).then(self._show)

    def retranslate(self) -> None:
        self.setAccessibleName(tr(self.title))
        self.head.set_title(tr(self.title))
        self.bar.retranslate()
        self.empty.set_words(
            tr("No ready text yet"), tr("What is written here once, everybody puts into letters."), tr("New text")
        )

    def has_unsaved_edits(self) -> bool:
        return self.editor.is_dirty()

    @property
    def row(self) -> TextRow | None:
        """The text that is selected."""
        index = self.table.currentIndex()
        return self.texts.rows[index.row()] if index.isValid() else None

    def begin_new(self) -> None:
        """Write a new text."""
        if self.editor.is_dirty():
            self.messages.problem(UserError("Something is typed here but not saved yet."))
            return
        self.table.clearSelection()
        self.editor.show_text(None, chosen())
        self.editor.named.setFocus()

    def begin_change(self) -> None:
        """Go into the text that is selected."""
        if self.row is not None:
            self.editor.body.setFocus()

    def switch(self) -> None:
        """Offer the selected text no longer, or again."""
        row = self.row
        if row is None:
            return
        change = letter_texts.retire if row.active else letter_texts.revive
        self.desk.do(self, change, row.id, row.version).then(self._switched).otherwise(self.messages.problem)

    def _switched(self, now: TextRow) -> None:
        self.refresh()
        back = letter_texts.retire if now.active else letter_texts.revive
        undo = partial(self.desk.do, self, back, now.id, now.version)
        if now.active:
            self.messages.done(tr("{name} is offered again.", name=now.name), undo=undo)
        else:
            self.messages.done(tr("{name} is not offered any more.", name=now.name), undo=undo)

    # Keeping

    def _keep(self, entry: TextEntry, version: int | None = None) -> Ticket[TextRow]:
        row = self.editor.row
        if row is None:
            ticket = self.desk.do(self, letter_texts.add, entry)
        else:
            ticket = self.desk.do(self, letter_texts.change, row.id, version or row.version, entry)
        return ticket.then(self._kept).otherwise(partial(self._refused, entry))

    def _kept(self, row: TextRow) -> None:
        self._wanted = row.id
        self.editor.show_text(row)
        self.refresh()
        self.table.setFocus()
        self.messages.say(tr("{name} is kept.", name=row.name))

    def _refused(self, entry: TextEntry, error: UserError) -> None:
        if isinstance(error, Conflict) and error.clashes and error.current_version is not None:
            newest = error.current_version
            settle_conflict(error, self, keep_mine=lambda: self._keep(entry, newest), keep_theirs=self._forget_typed)
            return
        self.messages.problem(error)

    def _forget_typed(self) -> None:
        self.editor.show_text(self.row)
        self.refresh()

    # Showing

    def _show(self, rows: tuple[TextRow, ...]) -> None:
        place = Place.of(self.table, CellRole.KEY)
        self.texts.begin(rows, None)
        self.head.set_count(str(len(rows)))
        self.pages.setCurrentIndex(ROWS_PAGE if rows else EMPTY_PAGE)
        wanted, self._wanted = self._wanted, None
        line = next((at for at, row in enumerate(rows) if row.id == wanted), None)
        if line is not None:
            self.table.setCurrentIndex(self.texts.index(line, 0))
        elif rows:
            (place or Place(None, 0, 0)).restore(self.table, CellRole.KEY)
        else:
            self.editor.show_text(None, chosen())

    def _select(self) -> None:
        if self.editor.is_dirty():
            # The person looks around; what is typed stays in the card until it is kept or left.
            return
        self.editor.show_text(self.row, chosen())

    def _leave(self) -> None:
        self.editor.show_text(self.row, chosen())
        self.table.setFocus()

    # Parts

    def _lay_out(self) -> None:
        self.table.margin = MARGIN
        self.table.setModel(self.texts)
        self.table.set_widths(WIDTHS)
        self.pages = QStackedWidget()
        set_ground(self.pages, "base")
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.table)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages, 1)
        row.addWidget(self.editor)
        self.lay_out(body, head=self.head, foot=self.bar)
        self.setFocusProxy(self.table)

    def _declare(self) -> None:
        self.empty.acted.connect(self.begin_new)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._select())
        self.table.activated.connect(lambda _: self.begin_change())
        self.editor.kept.connect(self._keep)
        self.editor.left.connect(self._leave)
        for sentence, key, act, symbol in (
            (marked("New text"), "N", self.begin_new, "plus"),
            (marked("Offer or not"), "Del", self.switch, "prohibit"),
        ):
            self.bar.add(sentence, key, act)
            self.command(sentence, key, act, symbol=symbol, shown=False)
