"""A new counterparty: a few fields, and who it may be already, looked up while they are typed [M36, P2]."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.errors import UserError
from app.language import marked, tr
from app.models.terms import KIND_WORDS, CounterpartyKind, Role
from app.operations import counterparties, doubles
from app.operations.actors import Actor
from app.operations.counterparties import CounterpartyDraft
from app.operations.doubles import Double
from app.views.counterparties.forms import GridForm
from app.views.deals.form import Asked, SmallForm
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.buttons import QuietButton
from app.views.look.label import Label
from app.views.messages import Messages

WAIT = 250
"""Milliseconds without a key before doubles are looked up."""
SHOWN = 4
SHORTEST = 3


class NewParty(SmallForm):
    """``made`` carries the id of the new counterparty, ``known`` that of one which was there already."""

    made = Signal(int)
    known = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk, messages: Messages, person: Actor) -> None:
        super().__init__()
        set_ground(self, "alt")
        self._desk, self._messages, self._person = desk, messages, person
        asked = (
            Asked("name", marked("Name"), needed=True, stretch=2),
            Asked("kind", marked("Kind"), "choice", CounterpartyKind.CUSTOMER, tuple(KIND_WORDS.items())),
            Asked("contact", marked("Person")),
            Asked("phone", marked("Phone")),
            Asked("email", marked("E-mail")),
            Asked("website", marked("Web site")),
            Asked("region", marked("Country")),
        )
        self.form = GridForm(marked("New counterparty"), asked, marked("Record it"), icon="plus")
        self.found: tuple[Double, ...] = ()
        self._doubles = QVBoxLayout()
        self._doubles.setContentsMargins(20, 0, 20, 10)
        self._doubles.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.form)
        column.addLayout(self._doubles)
        self._wait = QTimer(self, interval=WAIT, singleShot=True)
        self._wait.timeout.connect(self._look)
        for key in ("name", "contact", "phone", "email"):
            self.form.fields[key].changed.connect(self._wait.start)
        self.form.submitted.connect(self._save)
        self.form.left.connect(self.left)

    def is_dirty(self) -> bool:
        """Whether somebody has typed or chosen something."""
        return self.form.is_dirty()

    def begin(self) -> None:
        """Give the keyboard to the name."""
        self.form.begin()

    def _look(self) -> None:
        values = self.form.values()
        name, phone, email = (str(values[key]) for key in ("name", "phone", "email"))
        if len(name) < SHORTEST and len(phone) < SHORTEST and len(email) < SHORTEST:
            self._show(())
            return
        ticket = self._desk.ask(self, doubles.typed, name=str(values["contact"]), company=name, phone=phone, email=email)
        ticket.then(lambda found: self._show(found[:SHOWN]))

    def _show(self, found: tuple[Double, ...]) -> None:
        self.found = found
        while (item := self._doubles.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if found:
            self._doubles.addWidget(Label(tr("May be here already; the key opens it instead:"), 12, 600, "warning_text"))
        for place, double in enumerate(found, start=1):
            kind = tr(KIND_WORDS[CounterpartyKind(double.kind)])
            words = ", ".join(filter(None, (double.name, kind, double.seller, double.why.said())))
            button = QuietButton(words, icon="git-merge", key=f"Ctrl+{place}", height=28)
            button.set_stretched()
            button.clicked.connect(lambda _checked=False, double=double: self.known.emit(double.counterparty_id))
            self._doubles.addWidget(button)

    def _save(self, values: dict[str, object]) -> None:
        seller = Role.SELLER in self._person.roles
        given = {key: str(value or "").strip() for key, value in values.items()}
        draft = CounterpartyDraft(
            name=given["name"],
            kind=CounterpartyKind(given["kind"]),
            phones=(given["phone"],) if given["phone"] else (),
            emails=(given["email"],) if given["email"] else (),
            contact=given["contact"],
            department_id=self._person.department_id if seller or Role.HEAD in self._person.roles else None,
            seller_id=self._person.id if seller else None,
            region=given["region"][:2].upper(),
            website=given["website"],
        )
        self.form.setEnabled(False)
        ticket = self._desk.do(self, counterparties.create, draft)
        ticket.then(self.made.emit).otherwise(self._refused).anyway(lambda: self.form.setEnabled(True))

    def _refused(self, error: UserError) -> None:
        self._messages.problem(error)
        self._look()
