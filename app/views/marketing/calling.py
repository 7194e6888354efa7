"""Asking sellers to call: who may be asked, the wish, and what became of it, with undo."""

from functools import partial

from PySide6.QtCore import QObject

from app.language import tr, trn
from app.operations import marketing_calls
from app.operations.actors import Actor
from app.operations.marketing_calls import CallsPlanned, CallWish
from app.operations.segments import SegmentRow
from app.views.desk import Desk
from app.views.marketing.call_panel import CallPanel
from app.views.messages import Messages


class SellerCalls(QObject):
    """``begin(segment, chosen, companies)`` opens the panel; the rest goes by itself."""

    def __init__(self, desk: Desk, messages: Messages, panel: CallPanel) -> None:
        super().__init__(panel)
        self._desk, self._messages, self._panel = desk, messages, panel
        panel.wished.connect(self._give)

    def begin(self, row: SegmentRow, chosen: tuple[int, ...], companies: int | None) -> None:
        """Open the panel for the segment *row*; *chosen*: selected customers; *companies*: how many it has."""
        ticket = self._desk.ask(self, marketing_calls.sellers)
        ticket.then(partial(self._open, row, chosen, companies))

    def _open(self, row: SegmentRow, chosen: tuple[int, ...], companies: int | None, sellers: tuple[Actor, ...]) -> None:
        self._panel.begin(row.name, row.conditions, chosen, companies, sellers)

    def _give(self, wish: CallWish) -> None:
        self._desk.do(self, marketing_calls.ask_to_call, wish).then(self._planned)

    def _planned(self, planned: CallsPlanned) -> None:
        self._panel.hide()
        undo = partial(self._desk.do, self, marketing_calls.take_back, planned.task_ids)
        self._messages.done(_sentence(planned), undo if planned.made else None)


def _sentence(planned: CallsPlanned) -> str:
    calls = trn("{count} call", "{count} calls", planned.made)
    sellers = trn("{count} seller", "{count} sellers", planned.sellers)
    if planned.without_seller:
        return tr(
            "{calls} given to {sellers}; {kept} have an open call already, {without} have no seller.",
            calls=calls,
            sellers=sellers,
            kept=planned.kept,
            without=planned.without_seller,
        )
    if planned.kept:
        return tr(
            "{calls} given to {sellers}; {kept} have an open call already.", calls=calls, sellers=sellers, kept=planned.kept
        )
    return tr("{calls} given to {sellers}.", calls=calls, sellers=sellers)
