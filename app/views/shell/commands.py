"""What the search field offers: commands, rooms and records."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from app.language import marked, tr


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the search: icon, words, what it is (at the right), key, and what happens on Enter."""

    icon: str
    words: str
    kind: str
    act: Callable[[], object]
    key: str = ""
    detail: str = ""


class Opener(Protocol):
    """Opens a record in the room that shows its kind, or else what *otherwise* names."""

    def __call__(self, kind: str, record: int, /, *, otherwise: tuple[str, int]) -> object: ...


class Found(Protocol):
    """A record that the search found, an operation's frozen row: what it is called ("deal") and its words.

    opens, id: what a room is asked to show; otherwise: what else, if this person has no room for that, or ("", 0).
    """

    @property
    def kind(self) -> str: ...
    @property
    def opens(self) -> str: ...
    @property
    def otherwise(self) -> tuple[str, int]: ...
    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def subtitle(self) -> str: ...


KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "customer": ("buildings", marked("customer")),
        "counterparty": ("buildings", marked("business partner")),
        "lead": ("user-plus", marked("lead")),
        "partner": ("handshake", marked("partner")),
        "supplier": ("shopping-cart", marked("supplier")),
        "contact": ("user", marked("person")),
        "inquiry": ("tray", marked("inquiry")),
        "interaction": ("chat-circle-text", marked("interaction")),
        "call": ("phone", marked("call")),
        "deal": ("columns", marked("deal")),
        "task": ("check-square", marked("task")),
        "product": ("package", marked("article")),
        "batch": ("stack", marked("batch")),
        "document": ("file-text", marked("document")),
        "order": ("clipboard-text", marked("order")),
        "receipt": ("barcode", marked("arrival")),
        "segment": ("users-three", marked("segment")),
    }
)
"""Kind of record → icon and word."""


@dataclass(frozen=True, slots=True)
class Finder:
    """A search over records. operation: ``(session, text, limit) -> rows``; kinds beyond ``KINDS`` with icon and word."""

    operation: Callable[[Any, str, int], Sequence[Found]]
    kinds: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def offer(self, found: Found, open_record: Opener) -> Offer:
        """The line for one record."""
        icon, word = self.kinds.get(found.kind) or KINDS.get(found.kind) or ("magnifying-glass", found.kind)
        act = partial(open_record, found.opens, found.id, otherwise=found.otherwise)
        return Offer(icon, found.title, tr(word), act, detail=found.subtitle)


def matching(text: str, offers: Sequence[Offer]) -> list[Offer]:
    """The offers that hold every word of *text*, best first: those that begin with it, then those with a word that does."""
    words = text.casefold().split()
    ranked = []
    for place, offer in enumerate(offers):
        said = offer.words.casefold()
        if not all(word in said for word in words):
            continue
        begins = 0 if said.startswith(text.strip().casefold()) else 1
        word_begins = 0 if all(any(part.startswith(word) for part in said.split()) for word in words) else 1
        ranked.append((begins, word_begins, place, offer))
    return [offer for *_, offer in sorted(ranked, key=lambda rank: rank[:3])]
