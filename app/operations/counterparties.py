"""Counterparties: found by any part of a name, number or address, created, edited, with their history [M29, M72-M77]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import String, select, tuple_, type_coerce
from sqlalchemy.orm import Session

from app.errors import NotFound, UserError
from app.language import phrase
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.interactions import Interaction
from app.models.naming import LONGEST_NAME, folded, tail
from app.models.session import now
from app.models.terms import ContactPointKind, CounterpartyKind, Role
from app.operations.actors import require
from app.operations.counterparty_groups import refuse_circle, refuse_substitute
from app.operations.editing import apply_changes, locked
from app.operations.history import HistoryRow, happened
from app.operations.intake_rules import KnownRow, known_by, owned
from app.operations.search_text import counterparty_matches
from app.operations.settings import setting
from app.phone_number import read_phone

__all__ = [
    "CounterpartyDraft",
    "CounterpartyPage",
    "CounterpartyRow",
    "HistoryRow",
    "KnownRow",
    "add",
    "add_point",
    "create",
    "edit",
    "find",
    "folded",
    "history",
    "known_by",
    "number_of",
]

EDITABLE = frozenset(
    {
        *("kind", "name", "department_id", "seller_id", "substitute_id", "language", "region", "website", "note"),
        "group_id",
    }
)
"""Fields that a form may change."""


@dataclass(frozen=True, slots=True)
class CounterpartyDraft:
    """What a new counterparty begins with. contact: its first person; phones: as written; emails: any case."""

    name: str
    kind: CounterpartyKind = CounterpartyKind.CUSTOMER
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    contact: str = ""
    position: str = ""
    department_id: int | None = None
    seller_id: int | None = None
    language: str = ""
    region: str = ""
    website: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class CounterpartyRow:
    """One line of the directory. seller and department: names, "" if none."""

    id: int
    version: int
    kind: str
    name: str
    seller: str
    department: str


@dataclass(frozen=True, slots=True)
class CounterpartyPage:
    """One page of the directory; after: the key of the next one, None at the end."""

    rows: tuple[CounterpartyRow, ...]
    after: tuple[str, int] | None


def create(session: Session, draft: CounterpartyDraft) -> int:
    """A new counterparty; its id. Raises NotAllowed, and UserError for what is known or cannot be read."""
    require(session, Role.SELLER, Role.HEAD, Role.DISPATCHER, Role.MARKETER)
    return add(session, draft)


def add(session: Session, draft: CounterpartyDraft) -> int:
    """As ``create``, for a service or an import that nobody is signed in for."""
    name = " ".join(draft.name.split())[:LONGEST_NAME]
    if not name:
        raise UserError("A counterparty needs a name.")
    record = Counterparty(
        kind=draft.kind,
        name=name,
        folded=folded(name),
        department_id=draft.department_id,
        seller_id=draft.seller_id,
        language=draft.language,
        region=draft.region,
        website=draft.website,
        note=draft.note,
        created_at=now(session),
        customer_since=now(session) if draft.kind is CounterpartyKind.CUSTOMER else None,
    )
    session.add(record)
    session.flush()
    person = Contact(
        counterparty_id=record.id,
        name=draft.contact or name,
        folded=folded(draft.contact or name),
        position=draft.position,
        language=draft.language,
    )
    session.add(person)
    session.flush()
    for phone in draft.phones:
        add_point(session, person, ContactPointKind.PHONE, phone)
    for email in draft.emails:
        add_point(session, person, ContactPointKind.EMAIL, email)
    return record.id


def edit(
    session: Session, counterparty_id: int, version: int, original: Mapping[str, object], mine: Mapping[str, object]
) -> int:
    """Write what a form changed, from *original* to *mine*; the new version.

    Changes of different fields by two people go together [P12]. Raises NotAllowed, NotFound, Conflict, UserError.
    """
    require(session, Role.SELLER, Role.HEAD, Role.DISPATCHER)
    if unknown := set(mine) - EDITABLE:
        raise ValueError(f"not to be edited: {', '.join(sorted(unknown))}")
    record = locked(session, Counterparty, counterparty_id)
    if "name" in mine and not str(mine["name"]).strip():
        raise UserError("A counterparty needs a name.")
    if record.kind is CounterpartyKind.CUSTOMER and mine.get("kind", record.kind) is CounterpartyKind.LEAD:
        raise UserError("A customer stays a customer: there is a contract.")
    if isinstance(group_id := mine.get("group_id"), int) and group_id != record.group_id:
        refuse_circle(session, record.id, group_id)
    if isinstance(substitute := mine.get("substitute_id"), int) and substitute != record.substitute_id:
        refuse_substitute(session, substitute, record.seller_id)
    written = apply_changes(record, version, original, mine)
    if "name" in written:
        record.folded = folded(record.name)
    session.flush()
    return record.version


def add_point(session: Session, person: Contact, kind: ContactPointKind, raw: str) -> None:
    """A phone number or address of *person*; it identifies the counterparty from now on.

    What the person has already is not added twice. Raises UserError for what cannot be read, and where it identifies
    another counterparty.
    """
    value, extension = number_of(session, raw) if kind is ContactPointKind.PHONE else (_address(raw), "")
    owner = session.execute(
        select(Counterparty.id, Counterparty.name)
        .join(Identity, Identity.counterparty_id == Counterparty.id)
        .where(owned([(kind, value)]))
    ).one_or_none()
    if owner is not None and owner.id != person.counterparty_id:
        raise UserError("{value} belongs to {name} already. Is it the same customer?", value=value, name=owner.name)
    if owner is None:
        session.add(Identity(kind=kind, value=value, counterparty_id=person.counterparty_id))
    mine = select(ContactPoint.id).where(
        ContactPoint.contact_id == person.id, ContactPoint.kind == kind, ContactPoint.value == value
    )
    if session.scalar(mine.limit(1)) is None:
        session.add(
            ContactPoint(
                counterparty_id=person.counterparty_id,
                contact_id=person.id,
                kind=kind,
                value=value,
                raw=raw.strip(),
                tail=tail(value) if kind is ContactPointKind.PHONE else "",
                extension=extension,
            )
        )
    session.flush()


def number_of(session: Session, raw: str) -> tuple[str, str]:
    """*raw* as E.164 and extension, national notation read by the company's region. Raises UserError."""
    number = read_phone(raw, str(setting(session, "company.region", "RU")))
    if number is None:
        raise UserError("“{number}” is no phone number that could be dialled.", number=raw.strip())
    return number.e164, number.extension[:16]


