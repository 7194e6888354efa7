"""The floor of a start: an empty window with a table. Says "ready" when its rows are painted, then its memory."""

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

from tests.benchmarks.memory import resident, say

ROWS, COLUMNS = 50, 6


def main() -> None:
    """Open it and end."""
    app = QApplication([])
    window = QMainWindow()
    table = QTableView()
    model = QStandardItemModel(ROWS, COLUMNS)
    for row in range(ROWS):
        for column in range(COLUMNS):
            model.setItem(row, column, QStandardItem(f"{row} {column}"))
    table.setModel(model)
    window.setCentralWidget(table)
    window.resize(1440, 900)
    window.show()
    app.processEvents()
    table.viewport().repaint()
    say("ready")
    say(resident())


if __name__ == "__main__":
    main()
