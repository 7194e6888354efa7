"""How many are in a segment: at once about, and in its own time exactly, by reason; set by set, never row by row.

``size`` is for the person who is still choosing conditions, ``figures`` for the button. Both keep to the rules of
``segment_people``: the addresses are grouped by the facts that decide, and the few groups are judged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, and_, exists, func, literal, not_, select, true
from sqlalchemy.orm import Session

from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.marketing_terms import Standing
from app.models.terms import Role
from app.operations import segment_fields
from app.operations.actors import require
from app.operations.estimates import estimated_count
from app.operations.register import COUNTED, Count
from app.operations.register_spec import Condition
from app.operations.segment_people import Audience, Facts, addresses, allowed, give_room, standing_of

OWN_COLUMNS = frozenset({"kind", "department", "seller", "last_contact", "region", "customer_since"})
"""Conditions on columns of the counterparty itself: to ask them again costs less than to remember who answered."""
SAMPLED = 10_000
"""Companies by which the size of a large segment is guessed; a segment of more than ``COUNTED`` shows among them."""
KEPT = 500_000
"""Companies whose ids are remembered between the statements of one count, so that other tables are asked once."""
LOOKED_UP = 150_000
"""Ids up to which an index is faster than reading the tables from end to end."""
FEW = 1_000
"""Repeated addresses that are looked up one by one."""


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


def size(session: Session, conditions: tuple[Condition, ...]) -> Count:
    """How many companies: exactly up to ``register.COUNTED``, else an estimate. Raises NotAllowed, UserError."""
    require(session, Role.MARKETER)
    give_room(session)
    query = select(Counterparty.id).where(*segment_fields.where(session, conditions))
    some = query.limit(COUNTED + 1).subquery()
    number = session.scalar(select(func.count()).select_from(some)) or 0
    if number <= COUNTED:
        return Count(number)
    return Count(max(COUNTED, _about(session, query)), estimate=True)


def _about(session: Session, query: Select[int]) -> int:
    """About how many of all companies *query* finds, whatever other tables it asks.

    PostgreSQL answers it for ``SAMPLED`` companies of random pages: some hundredths off, where the planner, who has no
    figures about what several tables say together, is off by factors.
    """
    if session.get_bind().dialect.name != "postgresql":
        return estimated_count(session, query)
    total = estimated_count(session, select(Counterparty.id))
    drawn = Counterparty.__table__.tablesample(func.system(min(100, 100 * SAMPLED / max(1, total))), name="drawn")
    sample = session.scalars(select(drawn.c.id)).all()
    if not sample:
        return estimated_count(session, query)
    some = select(func.unnest(literal(list(sample), ARRAY(BigInteger))))
    found = session.scalar(select(func.count()).select_from(query.where(Counterparty.id.in_(some)).subquery())) or 0
    return _rounded(total * found // len(sample))


def _rounded(number: int) -> int:
    """*number* with two figures that say something: more would pretend to know."""
    return int(round(number, 2 - len(str(number))))


def figures(session: Session, audience: Audience) -> Figures:
    """Count a segment exactly; some seconds where a million companies are asked. Raises NotAllowed, UserError."""
    require(session, Role.MARKETER)
    give_room(session)
    companies, inside = _companies(session, audience.conditions)
    if companies == 0:
        return Figures(0, 0, {})
    people = select(func.count()).select_from(Contact).join(Counterparty, Counterparty.id == Contact.counterparty_id)
    people = people.where(Contact.active, *inside)
    own = exists().where(ContactPoint.contact_id == Contact.id, ContactPoint.kind == audience.points).correlate(Contact)
    counted = _by_standing(session, audience, inside)
    if again := _doubles(session, audience, inside) if counted.get(Standing.GOES_IN) else 0:
        counted[Standing.GOES_IN] -= again
        counted[Standing.DOUBLE] = again
    without = (session.scalar(people.where(not_(own))) or 0) + _empty_companies(session, audience, inside)
    if without:
        counted[Standing.NO_ADDRESS] = without
    return Figures(companies, session.scalar(people) or 0, counted)


def _companies(session: Session, asked: tuple[Condition, ...]) -> tuple[int, list[ColumnElement[bool]]]:
    """How many there are, and what says the same as the conditions *asked* at less cost."""
    conditions = segment_fields.where(session, asked)
    costly = any(each.field not in OWN_COLUMNS for each in asked)
    if costly and session.get_bind().dialect.name == "postgresql":
        ids = session.scalars(select(Counterparty.id).where(*conditions).limit(KEPT + 1)).all()
        if len(ids) <= KEPT:
            return len(ids), [_one_of(ids)]
    return session.scalar(select(func.count()).select_from(Counterparty).where(*conditions)) or 0, conditions


def _one_of(ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a counterparty is one of *ids*: few are looked up by index, many looked for in a set that is made once."""
    one = Counterparty.id.in_(select(func.unnest(literal(list(ids), ARRAY(BigInteger)))))
    # The planner takes any array for 200 rows and looks up each by index; "is true" keeps it from that.
    return one if len(ids) <= LOOKED_UP else one.is_(true())


def _by_standing(session: Session, audience: Audience, inside: list[ColumnElement[bool]]) -> dict[Standing, int]:
    """Addresses by standing, before doubles are known."""
    query, facts = addresses(audience, inside)
    # First named, then grouped by their names: the same words twice are not the same to a database that takes parameters.
    each = query.add_columns(*(getattr(facts, fact.name).label(fact.name) for fact in fields(Facts))).subquery()
    grouped = select(*each.c, func.count().label("lines")).group_by(*each.c).subquery()
    found = Facts(**{fact.name: grouped.c[fact.name] for fact in fields(Facts)})
    judged = select(standing_of(found).label("standing"), grouped.c.lines).subquery()
    total = select(judged.c.standing, func.sum(judged.c.lines)).group_by(judged.c.standing)
    return {Standing(standing): int(lines) for standing, lines in session.execute(total)}


def _doubles(session: Session, audience: Audience, inside: list[ColumnElement[bool]]) -> int:
    """Lines of addresses that go in already."""
    repeated = select(ContactPoint.value).where(ContactPoint.kind == audience.points).group_by(ContactPoint.value)
    values = session.scalars(repeated.having(func.count() > 1).limit(FEW + 1)).all()
    if not values:
        return 0
    query, facts = addresses(audience, inside, values if len(values) <= FEW else None)
    # What is allowed is said twice: a database looks it up first, and matches the patterns of the rest only.
    going = query.where(and_(allowed(facts), standing_of(facts) == Standing.GOES_IN.value))
    lines = func.count().label("lines")
    twice = going.add_columns(lines).group_by(ContactPoint.value).having(func.count() > 1).subquery()
    return int(session.scalar(select(func.sum(twice.c.lines - 1))) or 0)


def _empty_companies(session: Session, audience: Audience, inside: list[ColumnElement[bool]]) -> int:
    """Companies that have neither people nor an address."""
    anybody = exists().where(Contact.counterparty_id == Counterparty.id, Contact.active)
    general = exists().where(
        ContactPoint.counterparty_id == Counterparty.id,
        ContactPoint.contact_id.is_(None),
        ContactPoint.kind == audience.points,
    )
    query = select(func.count()).select_from(Counterparty)
    query = query.where(*inside, not_(anybody.correlate(Counterparty)), not_(general.correlate(Counterparty)))
    return session.scalar(query) or 0
