"""What came to a counterparty after a merge, and whose it probably is when the two are parted again [C34].

A record belongs where the person, deal, inquiry or letter that it names belongs; else where its number, address or mail
domain is known; else it stays with the kept one. Each proposal says why (decision 040).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import Phrase, marked, phrase
from app.models.audit import AuditEntry
from app.models.calls import Call
from app.models.counterparties import ContactPoint
from app.models.inquiries import Inquiry
from app.models.interactions import Message
from app.models.mail import OutgoingLetter
from app.models.merging import Merge, MergedReference
from app.models.naming import company_domain
from app.models.tasks import Task
from app.operations.merging_fields import MARKS
from app.operations.merging_references import AT_ONCE, Reference, named, references, remembered

Whose = Literal["kept", "merged"]
Record = tuple[str, int]
"""Table and id."""
Rows = dict[tuple[str, str], set[int]]
"""Ids by table and column."""

ORDER = (
    "contact",
    "contact_point",
    "legal_entity",
    "site",
    "inquiry",
    "deal",
    "interaction",
    "outgoing_letter",
    "task",
    "attachment",
)
"""First what others name, so that they can follow it."""
FOLLOWED: Mapping[str, str] = {
    "contact": marked("As the person that it names"),
    "legal_entity": marked("As its legal entity"),
    "site": marked("As its place"),
    "inquiry": marked("As its inquiry"),
    "deal": marked("As its deal"),
    "interaction": marked("As the letter or call that it belongs to"),
    "outgoing_letter": marked("As its letter"),
    "task": marked("As the task before it"),
}
BY_ADDRESS = marked("By {address}")
BY_DOMAIN = marked("By the mail domain {domain}")
NOTHING_TELLS = marked("Nothing tells: it stays where it was recorded")
_ADDRESSES: Mapping[str, tuple[tuple[Any, tuple[Any, ...]], ...]] = {
    "contact": ((ContactPoint.contact_id, (ContactPoint.value,)),),
    "contact_point": ((ContactPoint.id, (ContactPoint.value,)),),
    "inquiry": ((Inquiry.id, (Inquiry.phone, Inquiry.email)),),
    "interaction": (
        (Call.interaction_id, (Call.number,)),
        (Message.interaction_id, (Message.sender, Message.recipients)),
    ),
    "outgoing_letter": ((OutgoingLetter.id, (OutgoingLetter.to,)),),
    "task": ((Task.id, (Task.number,)),),
}
"""Where the numbers and addresses of a record stand: by which column, in which ones."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whose a record is when the two are parted, and why."""

    record: Record
    column: str
    whose: Whose
    why: Phrase


@dataclass(slots=True)
class Evidence:
    """What is known of both sides. mine: rows that the merge brought, by table and column; new: what came since."""

    merge: Merge
    mine: dict[tuple[str, str], list[int]]
    new: dict[tuple[str, str], list[int]]
    decided: dict[Record, Whose] = field(default_factory=dict)
    addresses: dict[str, set[Whose]] = field(default_factory=dict)
    domains: dict[str, set[Whose]] = field(default_factory=dict)


def gathered(session: Session, merge: Merge) -> Evidence:
    """What both sides have, by the merge's memory and by what was written since."""
    mine = _without_reused(session, merge, remembered(session, merge.id))
    others, later = _of_other_merges(session, merge)
    for key, ids in later.items():
        mine[key] = [each for each in mine.get(key, ()) if each not in ids]
    evidence = Evidence(merge, mine, {})
    line, returned = _line_of(session, merge), _came_back(session, merge)
    for reference in references():
        brought = {*mine.get(reference.key, ()), *others.get(reference.key, ())}
        here = [each for each in named(session, reference, merge.kept_id) if each not in brought]
        evidence.new[reference.key] = _since(session, merge, line, reference, here, returned)
        for record_id in mine.get(reference.key, ()):
            evidence.decided[reference.table, record_id] = "merged"
        for record_id in set(here) - set(evidence.new[reference.key]):
            evidence.decided.setdefault((reference.table, record_id), "kept")
    _learn_addresses(session, evidence)
    return evidence


