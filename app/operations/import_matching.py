"""Whose row it is: found by phone or address, by tax number, then by name and kind, in the books and within the list."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, phrase
from app.models.counterparties import Counterparty, Identity, LegalEntity
from app.models.naming import folded
from app.models.terms import KIND_WORDS, ContactPointKind, CounterpartyKind
from app.operations.doubles import LIKELY, likeness
from app.operations.import_cells import RowCells
from app.operations.importing import looked_up

FIELD_OF = {ContactPointKind.PHONE: "phone", ContactPointKind.EMAIL: "email"}
Key = tuple[ContactPointKind, str]


@dataclass(frozen=True, slots=True)
class Point:
    """A number (E.164) or address of a row; raw: as it was written."""

    kind: ContactPointKind
    value: str
    raw: str
    extension: str = ""

    @property
    def key(self) -> Key:
        """What it is looked up by."""
        return (self.kind, self.value)


@dataclass(slots=True)
class Entry:
    """One row of the list, understood. single: column of Counterparty → value, empty where the row says nothing."""

    cells: RowCells
    name: str
    kind: CounterpartyKind | None = None
    single: dict[str, int | str | None] = field(default_factory=dict)
    points: list[Point] = field(default_factory=list)
    contact: str = ""
    position: str = ""
    entity: dict[str, str] = field(default_factory=dict)
    sites: list[str] = field(default_factory=list)

    @property
    def folded(self) -> str:
        """The name as it is compared."""
        return folded(self.name)

    @property
    def tax_ids(self) -> set[str]:
        """Tax and VAT numbers of the row."""
        return {self.entity[key] for key in ("tax_id", "vat_id") if key in self.entity}


@dataclass(slots=True)
class Target:
    """One counterparty of the books (id) or a new one (None), with the rows of the list that are about it."""

    name: str
    folded: str
    kind: CounterpartyKind | None
    id: int | None = None
    tax_ids: set[str] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)

    def says(self, name: str) -> int | str | None:
        """What the rows say of a single field; they agree."""
        return next((value for entry in self.entries if (value := entry.single.get(name))), None)


class Matching:
    """Finds the target of each row; a few questions for the whole list, none for a row."""

    def __init__(self, session: Session, entries: Sequence[Entry]) -> None:
        self._by_key: dict[Key, Target] = {}
        self._by_tax: dict[str, list[Target]] = defaultdict(list)
        self._by_name: dict[str, list[Target]] = defaultdict(list)
        known = self._known(session, entries)
        for kind in ContactPointKind:
            query = select(Identity.value, Identity.counterparty_id).where(Identity.kind == kind)
            values = [point.value for entry in entries for point in entry.points if point.kind is kind]
            for value, owner in looked_up(session, query, Identity.value, values):
                if owner in known:
                    self._by_key[kind, value] = known[owner]

    def _known(self, session: Session, entries: Sequence[Entry]) -> Mapping[int, Target]:
        """Everybody in the books who may be meant, by id; sets the look-ups by tax number and by name."""
        tax_ids = {tax_id for entry in entries for tax_id in entry.tax_ids}
        values = [point.value for entry in entries for point in entry.points]
        wanted = {row[0] for row in looked_up(session, select(Identity.counterparty_id), Identity.value, values)}
        for column in (LegalEntity.tax_id, LegalEntity.vat_id):
            wanted |= {row[0] for row in looked_up(session, select(LegalEntity.counterparty_id), column, tax_ids)}
        names = {entry.folded for entry in entries}
        wanted |= {row[0] for row in looked_up(session, select(Counterparty.id), Counterparty.folded, names)}
        known: dict[int, Target] = {}
        query = select(Counterparty.id, Counterparty.name, Counterparty.folded, Counterparty.kind).where(
            Counterparty.merged_into_id.is_(None)
        )
        for found in looked_up(session, query, Counterparty.id, wanted):
            target = Target(found.name, found.folded, found.kind, found.id)
            known[found.id] = target
            if found.folded in names:
                self._by_name[found.folded].append(target)
        entity = select(LegalEntity.counterparty_id, LegalEntity.tax_id, LegalEntity.vat_id)
        for row in looked_up(session, entity, LegalEntity.counterparty_id, known):
            known[row.counterparty_id].tax_ids |= {tax_id for tax_id in (row.tax_id, row.vat_id) if tax_id}
        for target in known.values():
            for tax_id in target.tax_ids & tax_ids:
                self._by_tax[tax_id].append(target)
        return known

    def target_of(self, entry: Entry) -> Target:
        """The target of *entry*, a new one if nobody is known; notes in the row's cells what does not fit."""
        by_tax = self._same_tax(entry)
        owners = {id(owner): owner for point in entry.points if (owner := self._by_key.get(point.key))}
        by_key = next(iter(owners.values()), None)
        target = by_tax or by_key or self._same_name(entry)
        if target is None:
            target = Target(entry.name, entry.folded, entry.kind)
            self._by_name[target.folded].append(target)
        elif by_tax is None and by_key is not None and not _may_be(entry, target):
            point = next(point for point in entry.points if self._by_key.get(point.key) is target)
            entry.cells.wrong(FIELD_OF[point.kind], _belongs(target), point.raw)
        self._claim(entry, target)
        _agree(entry, target)
        target.entries.append(entry)
        return target

    def _same_tax(self, entry: Entry) -> Target | None:
        """Whom the tax number belongs to; of several the one that is called so, or that has the row's numbers."""
        found = [target for tax_id in sorted(entry.tax_ids) for target in self._by_tax.get(tax_id, ())]
        owners = [self._by_key.get(point.key) for point in entry.points]
        return max(found, key=lambda each: (each.folded == entry.folded, each in owners), default=None)

    def _same_name(self, entry: Entry) -> Target | None:
        """Whoever has exactly this name and kind, unless another tax number says that it is somebody else."""
        found = [
            target
            for target in self._by_name.get(entry.folded, ())
            if not (entry.tax_ids and target.tax_ids and entry.tax_ids.isdisjoint(target.tax_ids))
        ]
        exact = [target for target in found if entry.kind is None or target.kind in (entry.kind, None)]
        if not exact and entry.kind is CounterpartyKind.LEAD:
            # A lead that has become a customer since the list was made.
            exact = [target for target in found if target.kind is CounterpartyKind.CUSTOMER]
        return exact[0] if exact else None

    def _claim(self, entry: Entry, target: Target) -> None:
        """The row's numbers and addresses are the target's from now on; those of others are problems."""
        for point in entry.points:
            owner = self._by_key.setdefault(point.key, target)
            if owner is not target:
                entry.cells.wrong(FIELD_OF[point.kind], _belongs(owner), point.raw)
        for tax_id in entry.tax_ids - target.tax_ids:
            target.tax_ids.add(tax_id)
            self._by_tax[tax_id].append(target)


