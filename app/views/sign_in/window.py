"""The sign-in window: own login at the left, the try-out's desks at the right."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import tr
from app.views.background import Background
from app.views.look.areas import set_ground
from app.views.look.label import Label
from app.views.preferences import Preferences
from app.views.shell.tongue import speak
from app.views.sign_in.desk_choice import DeskChoice
from app.views.sign_in.door import DeskPlace, SignIn
from app.views.sign_in.login_card import LoginCard


class SignInWindow(QWidget):
    """Lets a person in. ``entered`` carries what the door returned; the composition root opens the main window."""

    entered = Signal(object)

    def __init__(
        self,
        background: Background,
        door: SignIn,
        preferences: Preferences,
        places: Sequence[DeskPlace],
        *,
        version: str,
        company: str = "",
        database: str = "",
    ) -> None:
        super().__init__()
        self._background, self._door, self._preferences = background, door, preferences
        set_ground(self, "window")
        self.setMinimumSize(960, 620)
        self.resize(1280, 800)
        self.card = LoginCard(background, door, company)
        self.desks = DeskChoice(places)
        self._version = Label("", 12, 400, "muted")
        self._version.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._number = version
        self.card.setFixedWidth(400)
        self.desks.setFixedWidth(400)
        self.desks.setVisible(bool(places))
        self.card.wanted.connect(self._sign_in)
        self.card.spoken.connect(self._speak)
        self.desks.chosen.connect(self._sit_at)
        self.card.name.set_value(preferences.get("login"))
        self.card.database.set_value(preferences.get("database") or database)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        """Say title and version in the chosen language."""
        self.setWindowTitle(tr("Sign in to Kontor"))
        self._version.setText(tr("Kontor {version}", version=self._number))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.card.check()
        if self.card.name.value():
            self.card.password.setFocus()
        elif self.desks.buttons:
            # Digits choose a desk only while no field has the keyboard.
            self.desks.buttons[0].setFocus()
        else:
            self.card.name.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(56)
        row.addStretch(1)
        row.addWidget(self.card, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.desks, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 14)
        column.addStretch(1)
        column.addLayout(row)
        column.addStretch(1)
        column.addWidget(self._version)

    def _speak(self, code: str) -> None:
        speak(code)
        self._preferences.set("language", code)

    def _sign_in(self, database: str, login: str, password: str) -> None:
        self.card.set_busy(True)
        ticket = self._background.run(self, self._door.connect, database, login, password)
        ticket.then(lambda opened: self._let_in(opened, database, login))
        ticket.otherwise(self.card.show_error).anyway(lambda: self.card.set_busy(False))

    def _let_in(self, opened: object, database: str, login: str) -> None:
        self._preferences.set("login", login)
        self._preferences.set("database", database)
        self.card.password.line.clear()
        self.entered.emit(opened)

    def _sit_at(self, login: str) -> None:
        self.desks.setEnabled(False)
        ticket = self._background.run(self, self._door.sit_at, login)
        ticket.then(self.entered.emit).otherwise(self._refuse_desk).anyway(lambda: self.desks.setEnabled(True))

    def _refuse_desk(self, error: UserError) -> None:
        self.desks.error.setText(error.said())
        self.desks.error.show()
