"""The way from a customer to its double and back: both side by side, merged, and parted again from the history."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.language import marked, phrase
from app.operations.merging import Merged
from app.operations.unmerging import Unmerged
from app.views.counterparties.party_picker import PartyPicker
from app.views.counterparties.record_deeds import editable
from app.views.counterparties.work import PartyWork
from app.views.deals.form import FormSlot
from app.views.doubles.merge_page import MergePage
from app.views.doubles.part_page import PartPage


class MergeWay(QObject):
    """``begin()`` asks who is the same; ``part(merge_id)`` what must be known to part two; ``pages`` stand in the room."""

    shown = Signal(object)
    """QWidget: the page that shall be shown."""
    back = Signal()
    """The person went back to the customer."""
    party_wanted = Signal(int)
    """The customer that is shown next."""

    def __init__(self, work: PartyWork, slot: FormSlot, parent: QWidget) -> None:
        super().__init__(parent)
        self._work, self._slot = work, slot
        self.merging = MergePage(work.desk, work.messages)
        self.parting = PartPage(work.desk, work.messages)
        for page in self.pages:
            page.left.connect(self.back)
        self.merging.judged.connect(self.back)
        self.merging.merged.connect(self._merged)
        self.merging.wanted.connect(lambda _kind, record: self.party_wanted.emit(record))
        self.parting.parted.connect(self._parted)

    @property
    def pages(self) -> tuple[MergePage, PartPage]:
        """Both pages."""
        return self.merging, self.parting

    def begin(self) -> None:
        """Choose who is the same as the one that is shown, and lay both side by side."""
        card = editable(self._work)
        if card is None:
            return
        question = phrase("Who is the same as {company}?", company=card.name)
        picker = PartyPicker(self._work.desk, question, marked("Lay both side by side"), card.id)
        picker.left.connect(self._slot.close_form)
        picker.chosen.connect(lambda found, _name: self._compare(card.id, found))
        self._slot.put(picker)

    def part(self, merge_id: int) -> None:
        """Ask what must be known to part two that were merged."""
        self.parting.ask(merge_id)
        self.shown.emit(self.parting)

    def _compare(self, kept_id: int, merged_id: int) -> None:
        self._slot.close_form()
        self.merging.compare(kept_id, merged_id)
        self.shown.emit(self.merging)

    def _merged(self, merged: Merged) -> None:
        self.party_wanted.emit(merged.kept_id)

    def _parted(self, parted: Unmerged) -> None:
        self.party_wanted.emit(parted.merged_id)
