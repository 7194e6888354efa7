"""The right-hand card: sections one under another with hairlines, scrolling, keys at the foot.

The order is the same everywhere: what it is (chips), title, contact, the matter itself, what we suggest, what we know,
history, keys.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.views.look.areas import Hairline, set_ground, set_shown
from app.views.look.label import Label
from app.views.look.scroll_bars import steady_scroll_bar

MARGIN = 20
NARROWEST, WIDEST = 360, 416


class CardSection(QWidget):
    """A section of the card: a head with a figure at the right, and what belongs below it."""

    def __init__(self, title: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Label(title, 13, 600)
        self._note = Label(note, 12, 500, "muted")
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.head.addWidget(self._title, 1)
        self.head.addWidget(self._note)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addLayout(self.head)
        self.set_title(title, note)

    def set_title(self, title: str, note: str = "") -> None:
        """The head; without a title there is none."""
        self._title.setText(title)
        self._note.setText(note)
        set_shown(self._title, bool(title))
        set_shown(self._note, bool(note))

    def add(self, widget: QWidget) -> None:
        """Put *widget* at the end of the section."""
        self._column.addWidget(widget)

    def add_fact(self, label: str, value: str) -> None:
        """A line with its label at the left and its value at the right ("On hand", "12 pc")."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Label(label, 13, 400, "muted"))
        figure = Label(value, 13, 500)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(figure, 1)
        self.add(line)


class CardColumn(QWidget):
    """The card's column, 360–416 px wide, base ground, a hairline at its left. Fill it with sections."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "base")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._sections: list[QWidget] = []
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(MARGIN, 16, MARGIN - 10, 16)
        self._column.setSpacing(14)
        self._column.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        steady_scroll_bar(self._scroll)
        self._foot = QWidget()
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.setContentsMargins(MARGIN, 8, MARGIN, 8)
        self._foot_row.setSpacing(8)
        self._foot_line = Hairline()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._scroll, 1)
        right.addWidget(self._foot_line)
        right.addWidget(self._foot)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(Hairline(upright=True))
        row.addLayout(right, 1)
        self._foot.setVisible(False)
        self._foot_line.setVisible(False)

    def add_section(self, title: str = "", note: str = "", *, line: bool = False) -> CardSection:
        """A new section at the end, with a hairline above it if *line*."""
        section = CardSection(title, note)
        if line:
            self._append(Hairline())
        self._append(section)
        return section

    def add_foot(self, widget: QWidget) -> None:
        """Put *widget* (a quiet button, a key) at the foot, from the left."""
        self._foot.setVisible(True)
        self._foot_line.setVisible(True)
        self._foot_row.addWidget(widget)

    def show_foot(self, shown: bool) -> None:
        """Show or hide what stands at the foot."""
        for part in (self._foot, self._foot_line):
            part.setVisible(shown)

    def clear(self) -> None:
        """Take all sections away; the foot stays."""
        for section in self._sections:
            self._column.removeWidget(section)
            section.hide()
            section.deleteLater()
        self._sections = []
        self._scroll.verticalScrollBar().setValue(0)

    def reveal(self, section: QWidget) -> None:
        """Scroll so far that *section* is in sight."""
        self._column.activate()
        self._scroll.ensureWidgetVisible(section, 0, 0)

    def _append(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        self._sections.append(widget)
