"""What a segment may ask for: each condition is one part of a WHERE over counterparties, on indexed columns [M84, M85]."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.errors import UserError
from app.language import LANGUAGES, marked
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.deals import Deal, DealLine
from app.models.marketing import Consent
from app.models.products import Product, Trait
from app.models.service import ServiceContract
from app.models.terms import KIND_WORDS, ConsentState, ContactPointKind, CounterpartyKind, Role, Stage, TraitKind
from app.operations.register_filters import choice_filter, date_filter, day_of, departments, people
from app.operations.register_spec import Condition, Filter, Operator, Values

CONSENT_WORDS: Mapping[str, str] = {
    ConsentState.GIVEN: marked("consent given"),
    ConsentState.REFUSED: marked("consent refused"),
    ConsentState.WITHDRAWN: marked("consent withdrawn"),
    "none": marked("nothing said about it"),
}
DEAL_WORDS: Mapping[str, str] = {
    "none": marked("no deal yet"),
    "open": marked("a deal that is open"),
    "won": marked("a deal that was closed"),
    "lost": marked("a deal that was refused"),
}
LANGUAGE_WORDS: Mapping[str, str] = {**LANGUAGES, "": marked("not known")}
DEAL_STAGES: Mapping[str, tuple[Stage, ...]] = {
    "open": tuple(stage for stage in Stage if stage not in (Stage.CLOSED, Stage.NOT_SUITABLE)),
    "won": (Stage.CLOSED,),
    "lost": (Stage.NOT_SUITABLE,),
}


def _traits(kind: TraitKind) -> Callable[[Session], Sequence[tuple[str, str]]]:
    def choices(session: Session) -> Sequence[tuple[str, str]]:
        query = select(Trait.id, Trait.name).where(Trait.kind == kind).order_by(Trait.name)
        return [(str(row.id), row.name) for row in session.execute(query)]

    return choices


def _regions(session: Session) -> Sequence[tuple[str, str]]:
    """The countries that counterparties have; found by steps over an index where there is one, else by one pass."""
    known = session.scalars(select(Counterparty.region).distinct().order_by(Counterparty.region))
    return [(code, code) for code in known if code]


def _sellers(session: Session) -> Sequence[tuple[str, str]]:
    return [*people(Role.SELLER, Role.HEAD)(session), ("", marked("nobody"))]


def _ids(values: Values) -> list[int]:
    try:
        return [int(value) for value in values]
    except ValueError as error:
        raise UserError("{text} is no number.", text=", ".join(values)) from error


def _of_this(owner: InstrumentedAttribute[int], *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the counterparty has such a record; what else the statement reads from the same table is not meant."""
    return exists().where(owner == Counterparty.id, *more).correlate(Counterparty)


def _inside(owners: Select[int]) -> ColumnElement[bool]:
    """Whether the counterparty is one of *owners*, which stand for themselves in every statement."""
    return Counterparty.id.in_(owners.correlate(None))


def _either(found: ColumnElement[bool], operator: Operator) -> ColumnElement[bool]:
    """*found*, or its opposite for "is not"."""
    return not_(found) if operator is Operator.IS_NOT else found


