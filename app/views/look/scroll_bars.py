"""Scroll bars that always take their 10 px, so that nothing jumps when a list grows; the handle shows only when needed."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea


def steady_scroll_bar(area: QAbstractScrollArea) -> None:
    """Keep the place of the vertical bar in *area*; its handle is invisible while there is nothing to scroll."""
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    bar = area.verticalScrollBar()

    def follow(low: int, high: int) -> None:
        bar.setEnabled(high > low)

    bar.rangeChanged.connect(follow)
    follow(bar.minimum(), bar.maximum())
