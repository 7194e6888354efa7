"""The lines of a marketing list: one statement over the addresses that go in, with what is known of each [M85, M86]."""

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.language import Phrase
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.deals import Deal
from app.models.marketing import BlockEntry, Consent
from app.models.marketing_terms import ListKind, Standing
from app.models.products import Trait
from app.models.terms import KIND_WORDS, ConsentState, ContactPointKind
from app.operations.company_day import company_zone
from app.operations.segment_people import Audience, give_room, standings
from app.reports.mailing import MailLine, PhoneLine


def lines(session: Session, audience: Audience, segment_name: str) -> Iterator[tuple[int, MailLine | PhoneLine]]:
    """(counterparty, line) of every address that goes in, by company."""
    zone = company_zone(session)
    give_room(session)
    if audience.list_kind is ListKind.EMAIL:
        for row in session.execute(_mail_query(session, audience)):
            yield row.counterparty_id, _mail_line(row, zone, segment_name)
    else:
        for row in session.execute(_phone_query(session, audience)):
            yield row.counterparty_id, _phone_line(row, zone)


def _going_in(session: Session, audience: Audience) -> Select[Any]:
    found = standings(session, audience)
    spoken = func.coalesce(func.nullif(Contact.language, ""), Counterparty.language)
    query: Select[Any] = select(
        found.c.value,
        found.c.counterparty_id,
        Counterparty.name.label("company"),
        Counterparty.kind,
        Counterparty.region,
        Counterparty.last_contact_at,
        spoken.label("language"),
        func.coalesce(Contact.name, "").label("person"),
        func.coalesce(Contact.position, "").label("position"),
        func.coalesce(Department.code, "").label("department"),
        func.coalesce(Employee.name, "").label("seller"),
    )
    return (
        query.join(Counterparty, Counterparty.id == found.c.counterparty_id)
        .outerjoin(Contact, Contact.id == found.c.contact_id)
        .outerjoin(Department, Department.id == Counterparty.department_id)
        .outerjoin(Employee, Employee.id == Counterparty.seller_id)
        .where(found.c.standing == Standing.GOES_IN.value)
        .order_by(Counterparty.name, Counterparty.id, found.c.point_id)
    )


def _mail_query(session: Session, audience: Audience) -> Select[Any]:
    equipment = select(Trait.name).join(Deal, Deal.equipment_id == Trait.id)
    equipment = equipment.where(Deal.counterparty_id == Counterparty.id).order_by(Deal.created_at.desc(), Deal.id.desc())
    return _going_in(session, audience).add_columns(
        _phone().label("phone"),
        _entity(LegalEntity.address).label("address"),
        _entity(LegalEntity.country).label("country"),
        equipment.limit(1).correlate(Counterparty).scalar_subquery().label("equipment"),
    )


def _phone_query(session: Session, audience: Audience) -> Select[Any]:
    point = aliased(ContactPoint)
    found = _going_in(session, audience)
    value = found.selected_columns.value
    extension = select(point.extension).where(
        point.value == value, point.kind == ContactPointKind.PHONE, point.counterparty_id == Counterparty.id
    )
    return found.add_columns(extension.order_by(point.id).limit(1).scalar_subquery().label("extension"))


def _phone() -> ScalarSelect[str]:
    """The person's own number, else the company's; never one that is blocked or whose owner refused."""
    blocked = exists().where(BlockEntry.kind == ContactPointKind.PHONE, BlockEntry.value == ContactPoint.value)
    refused = exists().where(
        Consent.kind == ContactPointKind.PHONE,
        Consent.value == ContactPoint.value,
        Consent.state.in_((ConsentState.REFUSED, ConsentState.WITHDRAWN)),
    )
    return (
        select(ContactPoint.value)
        .where(
            ContactPoint.counterparty_id == Counterparty.id,
            or_(ContactPoint.contact_id == Contact.id, ContactPoint.contact_id.is_(None)),
            and_(ContactPoint.kind == ContactPointKind.PHONE, ContactPoint.valid, not_(blocked), not_(refused)),
        )
        .order_by(case((ContactPoint.contact_id.is_(None), 1), else_=0), ContactPoint.id)
        .limit(1)
        .correlate(Counterparty, Contact)
        .scalar_subquery()
    )


def _entity(column: InstrumentedAttribute[str]) -> ScalarSelect[str]:
    query = select(column).where(LegalEntity.counterparty_id == Counterparty.id).order_by(LegalEntity.id).limit(1)
    return query.correlate(Counterparty).scalar_subquery()


def _mail_line(row: Row[Any], zone: tzinfo, segment_name: str) -> MailLine:
    return MailLine(
        email=row.value,
        person=row.person if row.person != row.company else "",
        company=row.company,
        phone=row.phone or "",
        address=row.address or "",
        country=row.country or row.region,
        language=row.language,
        department=row.department,
        customer_type=Phrase(KIND_WORDS[row.kind]).said("en"),
        equipment=row.equipment or "",
        last_contact=_day(row.last_contact_at, zone),
        tags=(segment_name, row.department),
    )


def _phone_line(row: Row[Any], zone: tzinfo) -> PhoneLine:
    return PhoneLine(
        phone=row.value,
        company=row.company,
        person=row.person if row.person != row.company else "",
        position=row.position,
        extension=row.extension or "",
        department=row.department,
        seller=row.seller,
        language=row.language,
        country=row.region,
        last_contact=_day(row.last_contact_at, zone),
    )


def _day(moment: datetime | None, zone: tzinfo) -> date | None:
    return None if moment is None else moment.astimezone(zone).date()
