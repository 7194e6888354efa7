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
    SQLColumnExpression,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

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


def give_room(session: Session) -> None:
    """Let this transaction sort and hash in memory what else would go through the disk; PostgreSQL only."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT set_config('work_mem', '128MB', true)"))


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
    query, facts = addresses(audience, segment_fields.where(session, audience.conditions), values)
    return query.add_columns(
        ContactPoint.id.label("point_id"),
        ContactPoint.counterparty_id,
        ContactPoint.contact_id,
        ContactPoint.value,
        standing_of(facts).label("standing"),
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides about one address, as columns of a statement; each takes few values, so that millions can be grouped.

    cause: why it is blocked, NULL if it is not. state: the newest statement of consent, NULL if there is none. usable:
    whether such an address can be written to. excepted: whether the legal basis does without consent here.
    """

    cause: SQLColumnExpression[Any]
    valid: SQLColumnExpression[bool]
    left_out: ColumnElement[bool]
    state: ColumnElement[Any]
    usable: ColumnElement[bool]
    excepted: ColumnElement[bool]


def addresses(
    audience: Audience, conditions: Iterable[ColumnElement[bool]], values: Collection[str] | None = None
) -> tuple[Select[Any], Facts]:
    """A statement over every address of the counterparties with *conditions*, still without columns, and its facts."""
    said = _newest_statement(audience.points, values)
    # Few people have left: to look them up is cheaper than to join everybody who has not.
    left = exists().where(Contact.id == ContactPoint.contact_id, not_(Contact.active)).correlate(ContactPoint)
    query: Select[Any] = (
        select()
        .select_from(ContactPoint)
        .join(Counterparty, Counterparty.id == ContactPoint.counterparty_id)
        .outerjoin(BlockEntry, and_(BlockEntry.kind == ContactPoint.kind, BlockEntry.value == ContactPoint.value))
        .outerjoin(said, said.c.value == ContactPoint.value)
        .outerjoin(LeftOut, and_(LeftOut.segment_id == audience.segment_id, LeftOut.value == ContactPoint.value))
        .where(ContactPoint.kind == audience.points, not_(left), *conditions)
    )
    usable = ContactPoint.value.regexp_match(EMAIL_PATTERN if audience.list_kind is ListKind.EMAIL else PHONE_PATTERN)
    facts = Facts(
        cause=BlockEntry.cause,
        valid=ContactPoint.valid,
        left_out=LeftOut.id.is_not(None),
        state=said.c.state,
        usable=and_(usable, func.length(ContactPoint.value) <= LONGEST_EMAIL),
        excepted=_excepted(audience.basis),
    )
    return query if values is None else query.where(ContactPoint.value.in_(values)), facts


def _newest_statement(kind: ContactPointKind, values: Collection[str] | None) -> Subquery:
    """The newest of each address: one that has no later one, which a database finds by hash and several at a time."""
    later = aliased(Consent)
    newest = not_(
        exists()
        .where(
            later.value == Consent.value,
            later.kind == Consent.kind,
            or_(later.at > Consent.at, and_(later.at == Consent.at, later.id > Consent.id)),
        )
        .correlate(Consent)
    )
    stated = select(Consent.value, Consent.state).where(Consent.kind == kind, newest)
    if values is not None:
        stated = stated.where(Consent.value.in_(values))
    return stated.subquery()


def standing_of(facts: Facts) -> ColumnElement[str]:
    """Why an address stays out, the weightiest reason first."""
    return cast(
        case(
            (facts.cause == BlockCause.UNSUBSCRIBED, Standing.UNSUBSCRIBED.value),
            (facts.cause == BlockCause.BOUNCED, Standing.BOUNCED.value),
            (facts.cause.is_not(None), Standing.BLOCKED.value),
            (not_(facts.valid), Standing.BOUNCED.value),
            (facts.left_out, Standing.LEFT_OUT.value),
            (facts.state.in_((ConsentState.REFUSED, ConsentState.WITHDRAWN)), Standing.REFUSED.value),
            (not_(facts.usable), Standing.UNUSABLE.value),
            (allowed(facts), Standing.GOES_IN.value),
            else_=Standing.NO_CONSENT.value,
        ),
        String(16),
    )


def allowed(facts: Facts) -> ColumnElement[bool]:
    """Whether consent or the legal basis lets an address in, if nothing else keeps it out."""
    return or_(facts.state == ConsentState.GIVEN, facts.excepted)


def _excepted(basis: Basis) -> ColumnElement[bool]:
    if basis is Basis.CONSENT:
        return false()
    # 38-FZ Art. 18 knows no exception for customers or businesses; where no country is kept, the address tells it.
    at_home = or_(
        Counterparty.region == "RU",
        and_(
            Counterparty.region == "",
            or_(*(ContactPoint.value.like(sign) for sign in ("+7%", "%.ru", "%.su", "%.рф"))),
        ),
    )
    if basis is Basis.CUSTOMER:
        return and_(Counterparty.kind == CounterpartyKind.CUSTOMER, not_(at_home))
    return not_(at_home)


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
