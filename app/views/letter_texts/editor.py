"""The card of a ready text: its fields, and the gaps that Kontor can fill, each put in by a click."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.language import LANGUAGES, marked, tr
from app.models.mail_terms import LetterKind
from app.operations.letter_texts import GAPS, TextEntry, TextRow
from app.views.look.buttons import MainButton, QuietButton
from app.views.look.card_column import CardColumn
from app.views.look.fields import ChoiceField, LineField, TextField
from app.views.look.label import Label
from app.views.triage.card_lines import CardLink

LINES = 12
LANGUAGE_WORDS = {"en": marked("English"), "de": marked("German"), "ru": marked("Russian")}
KIND_WORDS = {
    LetterKind.PERSONAL: marked("offered when somebody writes"),
    LetterKind.ACKNOWLEDGEMENT: marked("acknowledges an inquiry by itself"),
}


class TextEditor(QWidget):
    """``show_text(row)`` or ``show_text(None)`` for a new one; ``kept`` carries the TextEntry of Ctrl+Enter."""

    kept = Signal(object)
    left = Signal()
    """Esc, or the quiet button: what was typed is dropped."""

    def __init__(self) -> None:
        super().__init__()
        self.row: TextRow | None = None
        self._start: TextEntry | None = None
        self.named, self.subject = LineField(""), LineField("")
        self.language, self.kind = ChoiceField("", []), ChoiceField("", [])
        self.body = TextField("", lines=LINES)
        self.keep = MainButton(key="Ctrl+Return", height=32)
        self.leave = QuietButton(key="Esc", height=32)
        self._gaps_title = Label("", 13, 600)
        self._gap_links = {gap: CardLink(height=24) for gap in GAPS}
        self._lay_out()
        self.keep.clicked.connect(self.submit)
        self.leave.clicked.connect(self.left)
        for gap, link in self._gap_links.items():
            link.clicked.connect(self._putting(gap))
        self.retranslate()

    def show_text(self, row: TextRow | None, language: str = "en") -> None:
        """Show *row* as it is kept, or the fields of a new text in *language*."""
        self.row = row
        self.named.set_value(row.name if row else "")
        self.subject.set_value(row.subject if row else "")
        self.body.set_value(row.body if row else "")
        self.language.set_value(row.language if row else language)
        self.kind.set_value(row.kind if row else LetterKind.PERSONAL)
        for field in (self.named, self.body):
            field.set_error("")
        self._start = self.entry()

    def entry(self) -> TextEntry:
        """What stands in the fields."""
        return TextEntry(
            self.named.value(),
            str(self.language.value()),
            self.body.value(),
            self.subject.value(),
            LetterKind(str(self.kind.value())),
        )

    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept."""
        return self.isVisible() and self._start is not None and self.entry() != self._start

    def submit(self) -> None:
        """Send the text to be kept, unless its name or its words are missing: then say so."""
        for field in (self.named, self.body):
            if not field.value():
                field.set_error(tr("Fill this in."))
                field.setFocus()
                return
        self.kept.emit(self.entry())

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.named.set_label(tr("Name"))
        self.language.set_label(tr("Language"))
        self.kind.set_label(tr("What it is for"))
        self.subject.set_label(tr("Subject of the letter"))
        self.subject.set_help(tr("Empty: the subject of the letter stays."))
        self.body.set_label(tr("Text"))
        self.language.set_choices([(each, tr(LANGUAGE_WORDS[each])) for each in LANGUAGES])
        self.kind.set_choices([(each, tr(words)) for each, words in KIND_WORDS.items()])
        self.keep.setText(tr("Keep"))
        self.leave.setText(tr("Leave it"))
        self._gaps_title.setText(tr("Kontor fills in"))
        for gap, link in self._gap_links.items():
            link.setText(f"{{{gap}}}  {tr(GAPS[gap])}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def put_gap(self, gap: str) -> None:
        """Put *gap* in where the cursor stands: in the subject if it has the keyboard, else in the text."""
        if isinstance(self.subject.editor, QLineEdit) and self.subject.editor.hasFocus():
            self.subject.editor.insert(f"{{{gap}}}")
            return
        self.body.text.insertPlainText(f"{{{gap}}}")
        self.body.text.setFocus()

    def _putting(self, gap: str) -> Callable[[], None]:
        return lambda: self.put_gap(gap)

    def _lay_out(self) -> None:
        card = CardColumn()
        section = card.add_section()
        for field in (self.named, self.language, self.kind, self.subject, self.body):
            section.add(field)
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.keep)
        row.addWidget(self.leave)
        row.addStretch(1)
        section.add(buttons)
        gaps = card.add_section()
        gaps.add(self._gaps_title)
        for link in self._gap_links.values():
            link.set_stretched()
            gaps.add(link)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        self.setMaximumWidth(card.maximumWidth())
