"""The figures around the stock list: articles and batches in the head, counts of the segments, worth in the foot."""

from PySide6.QtCore import QObject

from app.language import tr, trn
from app.operations import stock_view
from app.operations.stock_rows import WHICH_WORDS, WORTH_WITHIN, Counts, Which, Worth
from app.views.desk import Desk
from app.views.look.numbers import number
from app.views.look.page_head import PageHead
from app.views.look.segments import Segment, Segments
from app.views.register.action_bar import ActionBar
from app.views.stock.words import worth_words


class StockFigures(QObject):
    """Asks for the figures behind the list, so that its first rows need not wait for them, and says them."""

    def __init__(self, desk: Desk, head: PageHead, segments: Segments, bar: ActionBar, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._head, self._segments, self._bar = desk, head, segments, bar
        self._counts: Counts | None = None
        self._worth: Worth | None = None

    def reload(self) -> None:
        """Ask anew."""
        self._desk.ask(self, stock_view.counts).then(self._take_counts)
        self._desk.ask(self, stock_view.worth).then(self._take_worth)

    def show(self) -> None:
        """Say what is known, in the chosen language."""
        found = self._counts
        figures: dict[Which, int | None] = {"all": None, "expiring": None, "over": None, "none_free": None}
        if found is not None:
            figures = {"all": None, "expiring": found.expiring, "over": found.over, "none_free": found.none_free}
            articles = trn("{number} article", "{number} articles", found.articles, number=number(found.articles))
            batches = trn("{number} batch", "{number} batches", found.batches, number=number(found.batches))
            self._head.set_count(tr("{articles}, {batches}", articles=articles, batches=batches))
        self._segments.set_segments([Segment(key, tr(words), figures[key]) for key, words in WHICH_WORDS.items()])
        if self._worth is not None:
            self._bar.set_note(tr("Worth of what expires in {days} days", days=WORTH_WITHIN), worth_words(self._worth))

    def _take_counts(self, counts: Counts) -> None:
        self._counts = counts
        self.show()

    def _take_worth(self, worth: Worth) -> None:
        self._worth = worth
        self.show()
