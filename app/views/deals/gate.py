"""What a gate still asks for: the checklist with the ways there, and the drawer that a refused move opens on the board."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.errors import Missing
from app.language import Phrase, tr
from app.views.deals.form import SmallForm
from app.views.deals.words import spoken
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.checklist import GateChecklist, GateItem
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.scroll_bars import steady_scroll_bar

ROOM_WAYS = frozenset({"receive", "ship"})
"""Ways that lead to another room; the others are sections of the deal's page."""
LOWEST, HIGHEST = 64, 264
"""Of a checklist in a narrow place, px: in a low window it gives way."""


class FittingArea(QScrollArea):
    """As high as what is in it, up to *highest* px; what is more scrolls."""

    def __init__(self, inside: QWidget, highest: int = HIGHEST) -> None:
        super().__init__()
        self._inside, self._highest = inside, highest
        inside.setProperty("ground", "none")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        steady_scroll_bar(self)
        inside.installEventFilter(self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._inside and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = min(self._highest, self._wanted())
        if height != self.maximumHeight():
            self.setMaximumHeight(height)
            self.setMinimumHeight(min(height, LOWEST))
            self.updateGeometry()

    def _wanted(self) -> int:
        """Height of what is inside, its sentences broken to the width there is."""
        if self._inside.hasHeightForWidth():
            return self._inside.heightForWidth(self.viewport().width())
        return self._inside.sizeHint().height()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())


def gate_items(done: Sequence[Phrase], missing: Sequence[Missing]) -> list[GateItem]:
    """A gate as the checklist shows it. The code of an item is its place, because a requirement may be missing twice."""
    items = [GateItem(f"done {place}", words.said(), "", "done") for place, words in enumerate(done)]
    for place, lack in enumerate(missing):
        who = tr("Can supply it: {who}", who=lack.who.said())
        items.append(GateItem(f"{place}", spoken(lack.what), who, "missing", tr("Go there")))
    return items


class GateDrawer(SmallForm):
    """Says what a refused move lacks. ``way_chosen`` carries the name of the section or room where it is supplied."""

    way_chosen = Signal(str)
    left = Signal()

    def __init__(self, sentence: Phrase, missing: Sequence[Missing]) -> None:
        super().__init__()
        self._sentence, self.missing = sentence, tuple(missing)
        set_ground(self, "base")
        self._title = Label("", 13, 600)
        self.checklist = GateChecklist()
        self.close_button = QuietButton(key="Esc", height=28)
        self.close_button.clicked.connect(self.left)
        self.checklist.way_chosen.connect(lambda place: self.way_chosen.emit(self.missing[int(place)].way))
        self._lay_out()
        self.retranslate()

    def begin(self) -> None:
        """Give the keyboard to the first way."""
        first = self.checklist.findChild(PlainButton)
        (first or self.close_button).setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._title.setText(spoken(self._sentence))
        self.close_button.setText(tr("Close"))
        self.checklist.show_gate("", "", gate_items((), self.missing))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 10, 0)
        column.addWidget(self.checklist)
        column.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel("lock-simple", "warning_text", 16))
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        body = QVBoxLayout()
        body.setContentsMargins(16, 8, 16, 10)
        body.setSpacing(8)
        body.addLayout(head)
        body.addWidget(FittingArea(inside))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Hairline())
        whole.addLayout(body)
