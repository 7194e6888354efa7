"""Keys as the person sees them (the hint) and as Qt hears them (the shortcut).

A single letter works by the place of the key: R is also heard as К, the letter on the same key of a Russian keyboard.
A field that has the keyboard takes single letters for itself (Qt's ShortcutOverride), so they never act while typing.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.language import marked, tr
from app.views.look.painting import CENTER, paint_box, paint_text, text_width
from app.views.look.tokens import Token
from app.views.look.typeface import font

HEIGHT = 18
KEY_NAMES = {
    "Ctrl": marked("Ctrl"),
    "Alt": marked("Alt"),
    "Shift": marked("Shift"),
    "Return": marked("Enter"),
    "Enter": marked("Enter"),
    "Del": marked("Del"),
    "Delete": marked("Del"),
    "Ins": marked("Ins"),
    "Esc": marked("Esc"),
    "Space": marked("Space"),
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
}
JCUKEN = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", strict=True))


def hint_text(key: str) -> str:
    """*key* as the hint shows it: ``Ctrl+Right`` → ``Ctrl →``, key names in the chosen language."""
    names = key.split("+") if len(key) > 1 else [key]
    return " ".join(tr(KEY_NAMES[name]) if name in KEY_NAMES else name for name in names)


def key_sequences(key: str) -> list[QKeySequence]:
    """What Qt listens for: *key* itself and, for a letter, the letter on the same place of a Russian keyboard."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    places = [last]
    if last.upper() in JCUKEN:
        places.append(JCUKEN[last.upper()])
    if last in ("Return", "Enter"):
        places = ["Return", "Enter"]
    return [QKeySequence("+".join([*modifiers, place])) for place in places]


def add_shortcut(owner: QWidget, key: str, act: Callable[[], object]) -> QShortcut:
    """Let *key* call *act* while *owner* is visible and enabled in the active window."""
    shortcut = QShortcut(owner)
    shortcut.setKeys(key_sequences(key))
    shortcut.setAutoRepeat(False)
    shortcut.activated.connect(act)
    return shortcut


def hint_width(key: str) -> int:
    """Width of the hint box for *key* in px."""
    return max(HEIGHT, text_width(hint_text(key), font(11, 500)) + 10)


def paint_key_hint(painter: QPainter, rect: QRect, key: str, token: Token = "muted", line: Token = "line") -> None:
    """The outlined box with the key's name, 18 px high, centred in *rect*."""
    box = QRect(rect.x(), rect.y() + (rect.height() - HEIGHT) // 2, rect.width(), HEIGHT)
    paint_box(painter, box, 3, None, line)
    paint_text(painter, box, hint_text(key), font(11, 500), token, CENTER)


class KeyHint(QWidget):
    """A lone key hint beside a word: ``KeyHint("Ctrl+Z")``."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def retranslate(self) -> None:
        """Say the key's name in the chosen language."""
        self.setAccessibleName(hint_text(self._key))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(hint_width(self._key), HEIGHT)

    def paintEvent(self, _event: object) -> None:
        painter = QPainter(self)
        off = not self.isEnabled()
        paint_key_hint(painter, self.rect(), self._key, "outline" if off else "muted")
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
