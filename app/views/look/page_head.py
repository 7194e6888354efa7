"""Page head: title, count, and a slot at the right for segments and buttons. 56 px, a hairline below."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.views.look.areas import Hairline
from app.views.look.label import Label

HEIGHT = 56


class PageHead(QWidget):
    """``PageHead(tr("Triage"), tr("9 to sort"))``; ``add_right(widget)`` puts parts at the right, in order."""

    def __init__(self, title: str = "", count: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._title = Label(title, 20, 600)
        self._count = Label(count, 13, 400, "muted")
        self._right = QHBoxLayout()
        self._right.setSpacing(10)
        # The row has a widget of its own: a bare layout of fixed heights would not fill the head.
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(20, 0, 20, 0)
        row.setSpacing(14)
        row.addWidget(self._title)
        row.addWidget(self._count, 1)
        row.addLayout(self._right)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(inside, 1)
        column.addWidget(Hairline())

    def set_title(self, title: str) -> None:
        """The page's name."""
        self._title.setText(title)

    def set_count(self, count: str) -> None:
        """How many, in words: "9 to sort"."""
        self._count.setText(count)

    def add_right(self, widget: QWidget) -> None:
        """Add *widget* at the right end."""
        self._right.addWidget(widget)