def _may_be(entry: Entry, target: Target) -> bool:
    """Whether a row that shares a number or address with *target* may be about it: a lead, or nearly the same name."""
    if target.id is not None and target.kind is CounterpartyKind.LEAD:
        return True
    return entry.folded == target.folded or likeness(entry.folded, target.folded) >= LIKELY


def _belongs(target: Target) -> Phrase:
    return phrase("This belongs to {name} already.", name=target.name)


def _agree(entry: Entry, target: Target) -> None:
    """Note where a row contradicts an earlier one about the same counterparty, or what it is in the books."""
    if entry.kind is not None and target.kind is not None and entry.kind is not target.kind:
        _judge_kind(entry, target)
    target.kind = target.kind or entry.kind
    for name, value in entry.single.items():
        earlier = target.says(name)
        if value and earlier and value != earlier and name != "note":
            field_name = name.removesuffix("_id")
            sentence = phrase("Another row of this list says something else of {name}.", name=target.name)
            entry.cells.wrong(field_name, sentence)


def _judge_kind(entry: Entry, target: Target) -> None:
    known = target.kind
    assert known is not None
    if entry.kind is CounterpartyKind.LEAD:
        sentence = phrase("{name} is a {kind} already and stays one.", name=target.name, kind=phrase(KIND_WORDS[known]))
        entry.cells.doubtful("kind", sentence)
    elif known is not CounterpartyKind.LEAD:
        sentence = phrase(
            "{name} is kept as a {kind}; an import does not change that.", name=target.name, kind=phrase(KIND_WORDS[known])
        )
        entry.cells.wrong("kind", sentence)


def entities_of(entries: Iterable[Entry]) -> list[dict[str, str]]:
    """The legal entities that the rows of one target speak of, each once."""
    return list({tuple(entry.entity.items()): entry.entity for entry in entries if entry.entity}.values())
