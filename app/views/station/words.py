"""What the station says of its work: receiving and shipping share every part and differ in words."""

from typing import Protocol

from app.language import tr, trn
from app.operations.station_rows import StationView
from app.views.look.numbers import quantity


class StationWords(Protocol):
    """The words of one kind of work, in the chosen language; icon: of its head and its empty list."""

    icon: str

    def title(self) -> str:
        """What is done here."""

    def open_lines(self, lines: int, units: str) -> str:
        """How much an order in the list still asks for."""

    def nothing(self) -> str:
        """There is no order."""

    def how_it_begins(self) -> str:
        """How orders get into the list."""

    def still(self, view: StationView) -> str:
        """What the large figure counts."""

    def counted(self, view: StationView) -> str:
        """How much of how many."""

    def lines(self, view: StationView) -> str:
        """How many lines are open, or how to end."""


class ReceivingWords:
    """Goods come in."""

    icon = "package"

    def title(self) -> str:
        """Receiving."""
        return tr("Receive")

    def open_lines(self, lines: int, units: str) -> str:
        """What is to come."""
        return trn("{count} line, {open} to come", "{count} lines, {open} to come", lines, open=units)

    def nothing(self) -> str:
        """Nothing comes."""
        return tr("Nothing is on its way")

    def how_it_begins(self) -> str:
        """Orders are placed elsewhere."""
        return tr("Orders to suppliers and to the plant appear here by themselves as soon as they are placed.")

    def still(self, view: StationView) -> str:
        """What is missing."""
        return tr("still to scan") if view.to_scan else tr("everything is here")

    def counted(self, view: StationView) -> str:
        """What has come."""
        gaps = {"received": quantity(view.counted), "expected": quantity(view.expected)}
        return tr("{received} of {expected} received", **gaps)

    def lines(self, view: StationView) -> str:
        """Lines that miss something."""
        return _lines(view, tr("F12 finishes the order"))


class ShippingWords:
    """Goods leave."""

    icon = "truck"

    def title(self) -> str:
        """Shipping."""
        return tr("Ship")

    def open_lines(self, lines: int, units: str) -> str:
        """What can go."""
        return trn("{count} line, {open} to ship", "{count} lines, {open} to ship", lines, open=units)

    def nothing(self) -> str:
        """Nothing goes."""
        return tr("Nothing is ready to ship")

    def how_it_begins(self) -> str:
        """Goods are held by deals."""
        return tr("Orders appear here by themselves as soon as goods in stock are held for them.")

    def still(self, view: StationView) -> str:
        """What lies on the shelves yet."""
        return tr("still to pick") if view.to_scan else tr("everything is picked")

    def counted(self, view: StationView) -> str:
        """What is packed; and what cannot go, because it is not there."""
        gaps = {"picked": quantity(view.counted), "held": quantity(view.expected)}
        if view.stays:
            return tr("{picked} of {held} picked, {later} come later", **gaps, later=quantity(view.stays))
        return tr("{picked} of {held} picked", **gaps)

    def lines(self, view: StationView) -> str:
        """Lines that miss something."""
        return _lines(view, tr("F12 ships them"))


def _lines(view: StationView, end: str) -> str:
    if not view.to_scan:
        return end
    return trn("{open} of {count} line open", "{open} of {count} lines open", len(view.lines), open=view.open_lines)


RECEIVING = ReceivingWords()
SHIPPING = ShippingWords()
