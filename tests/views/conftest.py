"""What every test of a window can ask for: books on paper and a desk over them."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from app.views.desk import Desk
from tests.views.paper_books import BooksOnPaper


@pytest.fixture
def books() -> BooksOnPaper:
    return BooksOnPaper()


@pytest.fixture
def desk(books: BooksOnPaper, qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(books, retry_after=10)
    yield desk
    books.plug.set()
    assert desk.stop()
