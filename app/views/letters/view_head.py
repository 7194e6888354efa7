"""The head of a letter that is read: subject, from, to, date, and what is known of it as chips."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.letter_reading import LetterShown
from app.views.look.areas import Hairline
from app.views.look.chip import Chip, ChipText
from app.views.look.label import Label
from app.views.look.numbers import clock, day
from app.views.look.segments import Segment, Segments

MOST_NAMED = 3
"""Recipients that are named; the others are in the tooltip."""


def letter_chips(letter: LetterShown) -> list[ChipText]:
    """What is known of a letter besides its words."""
    chips = []
    if letter.came_back:
        chips.append(ChipText(tr("came back"), "danger", "warning-circle"))
    if letter.automatic:
        chips.append(ChipText(tr("automatic"), "neutral", "gear"))
    if letter.template:
        chips.append(ChipText(tr("read by a template"), "neutral", "highlighter-circle"))
    if letter.deal:
        chips.append(ChipText(letter.deal, "neutral", "columns"))
    return chips


class LetterViewHead(QWidget):
    """``LetterViewHead(letter)``; ``ways`` switches between text and HTML, once the letter is known to have HTML."""

    def __init__(self, letter: LetterShown) -> None:
        super().__init__()
        self._letter = letter
        self.subject = Label("", 17, 600, wrap=True)
        self.people, self.when, self.reason = (Label("", 12, 400, "muted") for _ in range(3))
        self.ways = Segments()
        self._chips = QWidget()
        row = QHBoxLayout(self._chips)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        self.chips = [Chip() for _ in letter_chips(letter)]
        for chip in self.chips:
            row.addWidget(chip)
        row.addWidget(self.reason, 1)
        self._chips.setVisible(bool(self.chips))
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.subject, 1)
        top.addWidget(self.ways)
        inner = QVBoxLayout()
        inner.setContentsMargins(20, 12, 20, 10)
        inner.setSpacing(3)
        inner.addLayout(top)
        for part in (self.people, self.when, self._chips):
            inner.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner)
        column.addWidget(Hairline())
        self.ways.hide()
        self.retranslate()

    def offer_html(self, offered: bool) -> None:
        """Whether the letter can be shown as HTML too."""
        self.ways.setVisible(offered)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        letter = self._letter
        self.subject.setText(letter.subject or tr("(no subject)"))
        sender = ", ".join(filter(None, (letter.who, letter.sender)))
        more = len(letter.to) - MOST_NAMED
        named = ", ".join(letter.to[:MOST_NAMED])
        to = f"{named}  +{more}" if more > 0 else named
        people = (tr("From {address}", address=sender) if sender else "", tr("To {address}", address=to) if to else "")
        self.people.setText("  ·  ".join(filter(None, people)))
        self.people.setToolTip("\n".join(letter.to))
        files = trn("{count} file", "{count} files", len(letter.files)) if letter.files else ""
        self.when.setText("  ·  ".join(filter(None, (f"{day(letter.at)}, {clock(letter.at)}", letter.company, files))))
        for chip, known in zip(self.chips, letter_chips(letter), strict=True):
            chip.show_chip(known)
        self.reason.setText(tr(letter.reason) if letter.reason else "")
        self.ways.set_segments([Segment("text", tr("Text")), Segment("html", tr("As it was sent"))])
        self.ways.setAccessibleName(tr("How the letter is shown"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
