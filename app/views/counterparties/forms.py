"""The forms of a counterparty that open in place: several fields in a grid, and a legal entity."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.operations.lead_draft import EntityDraft
from app.views.deals.form import InlineForm, SmallForm
from app.views.leads.company_form import CompanyForm
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.scroll_bars import steady_scroll_bar

COLUMNS = 4
ENTITY_HEIGHT = 330


class GridForm(InlineForm):
    """As ``InlineForm``, with its fields in rows of four: for more than fit beside each other."""

    def _in_a_row(self) -> QHBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        place = 0
        for key, field in self.fields.items():
            span = min(self.asked[key].stretch, COLUMNS)
            if place % COLUMNS + span > COLUMNS:
                place += COLUMNS - place % COLUMNS
            grid.addWidget(field, place // COLUMNS, place % COLUMNS, 1, span, Qt.AlignmentFlag.AlignTop)
            place += span
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addLayout(grid, 1)
        side = QVBoxLayout()
        side.setContentsMargins(0, 20, 0, 0)
        for button in (self.save, self.leave):
            side.addWidget(button)
        side.addStretch(1)
        row.addLayout(side)
        return row


class EntityForm(SmallForm):
    """A legal entity: name, numbers, address, bank; what is probably mistyped is said while it is typed."""

    submitted = Signal(object)
    """EntityDraft."""
    left = Signal()

    def __init__(self, draft: EntityDraft, *, new: bool) -> None:
        super().__init__()
        self._new, self._start = new, draft
        self.title = Label("", 13, 600)
        self.company = CompanyForm()
        self.company.set_value(draft)
        self.save = PlainButton(icon="check", key="Ctrl+Return")
        self.leave = QuietButton()
        self.save.clicked.connect(lambda: self.submitted.emit(self.company.value()))
        self.leave.clicked.connect(self.left)
        self._lay_out()
        self.retranslate()

    def is_dirty(self) -> bool:
        """Whether somebody has typed or chosen something."""
        return self.company.value() != self._start

    def begin(self) -> None:
        """Give the keyboard to the first field."""
        self.company.field("name").setFocus()

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.title.setText(tr("New legal entity") if self._new else tr("Legal entity"))
        self.save.setText(tr("Save it"))
        self.leave.setText(tr("Leave it"))

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
        set_ground(self, "alt")
        inside = QWidget()
        inside.setProperty("ground", "none")
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(20, 0, 10, 4)
        inner.addWidget(self.company)
        inner.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setMinimumHeight(ENTITY_HEIGHT // 2)
        scroll.setMaximumHeight(ENTITY_HEIGHT)
        scroll.setWidget(inside)
        steady_scroll_bar(scroll)
        foot = buttons_row((self.save, self.leave))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(Hairline())
        head = QHBoxLayout()
        head.setContentsMargins(20, 4, 20, 0)
        head.addWidget(self.title)
        column.addLayout(head)
        column.addWidget(scroll)
        column.addLayout(foot)


def buttons_row(buttons: Sequence[QWidget]) -> QHBoxLayout:
    """Buttons of a form, from the left."""
    row = QHBoxLayout()
    row.setContentsMargins(20, 0, 20, 0)
    row.setSpacing(10)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
