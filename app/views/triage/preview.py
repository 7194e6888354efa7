"""The card beside the list: what is selected, and, looked up ahead, what will be selected next.

After a decision the next inquiry is shown in the same moment, because its card was fetched while the person read the one
before. Where it was not (somebody types faster than the books answer), what the list knows is shown meanwhile. What was
fetched ahead is only shown while it is still true: of the version that the list shows, and forgotten with
every piece of news about it.
"""

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from app.operations import triage_preview
from app.operations.triage import InboxRow
from app.operations.triage_preview import Previewed
from app.views.desk import Desk

KEPT = 4
SOON = 40
"""Milliseconds after which the card of another inquiry is no longer left standing."""


class Preview(QObject):
    """``show(row)`` sends ``came`` with the ``Previewed`` of it; ``look_ahead(row)`` fetches without showing."""

    came = Signal(object)
    slow = Signal(object)
    """The card of this row of the list is still on its way."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        # An owner of its own: a question of the same owner would drop the answer about what is shown.
        self._ahead = QObject(self)
        self._kept: dict[int, Previewed] = {}
        self._wanted: InboxRow | None = None
        self._soon = QTimer(self, interval=SOON, singleShot=True)
        self._soon.timeout.connect(self._tell_slow)

    def show(self, row: InboxRow) -> None:
        """Show the card of *row*, at once if it was fetched ahead."""
        another = self._wanted is None or self._wanted.id != row.id
        self._wanted = row
        kept = self._kept.pop(row.id, None)
        if kept is not None and kept.card.version == row.version:
            self._soon.stop()
            self.came.emit(kept)
            return
        if another and not self._soon.isActive():
            self._soon.start()
        self._desk.ask(self, triage_preview.preview, row.id).then(self._came)

    def show_nothing(self) -> None:
        """Nothing is selected: what is still on its way is not wanted."""
        self._wanted = None
        self._soon.stop()

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
        if self._wanted is not None and shown.card.id == self._wanted.id:
            self._soon.stop()
            self.came.emit(shown)

    def _tell_slow(self) -> None:
        if self._wanted is not None:
            self.slow.emit(self._wanted)

    def _keep(self, inquiry_id: int, shown: Previewed) -> None:
        self._kept[inquiry_id] = shown
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)))
