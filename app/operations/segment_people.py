"""Who is in a segment, and of each address whether it goes into a list, and if not, why: one statement for all [M84-M86].

Preview, count and export read the same statement, so that the button's figure is what the file holds.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session

from app.models.addresses import EMAIL_PATTERN, LONGEST_EMAIL, PHONE_PATTERN
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.marketing import BlockEntry, Consent, LeftOut
from app.models.marketing_terms import Basis, BlockCause, ListKind, Standing
from app.models.terms import ConsentState, ContactPointKind, CounterpartyKind, Role
from app.operations import segment_fields
from app.operations.actors import require
from app.operations.register_spec import Condition

PAGE = 50
"""Companies of one page of the preview."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a list is for: the conditions of a segment (saved or not), what kind of list, on which legal basis."""

    conditions: tuple[Condition, ...] = ()
    list_kind: ListKind = ListKind.EMAIL
    basis: Basis = Basis.CONSENT
    segment_id: int | None = None

    @property
    def points(self) -> ContactPointKind:
        """What such a list carries."""
        return ContactPointKind.EMAIL if self.list_kind is ListKind.EMAIL else ContactPointKind.PHONE


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One line of the preview. value: address or number, "" if there is none; person: "" for the company's own."""

    counterparty_id: int
    company: str
    contact_id: int | None
    person: str
    value: str
    standing: Standing

    @property
    def key(self) -> tuple[int, int, str]:
        """What tells this line from the others."""
        return self.counterparty_id, self.contact_id or 0, self.value


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the preview; after: the mark of the next one, None at the end."""

    rows: tuple[PersonRow, ...]
    after: tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """How many are in a segment, and how many addresses go in or stay out, by reason."""

    companies: int
    people: int
    standings: Mapping[Standing, int]

    @property
    def goes_in(self) -> int:
        """Addresses that a list would carry."""
        return self.standings.get(Standing.GOES_IN, 0)


def figures(session: Session, audience: Audience) -> Figures:
    """Count a segment. Raises NotAllowed, UserError."""
    require(session, Role.MARKETER)
    conditions = segment_fields.where(session, audience.conditions)
    companies = session.scalar(select(func.count()).select_from(Counterparty).where(*conditions)) or 0
    people = select(func.count(Contact.id)).join(Counterparty, Counterparty.id == Contact.counterparty_id)
    people = people.where(Contact.active, *conditions)
    give_room(session)
    judged = _judged(session, audience, None).subquery()
    by_value = select(judged.c.standing, judged.c.value, func.count().label("lines"))
    values = by_value.group_by(judged.c.standing, judged.c.value).subquery()
    query = select(values.c.standing, func.sum(values.c.lines), func.count()).group_by(values.c.standing)
    counted: dict[Standing, int] = {}
    for standing, total, once in session.execute(query):
        counted[Standing(standing)] = lines = int(total)
        # What goes in goes in once; ranking a million rows to say so would take longer than counting them.
        if standing == Standing.GOES_IN.value and lines > once:
            counted[Standing.GOES_IN], counted[Standing.DOUBLE] = once, lines - once
    if without := _without_address(session, audience, conditions):
        counted[Standing.NO_ADDRESS] = without
    return Figures(companies, session.scalar(people) or 0, counted)


def give_room(session: Session) -> None:
    """Let this transaction sort and hash in memory what else would go through the disk; PostgreSQL only."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT set_config('work_mem', '128MB', true)"))


def _without_address(session: Session, audience: Audience, conditions: list[ColumnElement[bool]]) -> int:
    """People without an own address, and companies that have neither people nor an address."""
    own = exists().where(ContactPoint.contact_id == Contact.id, ContactPoint.kind == audience.points)
    people = select(func.count(Contact.id)).join(Counterparty, Counterparty.id == Contact.counterparty_id)
    people = people.where(Contact.active, *conditions, not_(own))
    anybody = exists().where(Contact.counterparty_id == Counterparty.id, Contact.active)
    general = exists().where(
        ContactPoint.counterparty_id == Counterparty.id,
        ContactPoint.contact_id.is_(None),
        ContactPoint.kind == audience.points,
    )
    companies = select(func.count(Counterparty.id)).where(*conditions, not_(anybody), not_(general))
    return (session.scalar(people) or 0) + (session.scalar(companies) or 0)


