"""Reading letters: nothing from outside is loaded, links say where they lead, pictures within limits, files are saved."""

import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, QUrl
from PySide6.QtGui import QImage, QImageWriter, QTextDocument
from PySide6.QtWidgets import QApplication, QTextBrowser

from app.errors import UserError
from app.events import Document
from app.views.letters import pictures
from app.views.letters.safe_browser import SafeBrowser
from app.views.letters.window import LetterWindow
from tests.views.letters.conftest import HTML, Writing, act, letter_in

SECRET = "#ff0000"


def png(width: int, height: int) -> bytes:
    """A real picture."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(SECRET)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def bomb() -> bytes:
    """A picture of 60,000 × 60,000 points in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.fixture
def beacon() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who asks for anything."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def hostile(where: str, file: str) -> str:
    """Everything that loads something where it may."""
    return (
        f'<link rel="stylesheet" href="{where}/style.css"><style>@import "{where}/more.css"; '
        f'body {{ background: url({where}/ground.png) }}</style><img src="{where}/pixel.png"><img src="{file}">'
        f'<img src="{urlsplit(file).path}">'
        f'<table background="{where}/table.png"><tr><td style="background-image:url({where}/cell.png)">x</td></tr></table>'
        f'<iframe src="{where}/frame.html"></iframe><object data="{where}/object"></object>'
        f'<script>document.location="{where}/script"</script><ul><li>y</li></ul>'
        f'<a href="javascript:alert(1)">click</a><a href="file:///etc/passwd">file</a>'
        f'<meta http-equiv="refresh" content="0;url={where}/refresh"><p>The words</p>'
    )


def reds(browser: QTextBrowser) -> int:
    """How much of the secret picture is painted."""
    painted = browser.grab().toImage()
    places = [(x, y) for x in range(0, painted.width(), 4) for y in range(0, painted.height(), 4)]
    return sum(painted.pixelColor(*place).name() == SECRET for place in places)


def test_a_picture_of_ours_would_be_seen(writing: Writing, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(40, 40))
    careless = QTextBrowser()
    writing.qtbot.addWidget(careless)
    careless.resize(400, 300)
    careless.show()
    careless.setHtml(f'<p>Words <img src="{secret.as_uri()}"></p>')
    assert reds(careless) > 0


def test_nothing_from_outside_is_loaded(writing: Writing, beacon: tuple[str, list[str]], tmp_path: Path) -> None:
    where, asked = beacon
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(40, 40))
    html = hostile(where, secret.as_uri())
    view = writing.read(writing.at.store.write(letter_in, writing.at.customer, html=html))
    view.show_as("html")
    QApplication.processEvents()
    assert "The words" in view.browser.toPlainText()
    assert "secret" not in view.browser.toHtml()
    assert asked == []


def test_not_even_html_that_nobody_cleaned_loads_anything(
    writing: Writing, beacon: tuple[str, list[str]], tmp_path: Path
) -> None:
    where, asked = beacon
    secret = tmp_path / "secret.png"
    secret.write_bytes(png(40, 40))
    browser = SafeBrowser()
    writing.qtbot.addWidget(browser)
    browser.resize(400, 300)
    browser.show()
    browser.show_html(hostile(where, secret.as_uri()))
    QApplication.processEvents()
    kinds = QTextDocument.ResourceType
    for name in (secret.as_uri(), str(secret), f"{where}/pixel.png"):
        picture = browser.document().resource(kinds.ImageResource.value, QUrl(name))
        assert isinstance(picture, QImage)
        assert picture.size() == QSize(1, 1)
        assert browser.document().resource(kinds.StyleSheetResource.value, QUrl(name)) is None
        browser.show_html(f'<p>Words <img src="{name}"></p>')
        QApplication.processEvents()
        assert reds(browser) == 0
    assert asked == []
    browser.setSource(QUrl.fromLocalFile("/etc/passwd"))
    assert "root:" not in browser.toPlainText()


def test_a_link_says_where_it_leads_and_opens_by_a_second_click(writing: Writing) -> None:
    view = writing.read(writing.at.store.write(letter_in, writing.at.customer, html=HTML))
    assert not view.head.ways.isHidden()
    view.show_as("html")
    view.browser.anchorClicked.emit(QUrl("https://uralchim.example/list?a=1"))
    assert view.messages.bar.sentence == "This leads to https://uralchim.example/list?a=1"
    assert writing.links == []
    act(view.messages)
    assert [link.toString() for link in writing.links] == ["https://uralchim.example/list?a=1"]


@pytest.mark.parametrize("target", ["javascript:alert(1)", "file:///etc/passwd", "smb://host/share", "data:text/html,x"])
def test_other_links_lead_nowhere(writing: Writing, target: str) -> None:
    view = writing.read(writing.at.store.write(letter_in, writing.at.customer, html=HTML))
    view.browser.anchorClicked.emit(QUrl(target))
    assert view.messages.bar.sentence == ""
    assert writing.links == []


def test_a_mail_address_in_a_letter_begins_a_letter(writing: Writing) -> None:
    view = writing.read(writing.at.store.write(letter_in, writing.at.customer, html=HTML))
    view.browser.anchorClicked.emit(QUrl("mailto:lager@uralchim.example?subject=x&bcc=evil@example.com"))
    assert view.messages.bar.sentence == "Write to lager@uralchim.example?"
    act(view.messages)
    writing.qtbot.waitUntil(lambda: len(writing.letters.windows) == 2)
    (window,) = [each for each in writing.letters.windows if isinstance(each, LetterWindow)]
    assert window.sheet.to.addresses == ("lager@uralchim.example",)
    assert window.sheet.bcc.addresses == ()


def test_text_is_never_read_as_html_and_an_answer_is_one_key_away(writing: Writing) -> None:
    text = "<b>not bold</b> <img src='http://127.0.0.1/x'>"
    view = writing.read(writing.at.store.write(letter_in, writing.at.customer, text=text, automatic=True))
    assert view.browser.toPlainText() == text + ("" if view.browser.toPlainText() == text else "\n")
    assert view.head.ways.isHidden()
    assert [chip.chip.text for chip in view.head.chips] == ["automatic"]
    writing.press("R")
    writing.qtbot.waitUntil(lambda: len(writing.letters.windows) == 2)


def test_files_are_saved_and_pictures_looked_at(writing: Writing) -> None:
    files = {"photo.png": png(900, 300), "broken.png": b"\x89PNG\r\n\x1a\nxx", "offer.pdf": b"%PDF-1.7"}
    view = writing.read(writing.at.store.write(letter_in, writing.at.customer, files=files))
    view.files.setFocus()
    assert not view.look.isHidden()
    writing.press("Return")
    assert not view.picture.isHidden()
    assert view.picture.pixmap().width() == pictures.SIDE
    writing.press("Esc")
    assert view.picture.isHidden()
    assert view.isVisible()
    writing.press("Down")
    writing.press("Return")
    assert "damaged" in view.messages.bar.sentence
    writing.press("Down")
    assert view.look.isHidden()
    writing.press("Ctrl+S")
    assert [document.filename for document in writing.drawer.saved] == ["offer.pdf"]
    writing.press("Esc")
    assert writing.letters.windows == ()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (bomb(), "too large for a preview"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "no picture"),
        (b"", "no picture"),
    ],
)
def test_dangerous_pictures_are_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        pictures.preview(Document("x.png", "image/png", data))
