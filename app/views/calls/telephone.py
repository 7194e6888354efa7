"""Calling from everywhere: every ``tel:`` link of the house asks the exchange, own telephone first.

Where no exchange is connected, the link goes to whatever program the system has for it.
"""

from typing import Any

from PySide6.QtCore import QObject, QUrl, QUrlQuery, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.errors import UserError
from app.models.call_terms import ExchangeCondition
from app.operations import call_requests, exchange_health
from app.operations.call_requests import RequestRow
from app.views.desk import Desk
from app.views.messages import Messages

SCHEME = "tel"


class Telephone(QObject):
    """``call(number)``; between ``begin`` and ``end`` it also answers ``tel:NUMBER?counterparty=ID&deal=ID``."""

    asked = Signal(object)
    """RequestRow: the exchange was asked; what happens then comes as news of "call_request"."""

    def __init__(self, desk: Desk, messages: Messages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages = desk, messages
        self._answers = False

    def begin(self) -> None:
        """Answer ``tel:`` links from now on."""
        QDesktopServices.setUrlHandler(SCHEME, self, "open_link")  # type: ignore[arg-type]  # the stub says bytes, Qt takes text
        self._answers = True

    def end(self) -> None:
        """Answer them no more."""
        if self._answers:
            QDesktopServices.unsetUrlHandler(SCHEME)
            self._answers = False

    @Slot(QUrl)
    def open_link(self, url: QUrl) -> None:
        """Call the number of *url*."""
        about = QUrlQuery(url)
        self.call(url.path(), _id(about, "counterparty"), _id(about, "deal"))

    def call(self, number: str, counterparty_id: int | None = None, deal_id: int | None = None) -> None:
        """Let the own telephone ring, and then *number* (as it is written) be dialled."""
        ticket = self._desk.do(self, _ask, number, counterparty_id, deal_id)
        ticket.then(lambda request: self._begun(number, request)).otherwise(self._messages.problem)

    def _begun(self, number: str, request: RequestRow | None) -> None:
        if request is not None:
            self.asked.emit(request)
        elif not self._by_the_system(number):
            self._messages.problem(
                UserError(
                    "No exchange is connected to Kontor, and this computer has no program that calls {number}.",
                    number=number,
                )
            )

    def _by_the_system(self, number: str) -> bool:
        """Hand the number to the system's own program; whether it has one. Our own answer would only lead back here."""
        answered = self._answers
        self.end()
        url = QUrl()
        url.setScheme(SCHEME)
        url.setPath(number)
        found = QDesktopServices.openUrl(url)
        if answered:
            self.begin()
        return found


def _ask(session: Any, number: str, counterparty_id: int | None, deal_id: int | None) -> RequestRow | None:
    """Ask the exchange; None where none was ever connected."""
    if all(row.condition is ExchangeCondition.OFF for row in exchange_health.rows(session)):
        return None
    return call_requests.ask_call(session, number, counterparty_id, deal_id)


def _id(about: QUrlQuery, name: str) -> int | None:
    value = about.queryItemValue(name)
    return int(value) if value.isdecimal() else None
