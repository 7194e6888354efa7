"""A few counterparties that are merged, worked on and parted again, beside a plain model of who must own what.

The suite walks it with steps that hypothesis finds; the benchmark with thousands of random ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import UserError
from app.models.base import Record
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity, LegalEntity, Site
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Interaction
from app.models.merging import Merge
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import (
    AddressKind,
    Channel,
    ContactPointKind,
    CounterpartyKind,
    Direction,
    InteractionKind,
    Source,
    TaskKind,
)
from app.operations import merging, unmerging
from app.operations.unmerging import Answers, Whose

PARTIES = 4
KINDS: tuple[type[Record], ...] = (Contact, ContactPoint, LegalEntity, Site, Inquiry, Interaction, Task, Attachment)
FIELDS = ("name", "website")
Step = tuple[int, int, int, int]
Key = tuple[str, int]


@dataclass
class Joined:
    """A merge as the model knows it. at: the step; brought: what came with the merged one."""

    id: int
    kept: int
    merged: int
    at: int
    brought: set[Key] = field(default_factory=set)
    undone: bool = False


@dataclass
class Event:
    """A value that a field was given: by an edit, or by a merge (its id)."""

    at: int
    value: str
    merge_id: int | None


class World:
    """The parties in the database and in the model; ``step`` does the next thing to both, ``check`` compares them."""

    def __init__(self, store: Store, name: str) -> None:
        self.store, self.name = store, name
        self.ids = store.write(_begin, name)
        self.owner: dict[Key, int] = {}
        self.came: dict[Key, dict[int, int]] = {}
        self.said: dict[Key, str] = {}
        self.joined: list[Joined] = []
        self.fields = {
            (party, each): [Event(0, f"{name} {party}" if each == "name" else "", None)]
            for party in range(PARTIES)
            for each in FIELDS
        }
        self.clock = 0

    def step(self, step: Step) -> None:
        """One thing that happens; numbers that name nothing are taken modulo what there is."""
        what, one, other, chance = step
        self.clock += 1
        deeds = (self._add, self._add, self._merge, self._merge, self._unmerge, self._edit, self._move, self._remove)
        (*deeds, self._unmerge, self._change)[what % (len(deeds) + 2)](one, other, chance)

    def standing(self, party: int) -> int:
        """Whom *party* forwards to, itself if to nobody."""
        into = next((each.kept for each in self.joined if each.merged == party and not each.undone), None)
        return party if into is None else self.standing(into)

    def _add(self, one: int, other: int, chance: int) -> None:
        party, kind = self.standing(one % PARTIES), KINDS[other % len(KINDS)]
        said = f"{self.name}-{self.clock}"
        key = self.store.write(_add, kind, self.ids[party], said)
        self.owner[key], self.said[key] = party, said
        self.came[key] = {party: self.clock}

    def _change(self, one: int, other: int, chance: int) -> None:
        if key := self._record(one):
            self.said[key] = f"{self.name}-{self.clock}"
            self.store.write(_change, key, self.said[key])

    def _move(self, one: int, other: int, chance: int) -> None:
        key, party = self._record(one), self.standing(other % PARTIES)
        if key and self.owner[key] != party:
            self.store.write(_move, key, self.ids[party])
            self.owner[key] = party
            self.came[key][party] = self.clock

    def _remove(self, one: int, other: int, chance: int) -> None:
        if (key := self._record(one)) and chance % 2:
            self.store.write(_remove, key)
            for known in (self.owner, self.came, self.said):
                known.pop(key)
            for each in self.joined:
                each.brought.discard(key)

    def _record(self, number: int) -> Key | None:
        keys = sorted(self.owner)
        return keys[number % len(keys)] if keys else None

    def _edit(self, one: int, other: int, chance: int) -> None:
        party, name = self.standing(one % PARTIES), FIELDS[other % len(FIELDS)]
        value = f"{self.name} edited {self.clock}"
        self.store.write(_edit, self.ids[party], name, value)
        self.fields[party, name].append(Event(self.clock, value, None))

    def _value(self, party: int, name: str) -> str:
        return self.fields[party, name][-1].value

    def _merge(self, one: int, other: int, chance: int) -> None:
        kept, merged = one % PARTIES, other % PARTIES
        chosen: dict[str, merging.Choice] = {
            name: "merged" if chance >> place & 1 else "kept" for place, name in enumerate(FIELDS)
        }
        refused = kept == merged or kept != self.standing(kept) or merged != self.standing(merged)
        done = self._try(_merge, self.ids[kept], self.ids[merged], chosen, refused=refused)
        if done is None:
            return
        joined = Joined(done.merge_id, kept, merged, self.clock)
        for key, owner in self.owner.items():
            if owner == merged:
                self.owner[key] = kept
                joined.brought.add(key)
        for name, choice in chosen.items():
            value = self._value(merged, name)
            if choice == "merged" and value != self._value(kept, name):
                self.fields[kept, name].append(Event(self.clock, value, joined.id))
        self.joined.append(joined)

    def _unmerge(self, one: int, other: int, chance: int) -> None:
        if not self.joined:
            return
        joined = self.joined[one % len(self.joined)]
        refused = joined.undone or self.standing(joined.kept) != joined.kept
        asked = self._try(unmerging.questions, joined.id, refused=refused, read=True)
        if asked is None:
            self._try(unmerging.unmerge, joined.id, 1, refused=True)
            return
        others = [each for each in self.joined if each.kept == joined.kept and not each.undone and each is not joined]
        elsewhere = set().union(*(each.brought for each in others)) if others else set()
        later = set().union(*(each.brought for each in others if each.id > joined.id)) if others else set()
        new = {
            key
            for key, owner in self.owner.items()
            if owner == joined.kept
            and key not in joined.brought | elsewhere
            and self.came[key].get(joined.kept, -1) > joined.at
        }
        assert {(each.table, each.record_id) for each in asked.records} == new, (asked.records, new)
        changed = {
            name
            for name in FIELDS
            if any(each.merge_id is None and each.at > joined.at for each in self.fields[joined.kept, name])
        }
        assert {each.name for each in asked.fields} == changed, (asked.fields, changed)
        answers: dict[Key, Whose] = {
            key: "merged" if (chance >> place % 8) & 1 else "kept" for place, key in enumerate(sorted(new)) if place % 3
        }
        whose = {(each.table, each.record_id): each.proposed for each in asked.records} | answers
        self.store.write(unmerging.unmerge, joined.id, asked.version, Answers(records=answers))
        for key in joined.brought - later:
            if self.owner[key] == joined.kept:
                self.owner[key] = joined.merged
        for key, side in whose.items():
            if side == "merged":
                self.owner[key] = joined.merged
                self.came[key][joined.merged] = self.clock
        for name in FIELDS:
            events = self.fields[joined.kept, name]
            events[:] = [each for each in events if each.merge_id != joined.id]
        joined.undone = True

    def _try(self, use: Any, *args: Any, refused: bool, read: bool = False) -> Any:
        try:
            answer = self.store.read(use, *args) if read else self.store.write(use, *args)
        except UserError:
            assert refused, f"{use.__name__}{args} was refused"
            return None
        assert not refused, f"{use.__name__}{args} was not refused"
        return answer

    def check(self) -> None:
        """Raises AssertionError unless the database says what the model says, of every record and every party."""
        found = self.store.read(_found, tuple(self.owner), self.ids)
        wanted = {key: (self.ids[owner], self.said[key]) for key, owner in self.owner.items()}
        assert found.records == wanted
        parties = {
            self.ids[party]: (
                None if self.standing(party) == party else self.ids[self.standing(party)],
                *(self._value(party, name) for name in FIELDS),
            )
            for party in range(PARTIES)
        }
        assert found.parties == parties
        owners = {self.said_of(key): self.ids[owner] for key, owner in self.owner.items() if key[0] == "contact_point"}
        assert found.identities == owners

    def said_of(self, key: Key) -> str:
        """The address of a contact point."""
        return f"{key[1]}@{self.name}.example"


@dataclass(frozen=True)
class Found:
    """What the database says."""

    records: dict[Key, tuple[int, str]]
    parties: dict[int, tuple[Any, ...]]
    identities: dict[str, int]


def _begin(session: Session, name: str) -> list[int]:
    parties = [
        Counterparty(kind=CounterpartyKind.LEAD, name=f"{name} {each}", folded=f"{name} {each}", created_at=now(session))
        for each in range(PARTIES)
    ]
    session.add_all(parties)
    session.flush()
    return [each.id for each in parties]


def _add(session: Session, kind: type[Record], party: int, said: str) -> Key:
    at = now(session)
    made: dict[type[Record], dict[str, Any]] = {
        Contact: {"name": said, "folded": said},
        ContactPoint: {"kind": ContactPointKind.EMAIL, "value": f"{said}@x", "note": said},
        LegalEntity: {"name": said},
        Site: {"kind": AddressKind.DELIVERY, "address": said},
        Inquiry: {"number": said, "received_at": at, "channel": Channel.EMAIL, "source": Source.LETTER, "text": said},
        Interaction: {"at": at, "kind": InteractionKind.NOTE, "direction": Direction.OUT, "text": said},
        Task: {"kind": TaskKind.OTHER, "title": said, "due_at": at, "created_at": at},
        Attachment: {"name": said, "mime": "text/plain", "size": 0, "sha256": "", "added_at": at, "data": b""},
    }
    record = kind(counterparty_id=party, **made[kind])
    session.add(record)
    session.flush()
    if isinstance(record, ContactPoint):
        record.value = f"{record.id}@{said.rpartition('-')[0]}.example"
        session.add(Identity(kind=ContactPointKind.EMAIL, value=record.value, counterparty_id=party))
        session.flush()
    return kind.__tablename__, record.id


_SAYS = {
    "contact": "name",
    "contact_point": "note",
    "legal_entity": "name",
    "site": "address",
    "inquiry": "text",
    "interaction": "text",
    "task": "title",
    "attachment": "name",
}
_CLASSES: dict[str, type[Any]] = {kind.__tablename__: kind for kind in KINDS}


def _change(session: Session, key: Key, said: str) -> None:
    setattr(session.get_one(_CLASSES[key[0]], key[1]), _SAYS[key[0]], said)


def _move(session: Session, key: Key, party: int) -> None:
    record = session.get_one(_CLASSES[key[0]], key[1])
    record.counterparty_id = party
    if isinstance(record, ContactPoint):
        identity = session.scalars(select(Identity).where(Identity.value == record.value)).one()
        identity.counterparty_id = party


def _remove(session: Session, key: Key) -> None:
    record = session.get_one(_CLASSES[key[0]], key[1])
    if isinstance(record, ContactPoint):
        session.execute(delete(Identity).where(Identity.value == record.value))
    session.delete(record)


def _edit(session: Session, party: int, name: str, value: str) -> None:
    setattr(session.get_one(Counterparty, party), name, value)


def _merge(session: Session, kept: int, merged: int, chosen: dict[str, merging.Choice]) -> merging.Merged:
    versions = [session.get_one(Counterparty, each).version for each in (kept, merged)]
    return merging.merge(session, kept, versions[0], merged, versions[1], chosen)


def _found(session: Session, keys: Sequence[Key], ids: Sequence[int]) -> Found:
    records: dict[Key, tuple[int, str]] = {}
    for table, record_id in keys:
        record = session.get(_CLASSES[table], record_id)
        if record is not None:
            records[table, record_id] = (record.counterparty_id, getattr(record, _SAYS[table]))
    parties = {
        each.id: (each.merged_into_id, *(getattr(each, name) for name in FIELDS))
        for each in session.scalars(select(Counterparty).where(Counterparty.id.in_(ids)))
    }
    identities = session.execute(select(Identity.value, Identity.counterparty_id).where(Identity.counterparty_id.in_(ids)))
    return Found(records, parties, {row.value: row.counterparty_id for row in identities})


def merges_standing(session: Session, ids: Sequence[int]) -> int:
    """How many merges of these parties are not undone."""
    return len(session.scalars(select(Merge.id).where(Merge.kept_id.in_(ids), Merge.undone_at.is_(None))).all())
