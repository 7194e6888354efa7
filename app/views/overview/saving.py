"""A chart to a file: as a picture (PNG, SVG) or its figures as a table (XLSX, CSV), written away from the main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QPoint, QSize, QStandardPaths
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import UserError
from app.events import Document
from app.language import chosen, tr
from app.operations import overview
from app.reports.files import file_name
from app.reports.tables import Format
from app.views.background import Ticket
from app.views.deals.paper_desk import write_file
from app.views.desk import Desk
from app.views.look.theme import color
from app.views.messages import Messages
from app.views.overview.card import ChartCard

SHARPNESS = 2
"""Pixels of a picture for each of the screen: a chart on paper stays sharp."""
PIXELS_PER_INCH = 96
"""What SVG itself counts by: a pixel of the screen is one of the drawing."""
WITH_ARIAL = b"Roboto,Arial,"
"""Where a drawing is opened without our type, the nearest in width takes its place."""
TABLES: dict[str, Format] = {".xlsx": "xlsx", ".csv": "csv"}


def picture(widget: QWidget) -> QImage:
    """*widget* as it is painted, twice as fine, on the ground of the theme."""
    image = QImage(widget.size() * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(color("base"))
    painter = QPainter(image)
    widget.render(painter, QPoint(0, 0))
    painter.end()
    return image


def drawing(card: ChartCard, title: str) -> bytes:
    """A chart as SVG: text stays text, lines stay lines."""
    widget, plot = card, card.plot
    if plot is not None:
        plot.draw_signs_as_lines(True)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    maker = QSvgGenerator()
    maker.setOutputDevice(buffer)
    maker.setSize(QSize(widget.width(), widget.height()))
    maker.setViewBox(widget.rect())
    maker.setResolution(PIXELS_PER_INCH)
    maker.setTitle(title)
    painter = QPainter(maker)
    painter.fillRect(widget.rect(), color("base"))
    widget.render(painter, QPoint(0, 0))
    painter.end()
    if plot is not None:
        plot.draw_signs_as_lines(False)
    return bytes(buffer.data().data()).replace(b"Roboto,", WITH_ARIAL)


def written_picture(path: Path, image: QImage) -> Path:
    """Write *image* to *path* as PNG. Raises UserError if the place cannot be written."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes, which Qt refuses
    return write_file(path, bytes(buffer.data().data()))


class ChartSaving:
    """``ChartSaving(desk, messages).ask(card, room)`` asks where and writes; ``write(card, path)`` writes at once."""

    def __init__(self, desk: Desk, messages: Messages) -> None:
        self._desk, self._messages = desk, messages
        self.dialog: QFileDialog | None = None

    def ask(self, card: ChartCard, owner: QWidget) -> None:
        """Ask for a file; the name that is proposed says which chart of which day it is."""
        figure = card.figure
        if figure is None:
            self._messages.problem(UserError("The figures of this chart have not come yet."))
            return
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog = QFileDialog(owner, tr("Save the chart"), str(folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        kinds = {
            f"{tr('Picture')} (*.png)": "png",
            f"{tr('Drawing')} (*.svg)": "svg",
            f"{tr('Excel table')} (*.xlsx)": "xlsx",
            f"{tr('CSV table')} (*.csv)": "csv",
        }
        dialog.setNameFilters(list(kinds))
        dialog.setDefaultSuffix("png")
        dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(kinds[words]))
        dialog.selectFile(file_name(str(figure.title), "png"))
        dialog.fileSelected.connect(lambda name: self.write(card, Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()

    def write(self, card: ChartCard, path: Path) -> None:
        """Write the chart to *path*; the ending says as what."""
        figure, ending = card.figure, path.suffix.lower()
        if figure is None:
            return
        if ending == ".png":
            self._follow(self._desk.run(card, written_picture, path, picture(card)))
        elif ending == ".svg":
            self._follow(self._desk.run(card, write_file, path, drawing(card, str(figure.title))))
        elif ending in TABLES:
            ticket = self._desk.ask(card, overview.figure_document, figure, TABLES[ending], chosen())
            ticket.then(self._keeping(card, path)).otherwise(self._messages.problem)
        else:
            self._messages.problem(
                UserError("A chart can be saved as PNG, SVG, XLSX or CSV, not as {ending}.", ending=ending or "–")
            )

    def _keeping(self, card: ChartCard, path: Path) -> Callable[[Document], None]:
        return lambda document: self._follow(self._desk.run(card, write_file, path, document.data))

    def _follow(self, ticket: Ticket[Path]) -> None:
        ticket.then(lambda written: self._messages.done(tr("Saved as {path}.", path=str(written))))
        ticket.otherwise(self._messages.problem)
