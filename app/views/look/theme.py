"""The theme in force: palette, style sheet and fonts from the tokens.

A process has one QApplication and a person one theme, so the current theme is kept by the module: ``theme()``. Parts
read their colours while they paint; a switch sets palette and style sheet, which makes Qt repaint every widget, and
then sends ``changed`` for what keeps colours of its own (charts, rich text).
"""

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from app.views.look.style_sheet import style_sheet
from app.views.look.tokens import COLOURS, ThemeName, Token, hex_of
from app.views.look.typeface import font, register_fonts

ThemeChoice = Literal["light", "dark", "system"]

SCHEMES = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
ROLES: dict[QPalette.ColorRole, Token] = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "alt",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on_accent",
    QPalette.ColorRole.Highlight: "accent_tint",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Link: "accent_text",
    QPalette.ColorRole.LinkVisited: "accent_text",
    QPalette.ColorRole.ToolTipBase: "raised",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Midlight: "border",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "outline",
    QPalette.ColorRole.Shadow: "outline",
}


def palette_of(name: ThemeName) -> QPalette:
    """The QPalette of a theme, roles as in the guide; disabled text is outline, an inactive highlight neutral."""
    palette = QPalette()
    for role, token in ROLES.items():
        palette.setColor(role, QColor(hex_of(token, name)))
    off = QColor(hex_of("outline", name))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, off)
    palette.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.Highlight, QColor(hex_of("neutral_tint", name)))
    return palette


class Theme(QObject):
    """Which theme is shown. ``changed`` is sent after palette, style sheet and colours are the new ones."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: ThemeChoice = "light"
        self._name: ThemeName = "light"
        self._colours: dict[Token, QColor] = {}
        self._follows_system = False
        self._fill()

    @property
    def name(self) -> ThemeName:
        """The theme that is shown: light or dark."""
        return self._name

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose; "system" follows the desktop."""
        return self._choice

    def apply(self, app: QApplication, choice: ThemeChoice = "system") -> None:
        """Dress *app* in *choice*; may be called again at any time, every open window is repainted."""
        register_fonts()
        self._choice = choice
        hints = app.styleHints()
        if not self._follows_system:
            hints.colorSchemeChanged.connect(self._system_changed)
            self._follows_system = True
        hints.setColorScheme(SCHEMES[choice])
        dark = choice == "dark" or (choice == "system" and hints.colorScheme() == Qt.ColorScheme.Dark)
        self._dress(app, "dark" if dark else "light")

    def color(self, token: Token) -> QColor:
        """The colour of *token* now. Do not keep it: it is another one after a switch."""
        return self._colours[token]

    def _dress(self, app: QApplication, name: ThemeName) -> None:
        self._name = name
        self._fill()
        if app.style().name().lower() != "fusion":
            app.setStyle("Fusion")
        app.setFont(font())
        app.setPalette(palette_of(name))
        app.setStyleSheet(style_sheet(name))
        for widget in app.allWidgets():
            widget.update()
        self.changed.emit()

    def _fill(self) -> None:
        self._colours = {token: QColor(hex_of(token, self._name)) for token in COLOURS}

    def _system_changed(self, scheme: Qt.ColorScheme) -> None:
        app = QGuiApplication.instance()
        if self._choice == "system" and isinstance(app, QApplication):
            self._dress(app, "dark" if scheme == Qt.ColorScheme.Dark else "light")


@lru_cache(maxsize=1)
def theme() -> Theme:
    """The theme of this process; light until ``apply`` was called."""
    return Theme()


def color(token: Token) -> QColor:
    """Shorthand for ``theme().color(token)``."""
    return theme().color(token)