def _address(raw: str) -> str:
    value = raw.strip().lower()
    name, _, domain = value.rpartition("@")
    if not name or "." not in domain or any(sign.isspace() for sign in value):
        raise UserError("“{address}” is no e-mail address.", address=raw.strip())
    return value


_DIRECTORY = (
    select(
        Counterparty.id,
        Counterparty.version,
        type_coerce(Counterparty.kind, String).label("kind"),
        Counterparty.name,
        Employee.name.label("seller"),
        Department.name.label("department"),
    )
    .outerjoin(Employee, Employee.id == Counterparty.seller_id)
    .outerjoin(Department, Department.id == Counterparty.department_id)
    .where(Counterparty.merged_into_id.is_(None))
    .order_by(Counterparty.name, Counterparty.id)
)


def find(
    session: Session,
    text: str = "",
    *,
    kinds: Sequence[CounterpartyKind] = (),
    after: tuple[str, int] | None = None,
    limit: int = 100,
) -> CounterpartyPage:
    """The directory by name, narrowed to what has *text* in any part of a name, number, address or tax number.

    after: the key that the page before ended with; a deep page costs what the first one costs.
    """
    query = _DIRECTORY
    if text.strip():
        query = query.where(counterparty_matches(session, text))
    if kinds:
        query = query.where(Counterparty.kind.in_(kinds))
    if after is not None:
        query = query.where(tuple_(Counterparty.name, Counterparty.id) > tuple_(*after))
    rows = session.connection().execute(query.limit(limit + 1)).all()
    page = tuple(
        CounterpartyRow(key, version, kind, name, seller or "", department or "")
        for key, version, kind, name, seller, department in rows[:limit]
    )
    return CounterpartyPage(page, (page[-1].name, page[-1].id) if len(rows) > limit else None)


def history(session: Session, counterparty_id: int, limit: int = 100) -> tuple[HistoryRow, ...]:
    """What happened with a counterparty, newest first. Raises NotFound."""
    row = session.execute(
        select(Counterparty.created_at, Counterparty.kind).where(Counterparty.id == counterparty_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This counterparty does not exist (any more).")
    events = happened(session, Interaction.counterparty_id == counterparty_id, limit)
    if len(events) == limit:
        return events
    return (*events, HistoryRow(row.created_at, phrase("Recorded in Kontor"), "step"))
