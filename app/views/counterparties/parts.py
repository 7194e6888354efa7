"""Small parts of the card and the page: a way to reach somebody, a line that leads somewhere, a note typed in place."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from app.language import tr
from app.models.terms import ContactPointKind
from app.operations.counterparty_rows import PointRow
from app.phone_number import shown_phone
from app.views.look.buttons import IconButton, PlainButton, QuietButton
from app.views.look.chip import Chip
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.tokens import Token
from app.views.look.typeface import font
from app.views.telephone.number_link import Dialled, NumberLink

OpenLink = Callable[[QUrl], bool]


def point_words(point: PointRow) -> str:
    """A number or an address as a person reads it."""
    if point.kind is ContactPointKind.EMAIL:
        return point.value
    words = shown_phone(point.value)
    return tr("{number} ext. {extension}", number=words, extension=point.extension) if point.extension else words


class PointLine(QWidget):
    """A number or an address: copied by one button, called or written to by the other."""

    dropped = Signal(object)
    """PointRow: it does not lead here (any more)."""
    works_again = Signal(object)
    """PointRow: it leads here again, also if a letter came back from it."""

    def __init__(
        self,
        point: PointRow,
        company: str,
        *,
        droppable: bool,
        counterparty_id: int | None = None,
        link: OpenLink = QDesktopServices.openUrl,
    ) -> None:
        super().__init__()
        self.point, self._counterparty_id = point, counterparty_id
        self._link = link
        phone = point.kind is ContactPointKind.PHONE
        # A lead that is known by its number only is called by it, and so is its first person.
        aside = "" if point.contact in (company, point_words(point)) else point.contact
        self.number: NumberLink | None = None
        if phone and point.valid:
            self.number = NumberLink(Dialled(point.value, point.contact, point.extension, counterparty_id), key="C")
            words: QWidget = self.number
        else:
            words = Label(point_words(point), 13, 500, "text" if point.valid else "outline")
            words.setToolTip("\n".join(filter(None, (point_words(point), point.contact))))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(IconLabel("phone" if phone else "envelope-simple", "muted", 16))
        row.addWidget(words)
        whose = Label(aside, 12, 400, "muted")
        whose.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.addWidget(whose, 1)
        if point.came_back:
            returned = Chip(tr("came back"), "danger", "arrow-u-up-left")
            returned.setToolTip(point.came_back)
            row.addWidget(returned)
        elif not point.valid:
            row.addWidget(Chip(tr("wrong"), "neutral", "x-circle"))
        if point.blocked:
            chip = Chip(tr("blocked"), "danger", "prohibit")
            chip.setToolTip(point.blocked)
            row.addWidget(chip)
        self.copy = IconButton("copy", tr("Copy"), size=28)
        self.copy.clicked.connect(self.take_copy)
        row.addWidget(self.copy)
        if point.valid:
            self.reach = IconButton(
                "phone-outgoing" if phone else "paper-plane-tilt", tr("Call") if phone else tr("Write"), size=28
            )
            self.reach.clicked.connect(self.follow)
            row.addWidget(self.reach)
        if droppable and point.valid:
            drop = IconButton("x", tr("Does not lead here any more"), size=28)
            drop.clicked.connect(lambda: self.dropped.emit(self.point))
            row.addWidget(drop)
        elif droppable:
            again = IconButton("arrow-counter-clockwise", tr("It works again"), size=28)
            again.clicked.connect(lambda: self.works_again.emit(self.point))
            row.addWidget(again)

    def take_copy(self) -> None:
        """Put the value on the clipboard."""
        QGuiApplication.clipboard().setText(self.point.value)

    def follow(self) -> None:
        """Hand the number to the telephone program, the address to the mail program."""
        if self.point.kind is ContactPointKind.PHONE:
            self._link(Dialled(self.point.value, counterparty_id=self._counterparty_id).link())
        else:
            self._link(QUrl(f"mailto:{self.point.value}"))


class LinkLine(QuietButton):
    """A line that leads somewhere: icon, words and what stands behind them."""

    def __init__(self, icon: str, words: str, *, token: Token = "text") -> None:
        self._token: Token = token
        super().__init__(words, icon=icon, height=28)
        self.set_stretched()
        self.setToolTip(words)

    def minimumSizeHint(self) -> QSize:
        size = super().minimumSizeHint()
        size.setWidth(80)
        return size

    def _padding(self) -> int:
        return 0

    def _ink(self) -> Token:
        return self._token


class NoteField(QWidget):
    """A note typed in place: Ctrl Enter keeps it. ``written`` carries the text."""

    written = Signal(str)

    def __init__(self, lines: int = 2) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setFont(font())
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(lines * self.text.fontMetrics().lineSpacing() + 16)
        self.keep = PlainButton(height=28)
        self.keep.clicked.connect(self.submit)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.text, 1)
        row.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        self.text.installEventFilter(self)
        self.setFocusProxy(self.text)
        self.retranslate()

    def is_dirty(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return bool(self.text.toPlainText().strip())

    def submit(self) -> None:
        """Hand the text on; the field is cleared when it is kept (``clear``)."""
        if self.is_dirty():
            self.written.emit(self.text.toPlainText().strip())

    def clear(self) -> None:
        """Begin anew."""
        self.text.clear()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.text.setPlaceholderText(tr("Write a note, Ctrl Enter keeps it"))
        self.text.setAccessibleName(tr("Note"))
        self.keep.setText(tr("Add"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if enter and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.submit()
                return True
        return False
