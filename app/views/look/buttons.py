"""Buttons: one main (accent) a screen, plain, quiet (in bars), danger; the key hint is part of the button."""

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QShortcut
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.views.look.icons import paint_icon
from app.views.look.key_hint import add_shortcut, hint_text, hint_width, paint_key_hint
from app.views.look.painting import LEFT, paint_box, paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import font

ICON = 16
GAP = 8


class PlainButton(QAbstractButton):
    """A button with a raised ground and a line around it.

    *key* (``"Ctrl+S"``, ``"D"``, ``"Return"``) is shown as the hint and wired: ``button.key_shortcut`` is the QShortcut
    that clicks it while it is visible and enabled. *height*: 32, 28 in bars and beside text, 36 as a dialog's only one.
    """

    def __init__(
        self, text: str = "", *, icon: str = "", key: str = "", height: int = 32, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self.key_shortcut: QShortcut | None = None
        self._key = ""
        self._height = height
        self._stretched = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setText(text)
        self.set_key(key)

    def setText(self, text: str) -> None:
        """Show *text*; it is the accessible name too."""
        super().setText(text.replace("&", "&&"))
        self.setAccessibleName(text)
        self.updateGeometry()

    @property
    def words(self) -> str:
        """The text as it is shown."""
        return self.text().replace("&&", "&")

    @property
    def key(self) -> str:
        """The key that clicks this button, empty if there is none."""
        return self._key

    def set_key(self, key: str) -> None:
        """Show and wire *key*, or take the present one away with an empty string."""
        if self.key_shortcut is not None:
            self.key_shortcut.setEnabled(False)
            self.key_shortcut.deleteLater()
        self._key = key
        self.key_shortcut = add_shortcut(self, key, self.click) if key else None
        self.retranslate()

    def set_icon(self, name: str) -> None:
        """Show icon *name* before the text."""
        self.icon_name = name
        self.updateGeometry()
        self.update()

    def set_stretched(self, stretched: bool = True) -> None:
        """Text at the left and hint at the right over the whole width, as on the sign-in."""
        self._stretched = stretched
        policy = QSizePolicy.Policy.Expanding if stretched else QSizePolicy.Policy.Minimum
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        self.update()

    def retranslate(self) -> None:
        """Say the key's name in the chosen language."""
        self.setAccessibleDescription(hint_text(self._key) if self._key else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._content_width() + 2 * self._padding(), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        self._paint_ground(painter)
        self._paint_content(painter)
        painter.end()

    def _padding(self) -> int:
        return 12 if self._height >= 32 else 10

    def _content_width(self) -> int:
        width = text_width(self.words, font(13, 500)) + 1 if self.words else 0
        if self.icon_name:
            width += ICON + (GAP if self.words else 0)
        if self._key:
            width += hint_width(self._key) + 10 - (4 if self._padding() == 12 else 2)
        return width

    def _hot(self) -> bool:
        return self.isEnabled() and (self.underMouse() or self.isDown())

    def _fill(self) -> Token | None:
        return "neutral_tint" if self._hot() or self.isChecked() else "raised"

    def _line(self) -> Token | None:
        return "line"

    def _ink(self) -> Token:
        return "text" if self.isEnabled() else "outline"

    def _icon_ink(self) -> Token:
        return "muted" if self.isEnabled() else "outline"

    def _hint_inks(self) -> tuple[Token, Token]:
        return ("muted" if self.isEnabled() else "outline"), "line"

    def _paint_ground(self, painter: QPainter) -> None:
        if self.hasFocus():
            paint_box(painter, self.rect(), 5, self._fill(), "accent_text", 2)
        else:
            paint_box(painter, self.rect(), 5, self._fill(), self._line())

    def _paint_content(self, painter: QPainter) -> None:
        width, padding = self._content_width(), self._padding()
        room = self.width() - 2 * padding
        left = padding if self._stretched or width > room else padding + (room - width) // 2
        right = self.width() - padding if self._stretched else min(left + width, self.width() - padding)
        if self._key:
            hint = hint_width(self._key)
            right += 4 if padding == 12 else 2
            box = QRect(right - hint, 0, hint, self.height())
            paint_key_hint(painter, box, self._key, *self._hint_inks())
            right -= hint + 10
        if self.icon_name:
            paint_icon(painter, QRect(left, (self.height() - ICON) // 2, ICON, ICON), self.icon_name, self._icon_ink())
            left += ICON + GAP
        area = QRect(left, 0, right - left, self.height())
        paint_text(painter, area, self.words, font(13, 500), self._ink(), LEFT)


class MainButton(PlainButton):
    """The one main button of a screen: accent ground. Put the verb on it ("Save 398 addresses")."""

    def _fill(self) -> Token | None:
        if not self.isEnabled():
            return "neutral_tint"
        return "accent_hover" if self._hot() else "accent"

    def _line(self) -> Token | None:
        return None if self.isEnabled() else "line"

    def _ink(self) -> Token:
        return "on_accent" if self.isEnabled() else "outline"

    def _icon_ink(self) -> Token:
        return self._ink()

    def _hint_inks(self) -> tuple[Token, Token]:
        return self._ink(), self._ink()

    def _paint_ground(self, painter: QPainter) -> None:
        super()._paint_ground(painter)
        if self.hasFocus():
            paint_box(painter, self.rect().adjusted(2, 2, -2, -2), 3, None, "on_accent")


class QuietButton(PlainButton):
    """Text only, for bars and heads."""

    def _fill(self) -> Token | None:
        return "neutral_tint" if self._hot() or self.isChecked() else None

    def _line(self) -> Token | None:
        return None


class DangerButton(PlainButton):
    """What destroys something: a plain button with danger text and an icon, never filled."""

    def _ink(self) -> Token:
        return "danger_text" if self.isEnabled() else "outline"

    def _icon_ink(self) -> Token:
        return self._ink()


class IconButton(QuietButton):
    """A 32 px square for the five icons that everybody knows (plus, x, magnifying-glass, bell, question).

    *text* becomes the tooltip and the accessible name. ``set_mark(True)`` puts a dot on it (something new).
    """

    def __init__(self, icon: str, text: str, *, key: str = "", size: int = 32, parent: QWidget | None = None) -> None:
        self._marked = False
        super().__init__(text, icon=icon, key=key, height=size, parent=parent)
        self.setFixedSize(size, size)

    def setText(self, text: str) -> None:
        """The word for the tooltip and for screen readers."""
        super().setText(text)
        self.setToolTip(text)

    def sizeHint(self) -> QSize:
        return QSize(self._height, self._height)

    def set_mark(self, on: bool) -> None:
        """Show or hide the accent dot."""
        self._marked = on
        self.update()

    def _paint_content(self, painter: QPainter) -> None:
        side = 18 if self.height() >= 32 else 16
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        paint_icon(painter, box, self.icon_name, self._icon_ink())
        if self._marked:
            paint_box(painter, QRect(self.width() - 12, 5, 7, 7), 3.5, "accent_text")
