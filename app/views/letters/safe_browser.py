"""Shows foreign HTML, cleaned before, without a network and without files: nothing is ever loaded for it."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from app.views.look.scroll_bars import steady_scroll_bar
from app.views.look.typeface import font

UNKNOWN = QTextDocument.ResourceType.UnknownResource
LINKS = "a { color: #1d4ed8; }"
"""The palette's own links are pale in the dark theme, and the ground of a letter is always light."""
SCHEMES = frozenset({"http", "https", "mailto"})


def _nothing(kind: int) -> QImage | None:
    """What stands for everything that a letter asks for.

    A picture is one clear point: for one that is not there Qt would try to read its name as a file, past every wall.
    """
    if kind != QTextDocument.ResourceType.ImageResource.value:
        return None
    point = QImage(1, 1, QImage.Format.Format_ARGB32)
    point.fill(Qt.GlobalColor.transparent)
    return point


class _Sealed(QTextDocument):
    """A document that has only its own words."""

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return _nothing(kind)


class SafeBrowser(QTextBrowser):
    """``show_text`` and ``show_html``; ``link_wanted`` carries an http, https or mailto address that somebody clicked.

    The letter has a light ground in every theme, as its sender saw it: letters set dark words without saying a ground.
    """

    link_wanted = Signal(QUrl)
    link_under_mouse = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sealed = _Sealed(self)
        sealed.setDefaultFont(font())
        self.setDocument(sealed)
        self.setFont(font())
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(False)
        steady_scroll_bar(self)
        self.anchorClicked.connect(self._clicked)
        self.highlighted.connect(lambda url: self.link_under_mouse.emit(_words(url)))

    def show_text(self, text: str) -> None:
        """Show plain words, whatever they look like."""
        self._dress(as_html=False)
        self.setPlainText(text)

    def show_html(self, html: str) -> None:
        """Show HTML that ``app.clean_html`` has cleaned."""
        self._dress(as_html=True)
        self.document().setDefaultStyleSheet(LINKS)
        self.setHtml(html)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return _nothing(kind)

    def doSetSource(self, name: QUrl | str, kind: QTextDocument.ResourceType = UNKNOWN) -> None:
        """Go nowhere: a letter is one page."""

    def _dress(self, *, as_html: bool) -> None:
        self.setStyleSheet("QTextBrowser { background: #ffffff; color: #16181d; }" if as_html else "")

    def _clicked(self, url: QUrl) -> None:
        if url.scheme().lower() in SCHEMES:
            self.link_wanted.emit(url)


def _words(url: QUrl) -> str:
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded) if not url.isEmpty() else ""
