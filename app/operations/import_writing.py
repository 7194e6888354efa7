"""Writing imported counterparties: what is there is completed, what is new is added, in bulk and with its trail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity, LegalEntity, Site
from app.models.naming import folded, tail
from app.models.session import now
from app.models.terms import AddressKind, ContactPointKind, CounterpartyKind
from app.operations.import_cells import same_words
from app.operations.import_matching import Entry, Key, Point, Target, entities_of
from app.operations.importing import looked_up, records


@dataclass(slots=True)
class _Kept:
    """What the books have of one counterparty."""

    record: Counterparty
    contacts: list[Contact] = field(default_factory=list)
    entities: list[LegalEntity] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    points: set[Key] = field(default_factory=set)
    identities: set[Key] = field(default_factory=set)


@dataclass(slots=True)
class _Counts:
    created: int = 0
    updated: int = 0
    unchanged: int = 0


def write_counterparties(session: Session, targets: Sequence[Target], *, dry_run: bool) -> tuple[int, int, int]:
    """(created, updated, unchanged) counterparties; *dry_run* counts only."""
    kept = _kept(session, [target.id for target in targets if target.id is not None])
    if dry_run:
        session.expunge_all()
    moment = now(session)
    counts = _Counts()
    for target in targets:
        if target.id is None:
            record = _new(target, moment)
            _complete_record(record, target, moment)
            counts.created += 1
            # Until it is written, a number of its own that no record has.
            target.id = -counts.created
            kept[target.id] = _Kept(record)
            if not dry_run:
                session.add(record)
    if not dry_run:
        session.flush()
    additions: list[Base] = []
    people: list[tuple[Contact, list[ContactPoint]]] = []
    for target in targets:
        assert target.id is not None
        holder = kept[target.id]
        before = (len(additions), len(people))
        changed = _complete_record(holder.record, target, moment)
        changed |= _complete_entities(holder, target, additions)
        _complete_people(holder, target, additions, people)
        changed |= before != (len(additions), len(people))
        if target.id > 0:
            counts.updated += changed
            counts.unchanged += not changed
    if not dry_run:
        _write(session, additions, people)
    return counts.created, counts.updated, counts.unchanged


def _kept(session: Session, ids: Sequence[int]) -> dict[int, _Kept]:
    kept = {each.id: _Kept(each) for each in records(session, Counterparty, Counterparty.id, ids)}
    for contact in records(session, Contact, Contact.counterparty_id, kept):
        kept[contact.counterparty_id].contacts.append(contact)
    for entity in records(session, LegalEntity, LegalEntity.counterparty_id, kept):
        kept[entity.counterparty_id].entities.append(entity)
    for site in records(session, Site, Site.counterparty_id, kept):
        kept[site.counterparty_id].sites.append(site)
    points = select(ContactPoint.counterparty_id, ContactPoint.kind, ContactPoint.value)
    for owner, kind, value in looked_up(session, points, ContactPoint.counterparty_id, kept):
        kept[owner].points.add((kind, value))
    identities = select(Identity.counterparty_id, Identity.kind, Identity.value)
    for owner, kind, value in looked_up(session, identities, Identity.counterparty_id, kept):
        kept[owner].identities.add((kind, value))
    return kept


def _new(target: Target, moment: datetime) -> Counterparty:
    kind = target.kind or CounterpartyKind.CUSTOMER
    return Counterparty(
        kind=kind,
        name=target.name,
        folded=target.folded,
        created_at=moment,
        customer_since=moment if kind is CounterpartyKind.CUSTOMER else None,
        language="",
        region="",
        website="",
        note="",
    )


def _complete_record(record: Counterparty, target: Target, moment: datetime) -> bool:
    """Write what the rows say of the counterparty itself; whether anything changed."""
    name = target.entries[0].name
    said = {key: target.says(key) for key in ("department_id", "seller_id", "language", "region", "website")}
    wanted: dict[str, object] = {key: value for key, value in said.items() if value}
    note = "\n".join(dict.fromkeys(str(entry.single["note"]) for entry in target.entries if entry.single.get("note")))
    if note:
        wanted["note"] = note
    if not same_words(name, record.name):
        wanted |= {"name": name, "folded": folded(name)}
    kind = next((entry.kind for entry in target.entries if entry.kind not in (None, CounterpartyKind.LEAD)), None)
    if kind is not None and record.kind is CounterpartyKind.LEAD:
        wanted["kind"] = kind
        if kind is CounterpartyKind.CUSTOMER:
            wanted["customer_since"] = moment
    changed: dict[str, object] = {key: value for key, value in wanted.items() if getattr(record, key) != value}
    for key, value in changed.items():
        setattr(record, key, value)
    return bool(changed)


def _complete_entities(holder: _Kept, target: Target, additions: list[Base]) -> bool:
    changed = False
    # Where rows contradict each other the first one is right, each time the list comes.
    spoken: set[tuple[int, str]] = set()
    for said in entities_of(target.entries):
        entity = _same_entity(holder.entities, said)
        if entity is None:
            entity = LegalEntity(counterparty_id=holder.record.id, **said)
            holder.entities.append(entity)
            additions.append(entity)
            spoken |= {(id(entity), key) for key in said}
            continue
        for key, value in said.items():
            same = getattr(entity, key, None) == value or (key == "name" and same_words(value, entity.name))
            if not same and (id(entity), key) not in spoken:
                setattr(entity, key, value)
                changed = True
            spoken.add((id(entity), key))
    for address in dict.fromkeys(address for entry in target.entries for address in entry.sites):
        if not any(same_words(site.address, address) for site in holder.sites):
            site = Site(counterparty_id=holder.record.id, kind=AddressKind.DELIVERY, address=address)
            holder.sites.append(site)
            additions.append(site)
    return changed


def _same_entity(entities: Sequence[LegalEntity], said: Mapping[str, str]) -> LegalEntity | None:
    """The legal entity that *said* is about: by its numbers where it has some, else by name, else the only one."""
    open_ones = []
    for entity in entities:
        pairs = [(getattr(entity, key, None) or "", said.get(key, "")) for key in ("tax_id", "vat_id", "tax_reason_code")]
        if any(ours and theirs and ours != theirs for ours, theirs in pairs):
            continue
        if any(ours and ours == theirs for ours, theirs in pairs[:2]):
            return entity
        open_ones.append(entity)
    named = [entity for entity in open_ones if folded(entity.name) == folded(said["name"])]
    if named:
        return named[0]
    return open_ones[0] if len(entities) == 1 and open_ones else None


def _complete_people(
    holder: _Kept, target: Target, additions: list[Base], people: list[tuple[Contact, list[ContactPoint]]]
) -> None:
    for entry in target.entries:
        missing = [point for point in entry.points if point.key not in holder.points]
        lacking = [point for point in entry.points if point.key not in holder.identities]
        holder.points |= {point.key for point in missing}
        holder.identities |= {point.key for point in lacking}
        additions += [Identity(kind=point.kind, value=point.value, counterparty_id=holder.record.id) for point in lacking]
        person = _person(holder, entry) if missing or entry.contact else None
        if person is None:
            continue
        renewed = bool(entry.position) and person.position != entry.position
        if renewed:
            person.position = entry.position
        if missing or renewed or person.id is None:
            people.append((person, [_point(point, holder.record.id) for point in missing]))


def _person(holder: _Kept, entry: Entry) -> Contact:
    """The person of the row; without a name the one who stands for the counterparty itself, as intake has it."""
    name = entry.contact or holder.record.name
    known = next((contact for contact in holder.contacts if contact.folded == folded(name)), None)
    if known is None:
        known = Contact(
            counterparty_id=holder.record.id,
            name=name,
            folded=folded(name),
            position="",
            language=str(entry.single.get("language") or ""),
        )
        holder.contacts.append(known)
    return known


def _point(point: Point, counterparty_id: int) -> ContactPoint:
    return ContactPoint(
        counterparty_id=counterparty_id,
        kind=point.kind,
        value=point.value,
        raw=point.raw,
        tail=tail(point.value) if point.kind is ContactPointKind.PHONE else "",
        extension=point.extension,
    )


def _write(session: Session, additions: Sequence[Base], people: Sequence[tuple[Contact, list[ContactPoint]]]) -> None:
    session.add_all(additions)
    session.add_all(contact for contact, _ in people)
    session.flush()
    for contact, points in people:
        for point in points:
            point.contact_id = contact.id
        session.add_all(points)
    session.flush()
