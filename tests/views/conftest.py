"""What every test of a window can ask for: books on paper and a desk over them."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from app.views.desk import Desk
from tests.views.paper_books import BooksOnPaper
from tests.views.tel_links import TelLinks


@pytest.fixture
def books() -> BooksOnPaper:
    return BooksOnPaper()


@pytest.fixture
def desk(books: BooksOnPaper, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(books, retry_after=10)
    yield desk
    books.plug.set()
    assert desk.stop()


@pytest.fixture
def dialled() -> Iterator[list[str]]:
    """The ``tel:`` links that were opened."""
    answers = TelLinks()
    QDesktopServices.setUrlHandler("tel", answers, "open")  # type: ignore[arg-type]  # the stub says bytes, Qt takes text
    yield answers.links
    QDesktopServices.unsetUrlHandler("tel")
