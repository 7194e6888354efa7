"""The question whether a letter from an unknown address is from somebody known: one sentence, two keys [C9]."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.operations.link_proposals import ProposalRow
from app.phone_number import shown_phone
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.triage.decision_bar import GAP, MARGIN

HEIGHT = 10
"""px above and below the sentence."""


class ProposalStrip(QWidget):
    """``show_proposal(row)``; ``answered`` carries True where the address belongs to them.

    decline_key: another key than N, where that one means something else.
    """

    answered = Signal(bool)

    def __init__(self, decline_key: str = "N", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "accent_tint")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.shown: ProposalRow | None = None
        self.sentence = Label("", 13, 500, wrap=True)
        self.accept_button = PlainButton(icon="link", key="Y")
        self.decline_button = PlainButton(icon="x-circle", key=decline_key)
        self.accept_button.clicked.connect(lambda: self.answered.emit(True))
        self.decline_button.clicked.connect(lambda: self.answered.emit(False))
        row = QHBoxLayout()
        row.setContentsMargins(MARGIN, HEIGHT, MARGIN, HEIGHT)
        row.setSpacing(GAP)
        row.addWidget(IconLabel("buildings"))
        row.addWidget(self.sentence, 1)
        row.addWidget(self.accept_button)
        row.addWidget(self.decline_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(Hairline())
        self.hide()

    def show_proposal(self, row: ProposalRow | None) -> None:
        """Ask about *row*; None takes the question away."""
        self.shown = row
        self.retranslate()
        self.setVisible(row is not None)

    def retranslate(self) -> None:
        """Ask in the chosen language."""
        self.accept_button.setText(tr("It is them"))
        self.decline_button.setText(tr("Somebody else"))
        if self.shown is not None:
            self.sentence.setText(question(self.shown))
            self.setAccessibleName(question(self.shown))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def question(row: ProposalRow) -> str:
    """Why it may be somebody known, and what is new."""
    if row.phone:
        return tr(
            "{phone} is known: {name}. The address {email} is new.",
            phone=shown_phone(row.phone),
            name=row.counterparty,
            email=row.email,
        )
    return tr("This answers letters with {name}. The address {email} is new.", name=row.counterparty, email=row.email)