def _by_trait(column: InstrumentedAttribute[int | None], product: InstrumentedAttribute[int | None] | None) -> Any:
    """Counterparties with a deal of that trait, or with a line whose product has it."""

    def where(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
        ids = _ids(values)
        if product is None:
            return _either(_of_this(Deal.counterparty_id, column.in_(ids)), operator)
        # One EXISTS for both ways: the planner may then go row by row for a page and by hash for a count.
        deals = (
            select(Deal.id)
            .outerjoin(DealLine, DealLine.deal_id == Deal.id)
            .outerjoin(Product, Product.id == DealLine.product_id)
            .where(Deal.counterparty_id == Counterparty.id, or_(column.in_(ids), product.in_(ids)))
        )
        return _either(deals.correlate(Counterparty).exists(), operator)

    return where


def _seller(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    nobody = Counterparty.seller_id.is_(None)
    named = Counterparty.seller_id.in_(_ids(tuple(value for value in values if value)))
    found = or_(named, nobody) if "" in values else and_(named, not_(nobody))
    return _either(found, operator)


def _deals(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    for value in values:
        if value == "none":
            parts.append(not_(_of_this(Deal.counterparty_id)))
        elif value in DEAL_STAGES:
            parts.append(_of_this(Deal.counterparty_id, Deal.stage.in_(DEAL_STAGES[value])))
        else:
            raise UserError("{text} is not one of the choices.", text=value)
    return _either(or_(*parts), operator)


def _consent(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    """The newest statement about any e-mail address of the counterparty."""
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
    stated = select(ContactPoint.counterparty_id).join(
        Consent, and_(Consent.value == ContactPoint.value, Consent.kind == ContactPoint.kind)
    )
    stated = stated.where(ContactPoint.kind == ContactPointKind.EMAIL)
    parts: list[ColumnElement[bool]] = []
    if states := [value for value in values if value != "none"]:
        kept = [state for state in ConsentState if state.value in states]
        parts.append(_inside(stated.where(newest, Consent.state.in_(kept))))
    if "none" in values:
        parts.append(not_(_inside(stated)))
    return _either(or_(*parts), operator)


def _language(_session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    spoken = _of_this(Contact.counterparty_id, Contact.language.in_([value for value in values if value]))
    return _either(or_(Counterparty.language.in_(values), spoken), operator)


def _last_deal(session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    """The day of the newest deal: before means that none is as new as that day."""
    if operator in (Operator.KNOWN, Operator.UNKNOWN):
        any_deal = _of_this(Deal.counterparty_id)
        return any_deal if operator is Operator.KNOWN else not_(any_deal)
    # By sets: no newest deal is looked for, only whether there is one since that day.
    newer = _of_this(Deal.counterparty_id, date_filter("", "", Deal.created_at).where(session, Operator.AT_LEAST, values))
    return newer if operator is Operator.AT_LEAST else and_(_of_this(Deal.counterparty_id), not_(newer))


def _contract_end(session: Session, operator: Operator, values: Values) -> ColumnElement[bool]:
    ends = select(Deal.counterparty_id).join(ServiceContract, ServiceContract.deal_id == Deal.id)
    if operator in (Operator.KNOWN, Operator.UNKNOWN):
        return _inside(ends) if operator is Operator.KNOWN else not_(_inside(ends))
    day = day_of(session, values[0])
    column = ServiceContract.ends_on
    compared = {
        Operator.IS: column == day,
        Operator.AT_LEAST: column >= day,
        Operator.AT_MOST: column <= day,
        Operator.BEFORE: column < day,
    }
    if operator not in compared:
        raise UserError("This condition cannot be compared like that.")
    return _inside(ends.where(compared[operator]))


_KINDS = {kind: KIND_WORDS[kind] for kind in CounterpartyKind}

FIELDS: tuple[Filter, ...] = (
    choice_filter("kind", marked("Kind"), Counterparty.kind, _KINDS),
    choice_filter("department", marked("Department"), Counterparty.department_id, departments),
    Filter("seller", marked("Seller"), "choice", _seller, _sellers),
    Filter(
        "equipment",
        marked("Kind of equipment"),
        "choice",
        _by_trait(Deal.equipment_id, Product.equipment_id),
        _traits(TraitKind.EQUIPMENT),
    ),
    Filter(
        "material",
        marked("Processed material"),
        "choice",
        _by_trait(Deal.material_id, Product.material_id),
        _traits(TraitKind.MATERIAL),
    ),
    Filter("field", marked("Field of application"), "choice", _by_trait(Deal.field_id, None), _traits(TraitKind.FIELD)),
    date_filter("last_contact", marked("Last contact"), Counterparty.last_contact_at),
    choice_filter("region", marked("Country"), Counterparty.region, _regions),
    Filter("language", marked("Language"), "choice", _language, words=LANGUAGE_WORDS),
    Filter("consent", marked("Consent"), "choice", _consent, words=CONSENT_WORDS),
    Filter("deals", marked("Deals"), "choice", _deals, words=DEAL_WORDS),
    date_filter("customer_since", marked("Customer since"), Counterparty.customer_since),
    Filter("last_deal", marked("Last deal"), "date", _last_deal),
    Filter("service_end", marked("Service contract ends"), "date", _contract_end),
)
"""What a segment may ask for, in the order of the menu."""

BY_KEY = {field.key: field for field in FIELDS}
CHOICE_OPERATORS = (Operator.IS, Operator.ONE_OF, Operator.IS_NOT)
DATE_OPERATORS = (Operator.AT_LEAST, Operator.BEFORE, Operator.UNKNOWN, Operator.KNOWN)


def operators_of(field: Filter) -> tuple[Operator, ...]:
    """How *field* may be compared."""
    return CHOICE_OPERATORS if field.kind == "choice" else DATE_OPERATORS


def where(session: Session, conditions: Iterable[Condition]) -> list[ColumnElement[bool]]:
    """All *conditions* over ``Counterparty``; a merged double is never in a segment. Raises UserError."""
    found: list[ColumnElement[bool]] = [Counterparty.merged_into_id.is_(None)]
    for condition in conditions:
        field = BY_KEY.get(condition.field)
        if field is None or condition.operator not in operators_of(field):
            raise UserError("{text} is not one of the conditions.", text=condition.field)
        if not condition.values and condition.operator not in (Operator.KNOWN, Operator.UNKNOWN):
            raise UserError("Say which {field} is meant.", field=field.title)
        found.append(field.where(session, condition.operator, condition.values))
    return found


def choices_of(session: Session, key: str) -> tuple[tuple[str, str], ...]:
    """What the condition *key* offers as (value, words); words that are ours are marked, not yet said."""
    field = BY_KEY[key]
    if field.words is not None:
        return tuple((str(value), words) for value, words in field.words.items())
    return () if field.choices is None else tuple(field.choices(session))


def all_choices(session: Session) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What every condition offers, by its key."""
    return {field.key: choices_of(session, field.key) for field in FIELDS}


def as_json(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Conditions as a segment keeps them."""
    return [{"field": c.field, "operator": c.operator.value, "values": list(c.values)} for c in conditions]


def from_json(kept: Any) -> tuple[Condition, ...]:
    """Conditions of a kept segment. Raises UserError for what is none."""
    try:
        return tuple(
            Condition(str(each["field"]), Operator(each["operator"]), tuple(str(value) for value in each["values"]))
            for each in kept
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("The conditions of this segment cannot be read.") from error
