"""What a deal's page says while a head has it as a difficult case: who took it over, why, and the way to resolve it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import tr
from app.models.quality_terms import CAUSE_WORDS
from app.models.terms import Role
from app.operations import difficult_case_rows
from app.operations.actors import Actor
from app.operations.deal_rows import DealCard
from app.operations.difficult_case_rows import CaseRow
from app.views.deals.form import FormSlot
from app.views.deals.work import DealWork
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import QuietButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.numbers import day
from app.views.messages import Messages
from app.views.quality.taking_over import TakingOver

HEADS = frozenset({Role.HEAD, Role.ADMIN})


class CaseStrip(QWidget):
    """Hidden while the deal of *work* is no difficult case. ``take_over()`` asks a head for the cause."""

    wanted = Signal(str, int)

    def __init__(self, desk: Desk, messages: Messages, who: Actor, work: DealWork, slot: FormSlot) -> None:
        super().__init__()
        self._desk, self._messages, self._who, self._work = desk, messages, who, work
        self.case: CaseRow | None = None
        self._over = TakingOver(desk, messages, slot, self)
        self._words = Label("", 13, 500, "warning_text")
        self.resolve = QuietButton(icon="lifebuoy", height=28)
        inside = QWidget()
        set_ground(inside, "alt")
        row = QHBoxLayout(inside)
        row.setContentsMargins(20, 4, 12, 4)
        row.setSpacing(8)
        row.addWidget(IconLabel("lifebuoy", "warning_text", 16))
        row.addWidget(self._words, 1)
        row.addWidget(self.resolve, 0, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(inside)
        column.addWidget(Hairline())
        self.hide()
        work.shown.connect(self._ask)
        self._over.changed.connect(work.reload)
        self.resolve.clicked.connect(self._lead)

    def take_over(self) -> None:
        """K: a head takes the deal over, with the cause."""
        card = self._work.card
        if card is None:
            return
        if self._who.roles.isdisjoint(HEADS):
            self._messages.problem(UserError("Difficult cases are taken over by the head of the department."))
        elif self.case is not None:
            self._lead()
        else:
            self._over.deal(card.id, card.version, card.company)

    def retranslate(self) -> None:
        """Say it in the chosen language."""
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _ask(self, card: DealCard) -> None:
        self._desk.ask(self, difficult_case_rows.open_case, deal_id=card.id).then(self._show)

    def _show(self, case: CaseRow | None) -> None:
        self.case = case
        self._say()
        self.setVisible(case is not None)

    def _say(self) -> None:
        case = self.case
        self.resolve.setText(tr("Difficult cases"))
        self.resolve.setVisible(not self._who.roles.isdisjoint(HEADS))
        if case is None:
            return
        cause = tr(CAUSE_WORDS[case.cause])
        gaps = {"name": case.taken_by, "day": day(case.taken_at), "cause": cause}
        said = tr("Difficult case: {name} took this deal over on {day}, {cause}.", **gaps)
        if case.note:
            said = tr("Difficult case: {name} took this deal over on {day}, {cause}. {note}", **gaps, note=case.note)
        self._words.setText(said)
        self._words.setToolTip(said)

    def _lead(self) -> None:
        if self.case is not None:
            self.wanted.emit("difficult_case", self.case.id)
