"""A letter being read, in a window of its own: its head, its words or its cleaned HTML, what came with it."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QImage, QKeyEvent, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.events import Document
from app.language import tr
from app.operations import attachments, letter_reading
from app.operations.letter_reading import LetterShown
from app.operations.letter_rows import DraftFile
from app.outgoing_mail import usable_address
from app.views.attachments.files_panel import file_icon, size_words
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.letters import pictures
from app.views.letters.safe_browser import SafeBrowser
from app.views.letters.view_head import LetterViewHead
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.label import Label
from app.views.look.rows import HEIGHTS, RowList, RowRole
from app.views.messages import MessageArea, Messages

ROW = HEIGHTS["compact"]["one"]
MOST_SHOWN = 5


class LetterView(QWidget):
    """``LetterView(desk, papers, letter)``; Esc closes it. *show* opens a link in the system's browser."""

    answer_wanted = Signal(int)
    """Answer this letter: its interaction."""
    address_wanted = Signal(str)
    """Somebody clicked a mail address in the letter."""
    wanted = Signal(str, int)
    """A room: (kind, record)."""
    closed = Signal()

    def __init__(
        self,
        desk: Desk,
        papers: PaperDesk,
        letter: LetterShown,
        show: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        set_ground(self, "base")
        self.setMinimumSize(600, 440)
        # A small screen needs room for the bar of the system and the frame of the window.
        self.resize(QSize(820, 720).boundedTo(self.screen().availableSize() - QSize(40, 80)))
        self.desk, self.letter = desk, letter
        self._papers, self._show_link = papers, show
        self._html = ""
        self.messages = Messages(self)
        self.head = LetterViewHead(letter)
        self.browser = SafeBrowser()
        self.model = QStandardItemModel(self)
        self.files = RowList("one")
        self.files.set_density("compact")
        self.files.setModel(self.model)
        self.files.installEventFilter(self)
        self.picture = QLabel()
        self.target = Label("", 12, 400, "muted")
        self.answer = PlainButton(icon="arrow-bend-up-left", key="R")
        self.save = QuietButton(icon="download-simple", key="Ctrl+S")
        self.look = QuietButton(icon="image", key="Space")
        self.party = QuietButton(icon="address-book", key="O")
        self._lay_out()
        self._connect()
        self.retranslate()
        self.browser.show_text(letter.text)
        self.browser.setFocus()
        if letter.interaction_id is not None:
            desk.ask(self, letter_reading.html, letter.interaction_id).then(self._html_came)

    def show_as(self, way: str) -> None:
        """Show the letter as "text" or as "html"."""
        self.head.ways.choose(way)
        self._show(way)

    def file(self) -> DraftFile | None:
        """The chosen file."""
        row = self.files.currentIndex().row()
        return self.letter.files[row] if 0 <= row < len(self.letter.files) else None

    def save_file(self) -> None:
        """Ctrl+S: keep the chosen file where the person says."""
        self._fetch(lambda document: self._papers.save(document, self))

    def preview(self) -> None:
        """Space: look at the chosen picture; again: put it away."""
        if not self.picture.isHidden():
            self.picture.hide()
            return
        self._fetch(self._decode)

    def write_answer(self) -> None:
        """R: answer it."""
        if self.letter.interaction_id is not None:
            self.answer_wanted.emit(self.letter.interaction_id)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.setWindowTitle(tr("Letter: {subject}", subject=self.letter.subject) if self.letter.subject else tr("Letter"))
        self.browser.setAccessibleName(tr("Text of the letter"))
        self.files.setAccessibleName(tr("Files of the letter"))
        self.answer.setText(tr("Answer the letter"))
        self.save.setText(tr("Save the file"))
        self.look.setText(tr("Look at the picture"))
        self.party.setText(self.letter.company or tr("Customer"))
        self._fill_files()
        self._fit_file()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.picture.isHidden():
                self.close()
            else:
                self.picture.hide()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if watched is self.files and pressed in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.preview() if self._is_picture() else self.save_file()
            return True
        return super().eventFilter(watched, event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()

    # Inside

    def _html_came(self, html: str) -> None:
        self._html = html
        self.head.offer_html(bool(html))
        if html and not self.letter.text.strip():
            self.show_as("html")

    def _show(self, way: str) -> None:
        if way == "html" and self._html:
            self.browser.show_html(self._html)
        else:
            self.browser.show_text(self.letter.text)

    def _link(self, url: QUrl) -> None:
        """A link was clicked: say where it leads; only a second, knowing click goes there."""
        target = url.toString(QUrl.ComponentFormattingOption.FullyEncoded)
        if url.scheme().lower() == "mailto":
            address = usable_address(url.path())
            if address:
                self.messages.bar.say(
                    "accent",
                    tr("Write to {address}?", address=address),
                    action=tr("Write"),
                    act=lambda: self.address_wanted.emit(address),
                )
            return
        self.messages.bar.say(
            "accent",
            tr("This leads to {target}", target=target),
            action=tr("Open in the browser"),
            act=lambda: self._show_link(url),
        )

    def _fetch(self, use: Callable[[Document], object]) -> None:
        file = self.file()
        if file is not None:
            self.desk.ask(self, attachments.document, file.id).then(use).otherwise(self.messages.problem)

    def _decode(self, document: Document) -> None:
        self.desk.run(self, pictures.preview, document).then(self._show_picture).otherwise(self.messages.problem)

    def _show_picture(self, image: QImage) -> None:
        self.messages.clear()
        room = self.browser.size()
        pixmap = QPixmap.fromImage(image)
        if pixmap.width() > room.width() or pixmap.height() > room.height() - 20:
            pixmap = pixmap.scaled(
                room.width(),
                max(60, room.height() - 20),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        file = self.file()
        self.picture.setPixmap(pixmap)
        self.picture.setAccessibleName(file.name if file is not None else "")
        self.picture.adjustSize()
        corner = self.browser.mapTo(self, self.browser.rect().center())
        self.picture.move(corner - self.picture.rect().center())
        self.picture.raise_()
        self.picture.show()

    def _is_picture(self) -> bool:
        file = self.file()
        return file is not None and file.mime.startswith("image/")

    def _fit_file(self) -> None:
        self.save.setVisible(bool(self.letter.files))
        self.look.setVisible(self._is_picture())

    def _fill_files(self) -> None:
        row = max(0, self.files.currentIndex().row())
        self.model.clear()
        for file in self.letter.files:
            item = QStandardItem(file.name)
            item.setData(file_icon(file.mime), RowRole.ICON)
            item.setData(True, RowRole.QUIET)
            item.setData(size_words(file.size), RowRole.FIGURE)
            self.model.appendRow(item)
        self.files.setFixedHeight(min(len(self.letter.files), MOST_SHOWN) * ROW + 1)
        self.files.setVisible(bool(self.letter.files))
        if self.letter.files:
            self.files.setCurrentIndex(self.model.index(row, 0))

    def _connect(self) -> None:
        self.head.ways.chosen.connect(self._show)
        self.browser.link_wanted.connect(self._link)
        self.browser.link_under_mouse.connect(self.target.setText)
        self.files.selectionModel().currentChanged.connect(lambda _now, _before: self._fit_file())
        self.files.doubleClicked.connect(lambda _index: self.save_file())
        self.answer.clicked.connect(self.write_answer)
        self.save.clicked.connect(self.save_file)
        self.look.clicked.connect(self.preview)
        self.party.clicked.connect(lambda: self.wanted.emit("counterparty", self.letter.counterparty_id or 0))
        self.answer.setVisible(self.letter.interaction_id is not None)
        self.party.setVisible(self.letter.counterparty_id is not None)

    def _lay_out(self) -> None:
        self.picture.setParent(self)
        self.picture.setFrameShape(QLabel.Shape.Box)
        self.picture.hide()
        foot = QHBoxLayout()
        foot.setContentsMargins(20, 8, 20, 12)
        foot.setSpacing(8)
        for part in (self.answer, self.party):
            foot.addWidget(part)
        foot.addWidget(self.target, 1)
        for part in (self.look, self.save):
            foot.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        words = QVBoxLayout()
        words.setContentsMargins(20, 10, 20, 10)
        words.addWidget(self.browser)
        column.addLayout(words, 1)
        column.addWidget(self.files)
        column.addWidget(MessageArea(self.messages))
        column.addWidget(Hairline())
        column.addLayout(foot)
