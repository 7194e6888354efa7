"""What the exchange was asked for from this desk, shown in words until it is a call, or has failed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.events import Change
from app.models.call_terms import RequestKind, RequestState
from app.operations import call_requests
from app.operations.call_requests import IN_TIME, RequestRow
from app.views.calls.incoming import Incoming
from app.views.calls.pop_up import PopUp
from app.views.desk import Desk
from app.views.room import EVERYTHING

TOPIC = "call_request"
TOO_LATE_AFTER = int(IN_TIME.total_seconds() * 1000) + 500
"""Milliseconds after which a request that nobody took is looked at again: nobody is there to say so."""


class Outgoing(QObject):
    """Requests of who sits here: a pop-up for each call, a line in the pop-up of a call that is handed over."""

    def __init__(self, desk: Desk, incoming: Incoming) -> None:
        super().__init__(incoming)
        self._desk, self._incoming = desk, incoming
        self._shown: dict[int, PopUp] = {}
        self._over: set[int] = set()
        self._asking = self._again = False
        self._late = QTimer(self, interval=TOO_LATE_AFTER, singleShot=True)
        self._late.timeout.connect(self.ask)
        desk.changed.connect(self._hear)
        self.ask()

    def ask(self) -> None:
        """Ask how far the requests have come."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._desk.ask(self, call_requests.mine).then(self._show_all).anyway(self._answered)

    def show_request(self, request: RequestRow) -> None:
        """Show one, at once."""
        if request.id in self._over:
            return
        call = self._incoming.pop_up_of(request.linked_id)
        own = self._shown.get(request.id)
        if call is not None:
            if own is not None and own is not call:
                self._incoming.remove(own)
            call.show_request(request)
            self._shown[request.id] = call
        elif request.kind is RequestKind.CALL:
            self._show_alone(request, own)
        if not request.going:
            self._over.add(request.id)
            self._shown.pop(request.id, None)

    def _show_alone(self, request: RequestRow, own: PopUp | None) -> None:
        if own is None and request.going:
            own = self._incoming.make()
            own.left.connect(partial(self._over.add, request.id))
            self._shown[request.id] = own
            own.show_request(request)
            self._incoming.place(own)
        elif own is not None and request.state is RequestState.DONE and own.row is None:
            self._incoming.remove(own)
        elif own is not None:
            own.show_request(request)

    def _hear(self, change: Change) -> None:
        if change.topic in (TOPIC, EVERYTHING):
            self.ask()

    def _answered(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self.ask()

    def _show_all(self, requests: Sequence[RequestRow]) -> None:
        for request in reversed(requests):
            if request.going or request.id in self._shown:
                self.show_request(request)
            else:
                self._over.add(request.id)
        if any(request.state is RequestState.WAITING for request in requests):
            self._late.start()
