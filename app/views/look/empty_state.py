"""Empty state: what is so, how things get here, one button. No drawings."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from app.views.look.buttons import PlainButton
from app.views.look.icons import IconLabel
from app.views.look.label import Label


class EmptyState(QWidget):
    """``EmptyState("tray", title, line, action, key)``; its button sends ``acted``; without a verb there is none.

    The *key* is only shown: the room's command of the same name wires it, and two of one key would silence both.
    """

    acted = Signal()

    def __init__(
        self, icon: str, title: str = "", line: str = "", action: str = "", key: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label("", 15, 600, wrap=True)
        self._line = Label("", 13, 400, "muted", wrap=True)
        self.button = PlainButton(key=key)
        if self.button.key_shortcut is not None:
            self.button.key_shortcut.setEnabled(False)
        self.button.clicked.connect(self.acted)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(4)
        column.addStretch()
        column.addWidget(IconLabel(icon, "muted", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        for label in (self._title, self._line):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.set_words(title, line, action)

    def set_words(self, title: str, line: str, action: str = "") -> None:
        """Say it anew, after a change of language or of reason."""
        self._title.setText(title)
        self._line.setText(line)
        self.button.setText(action)
        self.button.setVisible(bool(action))
        self.button.setEnabled(bool(action))
        self.setAccessibleName(title)


def turn_pages(pages: QStackedWidget, page: QWidget, owner: QWidget) -> None:
    """Show *page* of *pages*, the list or its empty state, and hand it the keyboard if it was there or is *owner*'s.

    Qt alone would give the keyboard of a list that hides to the next button: a stray Space would press it.
    """
    focus = QApplication.focusWidget()
    before = pages.currentWidget()
    mine = page is not before and before is not None and focus is not None and pages.isAncestorOf(focus)
    pages.setCurrentWidget(page)
    owner.setFocusProxy(page)
    if mine:
        page.setFocus()
