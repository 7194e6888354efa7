"""The card of an inquiry: what it is, who asks, the matter, what we suggest, what we know, history, who is told next."""

from datetime import datetime

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from app.language import tr, trn
from app.models.terms import INQUIRY_STATE_WORDS, InquiryState
from app.operations.call_desk import CallDetails
from app.operations.triage import FileRow, InboxRow, InquiryCard
from app.views.look.card_column import MARGIN, NARROWEST, CardColumn
from app.views.look.chip import Chip
from app.views.look.label import Label
from app.views.telephone.number_link import Dialled
from app.views.telephone.story import add_call
from app.views.telephone.words import is_dialled
from app.views.triage.card_lines import CardLink, DoubleLine, SuggestionLine
from app.views.triage.card_rows import at_left, due_chip, history_line, icon_line, known_lines, number_line
from app.views.triage.inquiry_words import file_size, language_word, source_icon, source_words, when, who_asks
from app.views.triage.letter_part import LetterPart

LONGEST_TEXT = 4000
"""Characters of the matter that the card shows at once; the rest stands in the original letter."""
HISTORY_SHOWN = 12


class InquiryCardColumn(CardColumn):
    """The right-hand card. Foreign text is shown as plain text, never as HTML."""

    suggestion_taken = Signal(int)
    """The person clicked the suggestion: id of the department."""
    counterparty_wanted = Signal(int)
    answer_wanted = Signal()
    """The person wants to write to whoever asks."""
    file_wanted = Signal(int, str)
    """Id and name of a file that the person wants to save."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: InquiryCard | None = None
        """The card as the books have it; None while it is still on its way."""
        self._drawn: InquiryCard | None = None
        self.calls: tuple[CallDetails, ...] = ()
        """The calls that the inquiry consists of."""
        self._now: datetime | None = None
        self._key_of_suggestion = ""
        self._open = False
        self._letter: LetterPart | None = None
        self._told = QWidget()
        self._told_word, self._told_name = Label("", 12, 400, "muted"), Label("", 12, 600)
        row = QHBoxLayout(self._told)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(8)
        row.addWidget(self._told_word)
        row.addWidget(self._told_name, 1)
        self._number = Label("", 12, 400, "muted")
        row.addWidget(self._number)
        self.add_foot(self._told)

    def show_card(
        self, card: InquiryCard, now: datetime, key_of_suggestion: str = "", calls: tuple[CallDetails, ...] = ()
    ) -> None:
        """Show an inquiry with its *calls*; nothing moves if it is shown like this already."""
        if (card, calls) == (self.shown, self.calls) and key_of_suggestion == self._key_of_suggestion:
            return
        if self.drawn != card.id:
            self._open = False
        self.shown = self._drawn = card
        self._now, self._key_of_suggestion, self.calls = now, key_of_suggestion, calls
        self.retranslate()

    def show_meanwhile(self, row: InboxRow, now: datetime) -> None:
        """Show what the list knows of an inquiry whose card is still on its way."""
        if self.drawn == row.id:
            return
        self.shown, self._open, self._now, self._key_of_suggestion, self.calls = None, False, now, "", ()
        self._drawn = meanwhile(row)
        self.retranslate()

    @property
    def drawn(self) -> int:
        """Id of the inquiry that stands here, whole or not; 0 for none."""
        return self._drawn.id if self._drawn is not None else 0

    def show_nothing(self) -> None:
        """Nothing is selected."""
        self.shown = self._drawn = None
        self.calls = ()
        self.clear()
        self._told_word.setText("")
        self._told_name.setText("")
        self._number.setText("")

    def retranslate(self) -> None:
        """Build the card in the chosen language."""
        card, now = self._drawn, self._now
        self.clear()
        self._letter = None
        if card is None or now is None:
            return
        self._add_head(card, now)
        self._add_contact(card)
        self._add_message(card)
        self._add_files(card)
        self._add_suggestion(card)
        self._add_known(card, now)
        self._add_doubles(card)
        self._add_history(card, now)
        self._told_word.setText(tr("Told next") if card.told_next else "")
        self._told_name.setText(card.told_next)
        self._number.setText(card.number)

    def toggle_original(self) -> None:
        """Show or hide the whole letter as it came."""
        self._open = not self._open
        if self._letter is not None:
            self._letter.show_letter(self._open)

    @property
    def original(self) -> QPlainTextEdit | None:
        """The letter as it came, None for what is no letter or stands above as a whole."""
        return self._letter.text if self._letter is not None else None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _add_head(self, card: InquiryCard, now: datetime) -> None:
        head = self.add_section()
        chips = QWidget()
        row = QHBoxLayout(chips)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        due = due_chip(card, now)
        shown = [
            Chip(source_words(card.source), "neutral", source_icon(card.source)),
            Chip(tr(INQUIRY_STATE_WORDS[InquiryState(card.state)]), "neutral", "user-plus"),
        ]
        if due is not None:
            # The state says no more than the list: what matters is how long there is.
            shown[1] = due
        for chip in shown:
            row.addWidget(chip)
        row.addStretch(1)
        received = Label(when(card.received_at, now), 12, 500, "muted")
        taken = sum(chip.sizeHint().width() + row.spacing() for chip in shown)
        head.add(chips)
        if taken + received.sizeHint().width() <= NARROWEST - 2 * MARGIN:
            row.addWidget(received)
        else:
            head.add(received)
        head.add(Label(card.subject or who_asks(card), 17, 600, wrap=True))
        second = ", ".join(part for part in (card.name, card.company) if part) if card.subject else card.company
        if second and second != card.subject:
            head.add(Label(second, 13, 400, "muted", wrap=True))

    def _add_contact(self, card: InquiryCard) -> None:
        section = self.add_section()
        if card.email:
            section.add(icon_line("envelope-simple", card.email, selectable=True))
        dialled = number_of(card)
        if dialled is not None:
            section.add(number_line(dialled, self._now or card.received_at))
        elif is_dialled(card.phone_raw):
            section.add(icon_line("phone", card.phone_raw, selectable=True))
        if words := language_word(card.language):
            section.add(icon_line("translate", words))
        if card.email:
            link = CardLink(tr("Answer by letter"), icon="paper-plane-tilt", height=28)
            link.setToolTip(tr("R answers by letter"))
            link.clicked.connect(lambda _checked=False: self.answer_wanted.emit())
            section.add(at_left(link, "R"))
        if not card.email and not card.phone and not is_dialled(card.phone_raw):
            section.add(icon_line("phone-x", tr("No contact was given"), token="muted"))

    def _add_message(self, card: InquiryCard) -> None:
        for details in self.calls:
            add_call(self.add_section(tr("Call")), details, self._now or card.received_at)
        if card.text:
            section = self.add_section(tr("Message"))
            cut = len(card.text) > LONGEST_TEXT
            section.add(Label(card.text[:LONGEST_TEXT] + (" …" if cut else ""), 13, wrap=True))
        else:
            section = self.add_section()
        if card.original and card.original.strip() != card.text.strip():
            self._letter = LetterPart(card.original)
            self._letter.show_letter(self._open)
            section.add(self._letter)

    def _add_files(self, card: InquiryCard) -> None:
        if not card.files:
            return
        section = self.add_section(tr("Files"))
        for each in card.files:
            section.add(self._file_line(each))

    def _file_line(self, row: FileRow) -> QWidget:
        line = QWidget()
        box = QHBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        button = CardLink(row.name, icon="paperclip", height=28)
        button.setSizePolicy(button.sizePolicy().Policy.Ignored, button.sizePolicy().Policy.Fixed)
        button.setMaximumWidth(button.sizeHint().width())
        button.setToolTip(tr("Save {file}", file=row.name))
        button.setAccessibleName(tr("Save {file}", file=row.name))
        button.clicked.connect(lambda _checked=False: self.file_wanted.emit(row.id, row.name))
        box.addWidget(button, 1)
        box.addWidget(Label(file_size(row.size), 12, 400, "muted"))
        box.addStretch(0)
        return line

    def _add_suggestion(self, card: InquiryCard) -> None:
        if card.suggestion is None:
            return
        section = self.add_section(tr("Suggestion"))
        line = SuggestionLine(card.suggestion, self._key_of_suggestion)
        department = card.suggestion.department_id
        line.clicked.connect(lambda _checked=False: self.suggestion_taken.emit(department))
        section.add(line)

    def _add_known(self, card: InquiryCard, now: datetime) -> None:
        if card.sender is not None:
            section = self.add_section(tr("Known about the sender"))
            for line in known_lines(card.sender, now):
                section.add(line)

    def _add_doubles(self, card: InquiryCard) -> None:
        if not card.doubles:
            return
        section = self.add_section(tr("Perhaps already known"))
        for double in card.doubles:
            line = DoubleLine(double)
            line.clicked.connect(lambda _checked=False, known=double.counterparty_id: self.counterparty_wanted.emit(known))
            section.add(line)

    def _add_history(self, card: InquiryCard, now: datetime) -> None:
        if not card.history:
            return
        section = self.add_section(tr("History"))
        for row in card.history[:HISTORY_SHOWN]:
            section.add(history_line(row, now))
        left = len(card.history) - HISTORY_SHOWN
        if left > 0:
            section.add(Label(trn("{count} older entry", "{count} older entries", left), 12, 400, "muted"))


def meanwhile(row: InboxRow) -> InquiryCard:
    """What a row of the list says, as a card without what has still to be looked up."""
    written = "@" in row.contact
    return InquiryCard(
        id=row.id,
        version=row.version,
        number=row.number,
        received_at=row.received_at,
        channel=row.channel,
        source=row.source,
        state=row.state,
        name=row.name,
        company=row.company,
        phone="",
        phone_raw="" if written else row.contact,
        email=row.contact if written else "",
        subject=row.subject,
        text=row.preview,
        original="",
        language=row.language,
        files=(),
        doubles=(),
        suggestion=None,
        history=(),
        told_next="",
        department_id=None,
        seller_id=None,
        counterparty_id=None,
        due_at=row.due_at,
    )


def number_of(card: InquiryCard) -> Dialled | None:
    """The number by which whoever asks can be called, None if there is none that can be dialled."""
    return Dialled(card.phone, card.name, counterparty_id=card.counterparty_id) if card.phone else None