def proposals(session: Session, evidence: Evidence, answers: Mapping[Record, Whose]) -> Iterator[Proposal]:
    """Whose each new record is, in an order in which each can follow the one it names; *answers* go before proposals."""
    places = {table: place for place, table in enumerate(ORDER)}
    for reference in sorted(references(), key=lambda each: (places.get(each.table, len(ORDER)), each.key)):
        ids = evidence.new[reference.key]
        links, values = _links(session, reference, ids), _values(session, reference.table, ids)
        for record_id in ids:
            whose, why = _judged(evidence, links.get(record_id, ()), values.get(record_id, ()))
            record = (reference.table, record_id)
            whose = answers.get(record, whose)
            evidence.decided[record] = whose
            yield Proposal(record, reference.column, whose, why)


def _without_reused(
    session: Session, merge: Merge, brought: dict[tuple[str, str], list[int]]
) -> dict[tuple[str, str], list[int]]:
    """The embedded database gives a number again whose record was removed: such a record is new, not the merged one's."""
    if session.get_bind().dialect.name != "sqlite":
        return brought
    line = _line_of(session, merge)
    found = {}
    for key, ids in brought.items():
        reused = set(_audited(session, key[0], ids, line, "insert"))
        came_late = merge.kept_after[MARKS].get(key[0], 0)
        found[key] = [each for each in ids if each not in reused or each > came_late]
    return found


def _line_of(session: Session, merge: Merge) -> int:
    """The line of the audit trail with which the merge began."""
    lines = select(AuditEntry.id).where(AuditEntry.table_name == Merge.__tablename__, AuditEntry.record_id == merge.id)
    return session.scalar(lines.order_by(AuditEntry.id).limit(1)) or 0


def _audited(session: Session, table: str, ids: Sequence[int], line: int, action: str) -> Iterator[int]:
    for changed in _lines(session, table, ids, line, action):
        if changed.record_id is not None:
            yield changed.record_id


def _lines(session: Session, table: str, ids: Sequence[int], line: int, action: str) -> Iterator[AuditEntry]:
    for some in _parts(ids):
        yield from session.scalars(
            select(AuditEntry).where(
                AuditEntry.table_name == table,
                AuditEntry.record_id.in_(some),
                AuditEntry.id > line,
                AuditEntry.action == action,
            )
        )


def _of_other_merges(session: Session, merge: Merge) -> tuple[Rows, Rows]:
    """What other merges that stand brought to the same one: it is theirs to give back. And what those after this one did."""
    all_of_them: Rows = {}
    later: Rows = {}
    rows = session.execute(
        select(Merge.id, MergedReference.table_name, MergedReference.column_name, MergedReference.record_id)
        .join(MergedReference, MergedReference.merge_id == Merge.id)
        .where(Merge.kept_id == merge.kept_id, Merge.id != merge.id, Merge.undone_at.is_(None))
    )
    for row in rows:
        for found in (all_of_them, later) if row.id > merge.id else (all_of_them,):
            found.setdefault((row.table_name, row.column_name), set()).add(row.record_id)
    merged = session.scalars(select(Merge.merged_id).where(Merge.kept_id == merge.kept_id))
    all_of_them.setdefault(("counterparty", "merged_into_id"), set()).update(merged)
    return all_of_them, later


def _came_back(session: Session, merge: Merge) -> dict[tuple[str, str, int], set[int]]:
    """What went along when the kept one itself was merged into another one for a while: to which one, by record."""
    found: dict[tuple[str, str, int], set[int]] = {}
    rows = session.execute(
        select(Merge.kept_id, MergedReference.table_name, MergedReference.column_name, MergedReference.record_id)
        .join(MergedReference, MergedReference.merge_id == Merge.id)
        .where(Merge.merged_id == merge.kept_id, Merge.id > merge.id, Merge.undone_at.is_not(None))
    )
    for row in rows:
        found.setdefault((row.table_name, row.column_name, row.record_id), set()).add(row.kept_id)
    return found