def standings(session: Session, audience: Audience, values: Collection[str] | None = None) -> Subquery:
    """Every address of a segment with its ``standing``: point_id, counterparty_id, contact_id, value, standing.

    values: only these addresses (of the whole segment, so that doubles are seen).
    """
    judged = _judged(session, audience, values).subquery()
    first = func.row_number().over(
        partition_by=judged.c.value,
        order_by=(case((judged.c.standing == Standing.GOES_IN.value, 0), else_=1), judged.c.point_id),
    )
    ranked = select(judged, first.label("place")).subquery()
    again = and_(ranked.c.standing == Standing.GOES_IN.value, ranked.c.place > 1)
    standing = case((again, literal(Standing.DOUBLE.value)), else_=ranked.c.standing)
    return select(
        ranked.c.point_id,
        ranked.c.counterparty_id,
        ranked.c.contact_id,
        ranked.c.value,
        standing.label("standing"),
    ).subquery()


def _judged(session: Session, audience: Audience, values: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    """Each address on its own, before doubles are known."""
    said = _newest_statement(audience.points, values)
    query = (
        select(
            ContactPoint.id.label("point_id"),
            ContactPoint.counterparty_id,
            ContactPoint.contact_id,
            ContactPoint.value,
            _standing(audience, said).label("standing"),
        )
        .join(Counterparty, Counterparty.id == ContactPoint.counterparty_id)
        .outerjoin(Contact, Contact.id == ContactPoint.contact_id)
        .outerjoin(BlockEntry, and_(BlockEntry.kind == ContactPoint.kind, BlockEntry.value == ContactPoint.value))
        .outerjoin(said, said.c.value == ContactPoint.value)
        .outerjoin(LeftOut, and_(LeftOut.segment_id == audience.segment_id, LeftOut.value == ContactPoint.value))
        .where(
            ContactPoint.kind == audience.points,
            or_(Contact.id.is_(None), Contact.active),
            *segment_fields.where(session, audience.conditions),
        )
    )
    return query if values is None else query.where(ContactPoint.value.in_(values))


def _newest_statement(kind: ContactPointKind, values: Collection[str] | None) -> Subquery:
    newest = func.row_number().over(partition_by=Consent.value, order_by=(Consent.at.desc(), Consent.id.desc()))
    stated = select(Consent.value, Consent.state, newest.label("place")).where(Consent.kind == kind)
    if values is not None:
        stated = stated.where(Consent.value.in_(values))
    all_of_them = stated.subquery()
    return select(all_of_them.c.value, all_of_them.c.state).where(all_of_them.c.place == 1).subquery()


def _standing(audience: Audience, said: Subquery) -> ColumnElement[str]:
    """Why an address stays out, the weightiest reason first."""
    usable = ContactPoint.value.regexp_match(EMAIL_PATTERN if audience.list_kind is ListKind.EMAIL else PHONE_PATTERN)
    short = func.length(ContactPoint.value) <= LONGEST_EMAIL
    return cast(
        case(
            (BlockEntry.cause == BlockCause.UNSUBSCRIBED, Standing.UNSUBSCRIBED.value),
            (BlockEntry.cause == BlockCause.BOUNCED, Standing.BOUNCED.value),
            (BlockEntry.id.is_not(None), Standing.BLOCKED.value),
            (not_(ContactPoint.valid), Standing.BOUNCED.value),
            (LeftOut.id.is_not(None), Standing.LEFT_OUT.value),
            (said.c.state.in_((ConsentState.REFUSED, ConsentState.WITHDRAWN)), Standing.REFUSED.value),
            (not_(and_(usable, short)), Standing.UNUSABLE.value),
            (_allowed(audience.basis, said), Standing.GOES_IN.value),
            else_=Standing.NO_CONSENT.value,
        ),
        String(16),
    )


def _allowed(basis: Basis, said: Subquery) -> ColumnElement[bool]:
    given = said.c.state == ConsentState.GIVEN
    if basis is Basis.CONSENT:
        return given
    # 38-FZ Art. 18 knows no exception for customers or businesses; where no country is kept, the address tells it.
    at_home = or_(
        Counterparty.region == "RU",
        and_(
            Counterparty.region == "",
            or_(*(ContactPoint.value.like(sign) for sign in ("+7%", "%.ru", "%.su", "%.рф"))),
        ),
    )
    if basis is Basis.CUSTOMER:
        return or_(given, and_(Counterparty.kind == CounterpartyKind.CUSTOMER, not_(at_home)))
    return or_(given, not_(at_home))


def preview(session: Session, audience: Audience, after: tuple[str, int] | None = None, limit: int = PAGE) -> PeoplePage:
    """The people of the next *limit* companies after the mark *after*, by name. Raises NotAllowed, UserError."""
    require(session, Role.MARKETER)
    query = select(Counterparty.id, Counterparty.name).where(*segment_fields.where(session, audience.conditions))
    if after is not None:
        query = query.where(tuple_(Counterparty.name, Counterparty.id) > tuple_(*after))
    found = session.execute(query.order_by(Counterparty.name, Counterparty.id).limit(limit + 1)).all()
    names = {row.id: row.name for row in found[:limit]}
    if not names:
        return PeoplePage((), None)
    people = _people(session, names)
    lines = _lines(session, audience, names)
    rows: list[PersonRow] = []
    for counterparty_id, company in names.items():
        rows.extend(_of_company(counterparty_id, company, people[counterparty_id], lines[counterparty_id]))
    last = found[:limit][-1]
    return PeoplePage(tuple(rows), (last.name, last.id) if len(found) > limit else None)


def _people(session: Session, ids: Iterable[int]) -> dict[int, dict[int, str]]:
    query = select(Contact.id, Contact.counterparty_id, Contact.name).where(Contact.counterparty_id.in_(ids), Contact.active)
    people: dict[int, dict[int, str]] = defaultdict(dict)
    for row in session.execute(query.order_by(Contact.id)):
        people[row.counterparty_id][row.id] = row.name
    return people


def _lines(session: Session, audience: Audience, ids: Iterable[int]) -> dict[int, list[tuple[int | None, str, Standing]]]:
    """(contact, address, standing) of each company."""
    inside = list(ids)
    values = session.scalars(
        select(ContactPoint.value).where(ContactPoint.counterparty_id.in_(inside), ContactPoint.kind == audience.points)
    ).all()
    found = standings(session, audience, values)
    lines: dict[int, list[tuple[int | None, str, Standing]]] = defaultdict(list)
    query = select(found).where(found.c.counterparty_id.in_(inside)).order_by(found.c.point_id)
    for row in session.execute(query):
        lines[row.counterparty_id].append((row.contact_id, row.value, Standing(row.standing)))
    return lines


def _of_company(
    counterparty_id: int, company: str, people: Mapping[int, str], lines: list[tuple[int | None, str, Standing]]
) -> Iterable[PersonRow]:
    for contact_id, person in people.items():
        own = [line for line in lines if line[0] == contact_id]
        for _, value, standing in own or [(contact_id, "", Standing.NO_ADDRESS)]:
            yield PersonRow(counterparty_id, company, contact_id, person, value, standing)
    general = [line for line in lines if line[0] is None]
    if not people and not general:
        yield PersonRow(counterparty_id, company, None, "", "", Standing.NO_ADDRESS)
    for _, value, standing in general:
        yield PersonRow(counterparty_id, company, None, "", value, standing)
