"""F1: the keys of this screen, from what the room and the window have declared."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import marked, tr
from app.views.look.buttons import MainButton, PlainButton
from app.views.look.key_hint import KeyHint
from app.views.look.label import Label
from app.views.look.scroll_bars import steady_scroll_bar

NOTICES_KEY = "Ctrl+Shift+N"

EVERYWHERE: tuple[tuple[str, str], ...] = (
    ("Ctrl+K", marked("Search and commands")),
    ("Ctrl+Z", marked("Take the last step back")),
    ("Ctrl+R", marked("Show changes by others")),
    (NOTICES_KEY, marked("Notifications")),
    ("Ctrl+Shift+M", marked("Note about what is shown")),
    ("Ctrl+Shift+T", marked("Task about what is shown")),
    ("Space", marked("Show or hide the card")),
    ("Tab", marked("Next part of the screen")),
    ("Esc", marked("Back")),
    ("F1", marked("Keys of this screen")),
)

Line = tuple[str, str]
"""Key, words in the chosen language."""


class KeySheet(QDialog):
    """Lists keys in sections (title, lines). *manual* opens the screen's page of the manual, if there is one."""

    def __init__(
        self,
        title: str,
        sections: Sequence[tuple[str, Sequence[Line]]],
        parent: QWidget,
        manual: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(440, 520)
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(20, 12, 20, 12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        self._fill(grid, sections)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        steady_scroll_bar(scroll)
        close = MainButton(tr("Back to work"), key="Return")
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.setContentsMargins(20, 8, 20, 16)
        row.addStretch(1)
        if manual is not None:
            page = PlainButton(tr("Open the manual"), icon="book-open", key="F1")
            page.clicked.connect(lambda _checked=False: manual())
            row.addWidget(page)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(scroll, 1)
        column.addLayout(row)
        close.setFocus()

    @staticmethod
    def _fill(grid: QGridLayout, sections: Sequence[tuple[str, Sequence[Line]]]) -> None:
        for title, lines in sections:
            if not lines:
                continue
            at = grid.rowCount()
            grid.addWidget(Label(title, 13, 600), at, 0, 1, 2)
            for key, words in lines:
                at = grid.rowCount()
                grid.addWidget(Label(words), at, 0)
                grid.addWidget(KeyHint(key), at, 1, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(grid.rowCount(), 1)
