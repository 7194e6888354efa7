"""Qualification: the form, beside it what is missing and who it may be already, and the way into the process [M35-M42]."""

from functools import partial

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.errors import Conflict, GateClosed, UserError
from app.language import tr
from app.operations import qualification, triage
from app.operations.qualification import NewDeal
from app.operations.traits import traits
from app.operations.triage import Decided, Double
from app.views.conflict import settle_conflict
from app.views.desk import Desk
from app.views.leads.gate_list import show_gate, way_of
from app.views.leads.known_list import KnownList
from app.views.leads.qualify_form import QualifyForm
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import MainButton, PlainButton
from app.views.look.checklist import GateChecklist
from app.views.look.label import Label
from app.views.look.scroll_bars import steady_scroll_bar
from app.views.messages import Messages

GATE_WIDTH = 336
HEAD_HEIGHT = 55
PAUSE = 400
"""Milliseconds without a key until the books are asked who that may be."""
UNREADABLE = (("phone", "number"), ("email", "address"), ("phone", "value"), ("email", "value"))
"""Fields, and the gap of a refusal that repeats what was typed there."""


class QualifyPanel(QWidget):
    """``begin(inquiry_id, version, name)`` loads the draft; Ctrl+Enter makes the deal, Alt+X ends it, Esc leaves it."""

    deal_created = Signal(int, str)
    """Id and title of the new deal."""
    linked = Signal(object, object)
    """It was somebody known: ``Decided``, and the draft as it stood."""
    closing_wanted = Signal()
    """No deal comes of it: the person wants to give the reason."""
    left = Signal()

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.messages = desk, messages
        self.inquiry_id, self.version = 0, 0
        self.edited = False
        self._name = ""
        self._checked: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()
        self.form = QualifyForm()
        self.form.changed.connect(self._edited)
        self.gate = GateChecklist()
        self.gate.way_chosen.connect(self.go_to)
        self.known = KnownList()
        self.known.chosen.connect(self.link)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._ask_known)
        self.create_button = MainButton(key="Ctrl+Return")
        self.create_button.clicked.connect(self.make_deal)
        self.close_button = PlainButton(icon="x-circle", key="Alt+X")
        self.close_button.clicked.connect(self.closing_wanted)
        self.back_button = PlainButton(key="Esc")
        self.back_button.clicked.connect(self.left)
        self._title = Label("", 20, 600)
        self._scroll = QScrollArea()
        self._lay_out()
        self.retranslate()

    def begin(self, inquiry_id: int, version: int, name: str, draft: NewDeal | None = None) -> None:
        """Qualify an inquiry in the *version* that the person saw; *draft*: what was typed before, else from the lead."""
        self.inquiry_id, self.version, self._name = inquiry_id, version, name
        self.edited, self._asked = False, ()
        self.known.show_known(())
        self.retranslate()
        self.create_button.setEnabled(False)
        self.desk.ask(self, traits).then(self.form.set_traits)
        if draft is None:
            self.desk.ask(self, qualification.draft_for, inquiry_id).then(self._show_draft)
        else:
            self._show_draft(draft)
            self.edited = True

    def make_deal(self) -> None:
        """Create the deal; what is refused is said at its field and in the message bar."""
        draft = self.form.value()
        self.create_button.setEnabled(False)
        made = self.desk.do(self, qualification.qualify, self.inquiry_id, self.version, draft)
        made.then(partial(self._made, draft)).otherwise(self._refused)
        made.anyway(lambda: self.create_button.setEnabled(True))

    def link(self, counterparty_id: int, _name: str) -> None:
        """It is somebody known: the letters join their history; what was typed can be had back."""
        draft = self.form.value()
        ticket = self.desk.do(self, triage.link, self.inquiry_id, self.version, counterparty_id)
        ticket.then(partial(self._linked, draft)).otherwise(self.messages.problem)

    def go_to(self, way: str) -> None:
        """Put the keyboard where a missing thing is filled in."""
        field = self.form.field_of(way)
        field.setFocus()
        self._scroll.ensureWidgetVisible(field)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(tr("Qualify: {name}", name=self._name))
        self.create_button.setText(tr("Create the deal"))
        self.close_button.setText(tr("Close with a reason"))
        self.back_button.setText(tr("Back to the list"))
        self.known.retranslate()
        self._check()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_known()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_draft(self, draft: NewDeal) -> None:
        self.form.set_value(draft)
        self.create_button.setEnabled(True)
        self._check()
        self._ask_known()
        self.form.contact["name"].setFocus()
        self._scroll.verticalScrollBar().setValue(0)

    def _edited(self) -> None:
        self.edited = True
        self._check()
        # What was refused is being put right: the sentence about it has done its work.
        self.messages.clear()

    def _check(self) -> None:
        draft = self.form.value()
        checked = (draft.needs, draft.entity, draft.contact, self.create_button.words)
        if checked != self._checked:
            self._checked = checked
            show_gate(self.gate, draft)
            self._pause.start()

    def _ask_known(self) -> None:
        """Ask the books who that may be, unless nothing that tells was typed since; the window goes on meanwhile."""
        self._pause.stop()
        draft = self.form.value()
        asked = (self.inquiry_id, draft.contact, draft.entity)
        if self.inquiry_id and asked != self._asked and self.isVisible():
            self._asked = asked
            self.desk.ask(self, qualification.known_as, self.inquiry_id, draft).then(self._show_known)

    def _show_known(self, doubles: tuple[Double, ...]) -> None:
        self.known.show_known(doubles)

    def _linked(self, draft: NewDeal, decided: Decided) -> None:
        self.edited = False
        self.linked.emit(decided, draft)

    def _made(self, draft: NewDeal, deal_id: int) -> None:
        self.edited = False
        self.deal_created.emit(deal_id, draft.title or draft.entity.name)

    def _refused(self, error: UserError) -> None:
        if isinstance(error, Conflict):
            settle_conflict(error, self, keep_mine=partial(self._insist, error), keep_theirs=self.left.emit)
            return
        self.messages.problem(error)
        if isinstance(error, GateClosed):
            for lack in error.missing:
                self.form.mark(way_of(lack), tr("Missing: {what}", what=lack.what.said()))
            self.go_to(way_of(error.missing[0]))
            return
        # The operation repeats what it could not read, so the field that holds it can say so itself.
        for name, gap in UNREADABLE:
            said = str(error.phrase.params.get(gap, "")).lower()
            if said and self.form.contact[name].value().lower() == said:
                self.form.contact[name].set_error(error.said())
                self.go_to(f"contact:{name}")

    def _insist(self, error: Conflict) -> None:
        self.version = error.current_version or self.version
        self.make_deal()

    def _lay_out(self) -> None:
        set_ground(self, "base")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self.form)
        steady_scroll_bar(self._scroll)
        head, side, bottom = QWidget(), QWidget(), QWidget()
        head.setFixedHeight(HEAD_HEIGHT)
        QHBoxLayout(head).addWidget(self._title)
        head.setContentsMargins(11, 0, 11, 0)
        side.setFixedWidth(GATE_WIDTH)
        gate = QVBoxLayout(side)
        gate.setContentsMargins(16, 16, 16, 16)
        gate.addWidget(self.gate)
        gate.addWidget(self.known)
        gate.addStretch(1)
        set_ground(bottom, "window")
        row = QHBoxLayout(bottom)
        row.setContentsMargins(20, 12, 20, 12)
        row.setSpacing(8)
        row.addWidget(self.create_button)
        row.addWidget(self.close_button)
        row.addWidget(self.back_button)
        row.addStretch(1)
        work = QHBoxLayout()
        work.setSpacing(0)
        for part, share in ((self._scroll, 1), (Hairline(upright=True), 0), (side, 0)):
            work.addWidget(part, share)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(Hairline())
        column.addLayout(work, 1)
        column.addWidget(Hairline())
        column.addWidget(bottom)
