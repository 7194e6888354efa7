"""What is loaded of a long inbox: a window that grows by its key at both ends, and takes in what changed. No Qt."""

from bisect import insort
from collections.abc import Collection

from app.operations.triage import InboxPage, InboxRow
from app.operations.triage_pages import InboxKey

PAGE = 200
MOST = 600
"""Rows that are kept at once: whoever walks on leaves the other end behind, and finds it again."""
FEW = 60
"""With fewer rows than these more are fetched, where there are more."""


class Pages:
    """``rows`` in their order, ``page`` with the counts of the whole list."""

    def __init__(self) -> None:
        self.rows: list[InboxRow] = []
        self.page = InboxPage((), 0, 0, 0, 0)
        self.above = self.below = False
        self.loaded = False

    def show(self, page: InboxPage) -> None:
        """Begin anew with *page*."""
        self.rows, self.page, self.loaded = list(page.rows), page, True
        self.above, self.below = page.above, page.below

    def add(self, page: InboxPage, above: bool) -> None:
        """Take in the part of the list behind what is loaded, or *above* it; the other end may be left behind."""
        known = {row.id for row in self.rows}
        fresh = [row for row in page.rows if row.id not in known]
        self.page = page
        if above:
            self.rows, self.above = fresh + self.rows, page.above
            self.below = self.below or len(self.rows) > MOST
            self.rows = self.rows[:MOST]
        else:
            self.rows, self.below = self.rows + fresh, page.below
            self.above = self.above or len(self.rows) > MOST
            self.rows = self.rows[-MOST:]

    def change(self, asked: Collection[int], page: InboxPage) -> None:
        """Of *asked* those in *page* wait here now, the others do not (any more)."""
        ends = (self.key(above=True), self.key(above=False))
        self.rows = [row for row in self.rows if row.id not in asked]
        self.page = page
        for row in page.rows:
            place = InboxKey.of(row).order
            over = ends[0] is not None and place < ends[0].order and self.above
            under = ends[1] is not None and place > ends[1].order and self.below
            if not over and not under:
                insort(self.rows, row, key=lambda each: InboxKey.of(each).order)

    def key(self, *, above: bool) -> InboxKey | None:
        """The key of the first (*above*) or last row, None if there is none."""
        if not self.rows:
            return None
        return InboxKey.of(self.rows[0 if above else -1])