def _since(
    session: Session,
    merge: Merge,
    line: int,
    reference: Reference,
    ids: Sequence[int],
    returned: Mapping[tuple[str, str, int], set[int]],
) -> list[int]:
    """Those of *ids* that were recorded after the merge, or came to the kept one from elsewhere after it."""
    mark = merge.kept_after[MARKS].get(reference.table, 0)
    later = {each for each in ids if each > mark}
    earlier = [each for each in ids if each <= mark]
    if not reference.kind.audited:
        return sorted(later)
    for entry in _lines(session, reference.table, earlier, line, "update"):
        before, after = entry.changes.get(reference.column, (None, None))
        elsewhere = before not in returned.get((*reference.key, entry.record_id or 0), ())
        if entry.record_id is not None and after == merge.kept_id and before != merge.merged_id and elsewhere:
            later.add(entry.record_id)
    return sorted({*later, *_audited(session, reference.table, earlier, line, "insert")})


def _learn_addresses(session: Session, evidence: Evidence) -> None:
    """Which numbers, addresses and mail domains each side had."""
    points = select(ContactPoint.id, ContactPoint.value).where(ContactPoint.counterparty_id == evidence.merge.kept_id)
    for row in session.execute(points):
        whose = evidence.decided.get(("contact_point", row.id))
        if whose is None:
            continue
        evidence.addresses.setdefault(row.value, set()).add(whose)
        if domain := company_domain(row.value):
            evidence.domains.setdefault(domain, set()).add(whose)


def _links(session: Session, reference: Reference, ids: Sequence[int]) -> dict[int, tuple[Record, ...]]:
    """The records that each of *ids* names, the nearest first."""
    targets = {
        column.name: key.column.table.name
        for column in reference.rows.columns
        for key in column.foreign_keys
        if key.column.table.name in FOLLOWED
    }
    names = sorted(targets, key=lambda name: tuple(FOLLOWED).index(targets[name]))
    if not names:
        return {}
    query = select(reference.rows.c.id, *(reference.rows.c[name] for name in names))
    return {
        row[0]: tuple((targets[name], value) for name, value in zip(names, row[1:], strict=True) if value is not None)
        for some in _parts(ids)
        for row in session.execute(query.where(reference.rows.c.id.in_(some)))
    }


def _values(session: Session, table: str, ids: Sequence[int]) -> dict[int, list[str]]:
    """The numbers and addresses that stand in each of *ids*."""
    found: dict[int, list[str]] = {}
    for key, columns in _ADDRESSES.get(table, ()):
        for some in _parts(ids):
            for row in session.execute(select(key, *columns).where(key.in_(some))):
                written = found.setdefault(row[0], [])
                for value in row[1:]:
                    written += value if isinstance(value, list) else [value] if value else []
    return found


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for first in range(0, len(ids), AT_ONCE):
        yield ids[first : first + AT_ONCE]


def _judged(evidence: Evidence, links: Iterable[Record], values: Iterable[str]) -> tuple[Whose, Phrase]:
    for record in links:
        whose = evidence.decided.get(record)
        if whose is not None:
            return whose, phrase(FOLLOWED[record[0]])
    written = list(values)
    for address in written:
        sides = evidence.addresses.get(address, set())
        if len(sides) == 1:
            return next(iter(sides)), phrase(BY_ADDRESS, address=address)
    for domain in map(company_domain, written):
        sides = evidence.domains.get(domain, set())
        if len(sides) == 1:
            return next(iter(sides)), phrase(BY_DOMAIN, domain=domain)
    return "kept", phrase(NOTHING_TELLS)
