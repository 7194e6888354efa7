"""What a scan takes along on its way: what the screen worked on when it was made, and the spool that keeps both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, Protocol

from app.events import Scan


class Spool(Protocol):
    """Where scans are on disk before anything else happens to them (``app.devices.spool.ScanSpool``).

    All methods may be called from any thread and raise DeviceTrouble if the disk fails.
    """

    def append(self, scan: Scan, context: str = "") -> None:
        """Keep *scan* with *context*; on disk when this returns."""

    def pending(self) -> list[Scan]:
        """What is not booked yet, in the order of scanning."""

    def context(self, nonce: str) -> str:
        """What was given with a pending scan."""

    def done(self, nonce: str) -> None:
        """The scan is booked."""

    def refused(self, nonce: str, reason: str) -> None:
        """The scan will not be booked, for *reason*."""


Work = Literal["receive", "ship"]
KEPT_AS: Mapping[Work, str] = {"receive": "receipt", "ship": "warehouse_order"}
"""Kind of work → under which name the spool keeps the record that it was about."""


@dataclass(frozen=True, slots=True)
class Circumstance:
    """What the screen worked on: the open receipt or order, the place where goods are put, how many the next scan counts."""

    record_id: int | None = None
    place_id: int | None = None
    quantity: Decimal | None = None
    work: Work = "receive"

    def kept(self) -> str:
        """As the spool keeps it."""
        quantity = None if self.quantity is None else str(self.quantity)
        return json.dumps({KEPT_AS[self.work]: self.record_id, "place": self.place_id, "quantity": quantity})


def circumstance_of(context: str) -> Circumstance:
    """What ``Circumstance.kept`` wrote; an empty one for anything else."""
    try:
        facts = json.loads(context)
        work: Work = "ship" if KEPT_AS["ship"] in facts else "receive"
        record, place, quantity = facts[KEPT_AS[work]], facts["place"], facts["quantity"]
        return Circumstance(
            None if record is None else int(record),
            None if place is None else int(place),
            None if quantity is None else Decimal(quantity),
            work,
        )
    except (ValueError, TypeError, KeyError, InvalidOperation):
        return Circumstance()


@dataclass(frozen=True, slots=True)
class KeptScan:
    """A scan that is in the spool and not yet in the books. replayed: a client that was killed left it behind.

    batch, expiry, reason: what the clerk has added since. tries: how often others were quicker at the same records.
    """

    scan: Scan
    circumstance: Circumstance
    replayed: bool = False
    batch: str = ""
    expiry: date | None = None
    reason: str = ""
    tries: int = 0

    def completed(self, *, batch: str = "", expiry: date | None = None, reason: str = "") -> "KeptScan":
        """The same scan with what the box does not say."""
        return replace(self, batch=batch or self.batch, expiry=expiry or self.expiry, reason=reason or self.reason)
