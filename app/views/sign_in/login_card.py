"""The left side of the sign-in: the own login on the company's database."""

from PySide6.QtCore import QEvent, QRect, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import LANGUAGES, chosen, tr
from app.views.background import Background
from app.views.look.buttons import MainButton
from app.views.look.fields import LineField
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.painting import paint_box
from app.views.look.segments import Segment, Segments
from app.views.look.tokens import Token
from app.views.shell.rail import paint_mark
from app.views.sign_in.door import Reach, SignIn

PAUSE = 400
"""Milliseconds after the last letter before the database is looked for."""


class Sign(QWidget):
    """Kontor's sign, 40 px."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(40, 40)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_mark(painter, QRect(0, 0, 40, 40))
        painter.end()


class LoginCard(QWidget):
    """Name, password, database; says in the background whether the database answers. ``wanted``: the person signs in."""

    wanted = Signal(str, str, str)
    spoken = Signal(str)

    def __init__(self, background: Background, door: SignIn, company: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background, self._door = background, door
        self._reach: Reach | UserError | None = None
        self._checking = False
        self.name = LineField("")
        self.password = LineField("", secret=True)
        self.database = LineField("")
        self._sign = IconLabel("circle-dashed", size=14)
        self._state = Label("", 12, 400, "muted")
        self.button = MainButton(key="Return", height=36)
        self.button.set_stretched()
        self._language = Label("", 12, 400, "muted")
        self.languages = Segments([Segment(code, name) for code, name in LANGUAGES.items()])
        self.languages.choose(chosen())
        self._pause = QTimer(self, interval=PAUSE, singleShot=True)
        self._pause.timeout.connect(self.check)
        self.database.changed.connect(self._edited)
        self.button.clicked.connect(self._sign_in)
        self.languages.chosen.connect(self.spoken)
        self._lay_out(company)
        self.retranslate()

    def retranslate(self) -> None:
        """Say labels and the state of the database in the chosen language."""
        self.name.set_label(tr("Name"))
        self.password.set_label(tr("Password"))
        self.database.set_label(tr("Database"))
        self.button.setText(tr("Sign in"))
        self._language.setText(tr("Language"))
        self.languages.setAccessibleName(tr("Language"))
        self.languages.choose(chosen())
        self._show_state()

    def check(self) -> None:
        """Look in the background whether the database answers."""
        self._pause.stop()
        self._reach = None
        self._checking = bool(self.database.value())
        self._show_state()
        if self._checking:
            asked = self.database.value()
            ticket = self._background.run(self, self._door.reach, asked)
            ticket.then(lambda reach: self._answer(asked, reach)).otherwise(lambda error: self._answer(asked, error))

    def show_error(self, error: UserError) -> None:
        """Say under the password what was wrong, and put the keyboard there."""
        self.password.set_error(error.said())
        self.password.line.selectAll()
        self.password.setFocus()

    def set_busy(self, busy: bool) -> None:
        """Nothing can be sent twice."""
        self.button.setEnabled(not busy)
        self.button.setText(tr("Signing in…") if busy else tr("Sign in"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        paint_box(painter, self.rect(), 6, "base", "border")
        painter.end()

    def _lay_out(self, company: str) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Label("Kontor", 20, 600))
        if company:
            names.addWidget(Label(company, 12, 400, "muted"))
        head.addWidget(Sign())
        head.addLayout(names, 1)
        state = QHBoxLayout()
        state.setSpacing(6)
        state.addWidget(self._sign)
        state.addWidget(self._state, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._language, 1)
        foot.addWidget(self.languages)
        column = QVBoxLayout(self)
        column.setContentsMargins(30, 28, 30, 24)
        column.setSpacing(0)
        column.addLayout(head)
        for field in (self.name, self.password, self.database):
            column.addSpacing(20 if field is self.name else 12)
            column.addWidget(field)
        column.addSpacing(4)
        column.addLayout(state)
        column.addSpacing(18)
        column.addWidget(self.button)
        column.addSpacing(30)
        column.addLayout(foot)

    def _edited(self) -> None:
        self._reach, self._checking = None, False
        self._show_state()
        self._pause.start()

    def _answer(self, asked: str, reach: Reach | UserError) -> None:
        if asked == self.database.value():
            self._reach, self._checking = reach, False
            self._show_state()

    def _show_state(self) -> None:
        icon: str
        token: Token
        match self._reach:
            case Reach(encrypted=True, milliseconds=ms):
                icon, token, words = "check-circle", "success_text", tr("Reachable, encrypted, {ms} ms", ms=ms)
            case Reach(milliseconds=ms):
                icon, token, words = "warning", "warning_text", tr("Reachable, not encrypted, {ms} ms", ms=ms)
            case UserError() as error:
                icon, token, words = "warning-circle", "danger_text", error.said()
            case _:
                icon, token = "circle-dashed", "muted"
                words = tr("Looking for the database…") if self._checking else ""
        self._sign.setVisible(bool(words))
        self._sign.set_icon(icon, token)
        self._state.set_token("danger_text" if token == "danger_text" else "muted")
        self._state.setText(words)

    def _sign_in(self) -> None:
        for field, sentence in (
            (self.name, tr("Your name is missing")),
            (self.database, tr("The database is missing: ask those who look after Kontor")),
        ):
            if not field.value():
                field.set_error(sentence)
                field.setFocus()
                return
        self.wanted.emit(self.database.value(), self.name.value(), self.password.line.text())
