"""The lines to telephone exchanges: a list with their health, and the card of the one that is selected [C16]."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.language import Phrase, marked, tr
from app.models.call_terms import ExchangeCondition
from app.operations.exchange_health import ExchangeRow
from app.views.deals.words import spoken
from app.views.look.card_column import CardColumn
from app.views.look.chip import Chip, ChipText
from app.views.look.empty_state import EmptyState
from app.views.look.label import Label
from app.views.look.numbers import moment
from app.views.look.table import CellRole, Table
from app.views.look.tokens import Tone
from app.views.marketing.paged_model import PagedModel, Shape
from app.views.place import Place

WIDTHS = (276, 196, 116, 116)
"""In px; the last column takes the rest."""
EMPTY_PAGE, ROWS_PAGE = 0, 1
_LOOKS: Mapping[ExchangeCondition, tuple[Tone, str]] = {
    ExchangeCondition.OFF: ("neutral", "power"),
    ExchangeCondition.CONNECTING: ("warning", "hourglass-medium"),
    ExchangeCondition.LISTENING: ("success", "check-circle"),
    ExchangeCondition.TROUBLE: ("danger", "warning-circle"),
}
_TO_DO: Mapping[ExchangeCondition, str] = {
    ExchangeCondition.OFF: marked(
        "Name the exchange in the settings of the server: KONTOR_EXCHANGE=ami://user:secret@host:5038."
    ),
    ExchangeCondition.CONNECTING: marked("Nothing has to be done: Kontor tries by itself."),
    ExchangeCondition.TROUBLE: marked(
        "Kontor tries again by itself. See whether the exchange runs, and whether it lets this user in (manager.conf)."
    ),
}


class ExchangeView(QStackedWidget):
    """``show_rows`` keeps the place; ``chosen`` says that another line is selected."""

    chosen = Signal()

    def __init__(self, margin: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = PagedModel[ExchangeRow](
            (
                Shape(marked("Exchange"), lambda row: row.address),
                Shape(marked("State"), lambda _: "", _chip),
                Shape(marked("Since"), lambda row: moment(row.since)),
                Shape(marked("Heard last"), lambda row: moment(row.heard_at) if row.heard_at else tr("never")),
                Shape(marked("Version"), lambda row: row.version or "–", quiet=True),
            ),
            lambda row: hash(row.address),
        )
        self.table, self.empty = Table(), EmptyState("phone-x")
        self.table.margin = margin
        self.table.setModel(self.model)
        self.table.set_widths(WIDTHS)
        self.addWidget(self.empty)
        self.addWidget(self.table)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())

    @property
    def row(self) -> ExchangeRow | None:
        """The line that is selected."""
        index = self.table.currentIndex()
        return self.model.rows[index.row()] if index.isValid() else None

    def show_rows(self, rows: tuple[ExchangeRow, ...]) -> None:
        """Show the lines as they are now."""
        place = Place.of(self.table, CellRole.KEY)
        self.model.begin(rows, None)
        self.setCurrentIndex(ROWS_PAGE if rows else EMPTY_PAGE)
        if rows:
            (place or Place(None, 0, 0)).restore(self.table, CellRole.KEY)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.empty.set_words(
            tr("No telephone exchange is connected"),
            tr("The server names it: KONTOR_EXCHANGE=ami://user:secret@host:5038, then main.py intake listens to it."),
            "",
        )


def fill_exchange(card: CardColumn, row: ExchangeRow) -> None:
    """Add to *card* how the line is, and what to do if something is wrong."""
    section = card.add_section(row.address, line=True)
    chip = _chip(row)
    section.add(Chip(chip.text, chip.tone, chip.icon))
    if row.problem is not None:
        section.add(Label(_whole(row.problem), 13, 500, "danger_text", wrap=True))
    if row.condition in _TO_DO and not row.silent:
        section.add(Label(tr(_TO_DO[row.condition]), 13, 400, "muted", wrap=True))
    section.add_fact(tr("Since"), moment(row.since))
    section.add_fact(tr("Heard last"), moment(row.heard_at) if row.heard_at else tr("never"))
    section.add_fact(tr("Told last by the intake"), moment(row.at))
    section.add_fact(tr("Version"), row.version or "–")
    if row.history_offset is not None:
        section.add_fact(tr("History of the exchange"), tr("read up to record {number}", number=row.history_offset))


def _chip(row: ExchangeRow) -> ChipText:
    return ChipText(row.words.said(), *_LOOKS[row.condition])


def _whole(sentence: Phrase) -> str:
    return spoken(sentence)
