"""The card beside the list: what is selected, and, looked up ahead, what will be selected next.

After a decision the next inquiry is shown in the same moment, because its card was fetched while the person read the one
before. What was fetched ahead is only shown while it is still true: of the version that the list shows, and forgotten with
every piece of news about it.
"""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.operations import triage_preview
from app.operations.triage import InboxRow
from app.operations.triage_preview import Previewed
from app.views.desk import Desk

KEPT = 4


class Preview(QObject):
    """``show(row)`` sends ``came`` with the ``Previewed`` of it; ``look_ahead(row)`` fetches without showing."""

    came = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        # An owner of its own: a question of the same owner would drop the answer about what is shown.
        self._ahead = QObject(self)
        self._kept: dict[int, Previewed] = {}
        self._wanted = 0

    def show(self, row: InboxRow) -> None:
        """Show the card of *row*, at once if it was fetched ahead."""
        self._wanted = row.id
        kept = self._kept.pop(row.id, None)
        if kept is not None and kept.card.version == row.version:
            self.came.emit(kept)
            return
        self._desk.ask(self, triage_preview.preview, row.id).then(self._came)

    def show_nothing(self) -> None:
        """Nothing is selected: what is still on its way is not wanted."""
        self._wanted = 0

    def look_ahead(self, row: InboxRow | None) -> None:
        """Fetch the card of *row* for when it will be selected."""
        if row is None or (row.id in self._kept and self._kept[row.id].card.version == row.version):
            return
        self._desk.ask(self._ahead, triage_preview.preview, row.id).then(partial(self._keep, row.id)).otherwise(
            lambda _error: None
        )

    def forget(self, inquiry_ids: Collection[int] = ()) -> None:
        """What was fetched ahead about *inquiry_ids* may be true no more; all of it, if none are given."""
        for each in inquiry_ids or tuple(self._kept):
            self._kept.pop(each, None)

    def _came(self, shown: Previewed) -> None:
        if shown.card.id == self._wanted:
            self.came.emit(shown)

    def _keep(self, inquiry_id: int, shown: Previewed) -> None:
        self._kept[inquiry_id] = shown
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
