"""Who answers ``tel:`` links in a test: it keeps what would be called."""

from PySide6.QtCore import QObject, QUrl, Slot


class TelLinks(QObject):
    """``links``: every link that was opened, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        """Keep *url*."""
        self.links.append(url.toString())
