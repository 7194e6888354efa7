"""The top of the deal's page: where one is, company and title, the worst news, the sum, the way of the deal."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.models.process import RULES
from app.operations.deal_rows import DealCard, PathState, PathStep
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.chip import Chip, ChipText
from app.views.look.icons import IconLabel
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label
from app.views.look.numbers import day, money
from app.views.look.painting import text_width
from app.views.look.stage_path import StagePath, StageStep, StepState
from app.views.look.tokens import Token

COMPANY, TITLE = 300, 72
"""The width that a company's name keeps, and the one that its title keeps beside a long name, px."""
MARGIN, GAP = 20, 12
STATES: dict[PathState, StepState] = {"past": "passed", "now": "present", "ahead": "ahead", "passed_over": "left_out"}


class Crumb(QuietButton):
    """The way back, as a link."""

    def _padding(self) -> int:
        return 0

    def _ink(self) -> Token:
        return "accent_text"


class PageTop(QWidget):
    """``show_card(card)`` and ``show_place(7, 23)``."""

    left = Signal()
    """Back to the board."""
    document_wanted = Signal()
    letter_wanted = Signal()
    move_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_ground(self, "base")
        self._card: DealCard | None = None
        self._at, self._of = 0, 0
        self.back = Crumb(height=28)
        self.number = Label("", 12, 400, "muted")
        self.place = Label("", 12, 400, "muted")
        self.company = Label("", 20, 600)
        self.title = Label("", 15, 400, "muted")
        self.chip = Chip()
        self.sum = Label("", 20, 600)
        self.letter = PlainButton(icon="paper-plane-tilt", key="W")
        self.document = PlainButton(icon="file-text", key="D")
        self.onward = PlainButton(key="Ctrl+Right")
        self.path = StagePath()
        self._hints = [KeyHint("Alt+Up"), KeyHint("Alt+Down")]
        self._lay_out()
        self.back.clicked.connect(self.left)
        self.document.clicked.connect(self.document_wanted)
        self.letter.clicked.connect(self.letter_wanted)
        self.onward.clicked.connect(self.move_wanted)
        self.retranslate()

    def show_card(self, card: DealCard) -> None:
        """Show *card*."""
        self._card = card
        self.retranslate()

    def show_place(self, at: int, of: int) -> None:
        """Say that this is the deal number *at* of *of* on the board; 0 for one that is not on it."""
        self._at, self._of = at, of
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.back.setText(tr("Deals"))
        self.document.setText(tr("Document"))
        self.letter.setToolTip(tr("Write a letter"))
        self.letter.setAccessibleName(tr("Write a letter"))
        self.place.setText(tr("{at} of {count}", at=self._at, count=self._of) if self._at else "")
        for hint in self._hints:
            hint.setVisible(self._of > 1)
        card = self._card
        self.onward.setVisible(card is not None and card.target is not None)
        if card is None:
            return
        self.number.setText(card.number)
        self.company.setText(card.company)
        self.title.setText(card.title)
        self.chip.setVisible(card.chip is not None)
        if card.chip is not None:
            self.chip.show_chip(ChipText(spoken(card.chip), card.chip_tone, card.chip_icon))
        self.sum.setText(money(card.net, card.currency))
        # A long title gives way first, the company only when it is very long, the sum never.
        self.sum.setMinimumWidth(text_width(self.sum.text(), self.sum.font()) + 1)
        self.company.setMinimumWidth(min(COMPANY, text_width(card.company, self.company.font()) + 1))
        if card.target is not None:
            self.onward.setText(tr("Move to {stage}", stage=tr(RULES[card.target].word)))
            self.onward.set_icon("lock-simple" if card.missing else "arrow-right")
        self.path.set_steps([_step(step) for step in card.path])
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """A long title gives way before the company's name does."""
        beside = [part for part in (self.chip, self.sum, self.letter, self.document, self.onward) if not part.isHidden()]
        taken = 2 * MARGIN + sum(part.sizeHint().width() + GAP for part in beside) + 2 * GAP
        left = self.width() - taken - self.company.sizeHint().width()
        self.title.setMaximumWidth(max(TITLE, min(left, self.title.sizeHint().width())))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        crumbs = QHBoxLayout()
        crumbs.setSpacing(4)
        crumbs.addWidget(self.back)
        crumbs.addWidget(IconLabel("caret-right", "muted", 12))
        crumbs.addSpacing(4)
        crumbs.addWidget(self.number, 1)
        crumbs.addWidget(self.place)
        crumbs.addSpacing(4)
        for hint in self._hints:
            crumbs.addWidget(hint)
        names = QHBoxLayout()
        names.setSpacing(GAP)
        names.addWidget(self.company)
        names.addWidget(self.title)
        names.addWidget(self.chip)
        names.addStretch(1)
        names.addWidget(self.sum)
        names.addSpacing(4)
        names.addWidget(self.letter)
        names.addWidget(self.document)
        names.addWidget(self.onward)
        inner = QVBoxLayout()
        inner.setContentsMargins(MARGIN, 8, MARGIN, 6)
        inner.setSpacing(8)
        inner.addLayout(crumbs)
        inner.addLayout(names)
        inner.addWidget(self.path)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner)
        column.addWidget(Hairline())


def _step(step: PathStep) -> StageStep:
    dates = spoken(step.note)
    if step.since is not None and step.state == "now":
        dates = tr("since {date}, {days} d", date=day(step.since), days=step.days or 0)
    elif step.since is not None:
        dates = tr("{date}, {days} d", date=day(step.since), days=step.days or 0)
    return StageStep(step.word.said(), dates, STATES[step.state])
