"""Saving the stock list as it is shown: every row, in its order, to a file; shows how far it is and can be stopped."""

from collections.abc import Sequence
from pathlib import Path

from app.language import chosen, tr
from app.operations import stock_papers
from app.operations.register_spec import Shown
from app.operations.stock_rows import StockShown
from app.reports.tables import Format
from app.views.register.saving import ListSaving


class StockSaving(ListSaving):
    """The line of progress of the stock room: ``save_stock(shown)``."""

    _stock = StockShown()

    def save_stock(self, shown: StockShown) -> None:
        """Ask for the file, then write every row of *shown* into it."""
        self._stock = shown
        self.save(Shown("stock"), tr("Stock"))

    def write(self, path: Path, shown: Shown, columns: Sequence[str] = ()) -> None:
        ending: Format = "csv" if path.suffix.lower() == ".csv" else "xlsx"
        self._done, self._stopped, self._waited = 0, False, 0
        self.line = self._fresh_line()
        self._beat.start()
        ticket = self._desk.ask(self, stock_papers.export, self._stock, ending, chosen(), self._going)
        ticket.then(lambda document: self._keep(path, document)).otherwise(self._failed)
