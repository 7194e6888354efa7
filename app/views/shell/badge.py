"""The person's badge at the foot of the rail, and the menu behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy, QWidget

from app.language import LANGUAGES, chosen, marked, tr
from app.views.look.icons import icon
from app.views.look.painting import CENTER, LEFT, paint_box, paint_text
from app.views.look.theme import ThemeChoice, theme
from app.views.look.tokens import Token
from app.views.look.typeface import font

THEMES: dict[ThemeChoice, str] = {
    "light": marked("Light"),
    "dark": marked("Dark"),
    "system": marked("As the system"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Who sits here. role: the role's word in English, marked for translation."""

    login: str
    name: str
    role: str

    @property
    def initials(self) -> str:
        """The first letters of the first two names."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class BadgeDeeds:
    """What the menu can do; the main window gives the functions."""

    speak: Callable[[str], object]
    dress: Callable[[ThemeChoice], object]
    set_compact: Callable[[bool], object]
    set_folded: Callable[[bool], object]
    sign_out: Callable[[], object]
    quit: Callable[[], object]


class Badge(QAbstractButton):
    """Initials, name and role; a click or Enter opens the menu."""

    def __init__(self, person: Person, deeds: BadgeDeeds, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.person = person
        self._deeds = deeds
        self.compact = False
        self.folded = False
        self.setFixedHeight(60)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.menu = QMenu(self)
        self.clicked.connect(self.open_menu)
        self.retranslate()

    def retranslate(self) -> None:
        """Say role and menu in the chosen language."""
        self.setAccessibleName(
            tr("{name}, {role}: language, theme, sign out", name=self.person.name, role=tr(self.person.role))
        )
        self.setToolTip(self.accessibleName())
        self._fill_menu()
        self.update()

    def open_menu(self) -> None:
        """Open the menu above the badge."""
        self._fill_menu()
        corner = self.mapToGlobal(QPoint(8, 0))
        self.menu.popup(corner - QPoint(0, self.menu.sizeHint().height()))

    def sizeHint(self) -> QSize:
        return QSize(200, 60)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        folded = self.width() < 100
        if self.underMouse() or self.hasFocus():
            line: Token | None = "accent_text" if self.hasFocus() else None
            paint_box(painter, QRect(6, 8, self.width() - 12, 44), 5, "neutral_tint", line, 2)
        left = (self.width() - 28) // 2 if folded else 14
        disc = QRect(left, 16, 28, 28)
        paint_box(painter, disc, 14, "base" if self.underMouse() else "neutral_tint", "border")
        paint_text(painter, disc, self.person.initials, font(10, 600), "neutral_text", CENTER)
        if not folded:
            area = QRect(left + 38, 12, self.width() - left - 38 - 14, 18)
            paint_text(painter, area, self.person.name, font(13, 600), "text", LEFT)
            paint_text(painter, area.translated(0, 18), tr(self.person.role), font(12), "muted", LEFT)
        painter.end()

    def _fill_menu(self) -> None:
        menu, deeds = self.menu, self._deeds
        menu.clear()
        languages = QActionGroup(menu)
        for code, name in LANGUAGES.items():
            self._choice(languages, name, chosen() == code, partial(deeds.speak, code))
        menu.addSeparator()
        themes = QActionGroup(menu)
        for choice, words in THEMES.items():
            self._choice(themes, tr(words), theme().choice == choice, partial(deeds.dress, choice))
        menu.addSeparator()
        self._switch(tr("Compact rows"), self.compact, deeds.set_compact)
        self._switch(tr("Rooms as icons only"), self.folded, deeds.set_folded)
        menu.addSeparator()
        menu.addAction(icon("sign-out"), tr("Sign out, change desk"), deeds.sign_out)
        menu.addAction(icon("power"), tr("Quit Kontor"), deeds.quit)

    def _choice(self, group: QActionGroup, words: str, on: bool, act: Callable[[], object]) -> None:
        action = QAction(words, self.menu, checkable=True, checked=on)
        group.addAction(action)
        action.triggered.connect(lambda _checked=False: act())
        self.menu.addAction(action)

    def _switch(self, words: str, on: bool, act: Callable[[bool], object]) -> None:
        action = QAction(words, self.menu, checkable=True, checked=on)
        action.toggled.connect(act)
        self.menu.addAction(action)
