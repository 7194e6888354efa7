"""Windows and panels: the only place that imports PySide6 and pyqtgraph."""
