"""What a role sees of the inquiries and may decide about them: the one thing in which the three inboxes differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.language import tr
from app.models.terms import CloseReason
from app.operations.seller_load import SellerLoad
from app.operations.triage import Decided

DIGITS = 9
"""Keys 1 to 9; what comes after them is clicked."""

KNOWN, CLOSE, LATER, NAME_SELLER, QUALIFY = "known", "close", "later", "name_seller", "qualify"


@dataclass(frozen=True, slots=True)
class Target:
    """Where an inquiry can be sent: a department or a seller. note: the head's name, or the load of a seller."""

    id: int
    words: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class QueueWords:
    """What the room says about itself; sentences marked for translation. waiting: with the gap {count}."""

    title: str
    waiting: str
    empty_title: str
    empty_line: str
    close: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One button of the bar. code: KNOWN, CLOSE … or the id of a target as text; apart: a gap before it."""

    code: str
    words: str
    key: str = ""
    icon: str = ""
    main: bool = False
    apart: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """The inquiries in *state*, of one department or seller if given, and what may be decided about them.

    targets: operation ``(session) -> targets``, the first keys; decide: operation that sends to one of them. close:
    operation that ends an inquiry. sellers: operation ``(session, department) -> sellers`` where a seller may be named at
    once. promise: with the promise strip. by_letters: other decisions have letters, not the digits after the targets.
    links: whether a proposal that it is somebody known may be answered here. by_key: the list is that of
    ``triage.inbox``, however long, and is loaded in parts; else it is loaded whole, a page more each time.
    """

    state: str
    words: QueueWords
    close: Callable[[Any, int, int, CloseReason, str], Decided]
    department_id: int | None = None
    seller_id: int | None = None
    targets: Callable[[Any], tuple[Target, ...]] | None = None
    decide: Callable[[Any, int, int, int], Decided] | None = None
    sellers: Callable[[Any, int], tuple[SellerLoad, ...]] | None = None
    promise: bool = False
    delays: bool = False
    qualifies: bool = False
    by_letters: bool = False
    links: bool = False
    by_key: bool = False

    def decisions(self, targets: Sequence[Target], suggested: int | None) -> list[Decision]:
        """The bar's buttons, in their order; the *suggested* target is the main one."""
        offered = [
            Decision(str(target.id), target.words, digit(place), main=target.id == suggested, note=target.note)
            for place, target in enumerate(targets, start=1)
        ]
        if self.qualifies:
            offered.append(Decision(QUALIFY, tr("Qualify"), "Q", "check-square", main=True))
        others = [(KNOWN, tr("Known customer"), "K", "link"), (CLOSE, tr(self.words.close), "X", "x-circle")]
        if self.delays:
            others.append((LATER, tr("Later"), "L", "clock"))
        for place, (code, words, letter, symbol) in enumerate(others):
            key = letter if self.by_letters else digit(len(targets) + place + 1)
            offered.append(Decision(code, words, key, symbol, apart=place == 0))
        if self.sellers is not None:
            offered.append(Decision(NAME_SELLER, tr("Seller"), "M", "user", note=tr("Name the seller at once")))
        return offered


def digit(place: int) -> str:
    """The key of the *place*-th decision, "" behind the ninth."""
    return str(place) if place <= DIGITS else ""
