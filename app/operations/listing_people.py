"""Lists of counterparties and contacts. What leaves here as counterparties can be imported again without any change."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity
from app.models.inquiries import Inquiry
from app.models.terms import ContactPointKind
from app.operations.listing_spec import Answer, Field, ListSpec, Part, Record

_ENTITY = ("tax_id", "tax_reason_code", "vat_id", "address", "bank_name", "bank_account", "bank_code")


def _reachable(session: Session, column: InstrumentedAttribute[Any], ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Phones and addresses by the record that *column* of ContactPoint names."""
    found: dict[int, dict[ContactPointKind, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    query = select(column, ContactPoint.kind, ContactPoint.value).where(column.in_(ids)).order_by(ContactPoint.id)
    for owner, kind, value in session.execute(query):
        found[owner][kind][value] = None
    return {owner: {str(kind): "; ".join(values) for kind, values in points.items()} for owner, points in found.items()}


def _counterparties(session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
    ids = [row.key for row in rows]
    points = _reachable(session, ContactPoint.counterparty_id, ids)
    entities: dict[int, dict[str, str]] = {}
    query = select(LegalEntity.counterparty_id, LegalEntity.name, *(getattr(LegalEntity, name) for name in _ENTITY)).where(
        LegalEntity.counterparty_id.in_(ids)
    )
    for entity in session.execute(query.order_by(LegalEntity.id)):
        said = {"legal_name": entity.name, **{name: getattr(entity, name) for name in _ENTITY}}
        entities.setdefault(entity.counterparty_id, said)
    for row in rows:
        yield {**row._mapping, **points.get(row.key, {}), **entities.get(row.key, {})}


COUNTERPARTIES = ListSpec(
    "counterparties",
    marked("Counterparties"),
    (
        Field("name", marked("Name")),
        Field("kind", marked("Kind")),
        Field("phone", marked("Phone"), "phone"),
        Field("email", marked("E-mail")),
        Field("department", marked("Department")),
        Field("seller", marked("Seller")),
        Field("language", marked("Language")),
        Field("region", marked("Country")),
        Field("legal_name", marked("Legal entity")),
        Field("tax_id", marked("Tax number")),
        Field("tax_reason_code", marked("Tax reason code")),
        Field("vat_id", marked("VAT number")),
        Field("address", marked("Address")),
        Field("bank_name", marked("Bank")),
        Field("bank_account", marked("Bank account")),
        Field("bank_code", marked("Bank code")),
        Field("website", marked("Web site")),
        Field("note", marked("Note")),
        Field("inquiry", marked("Inquiry")),
        Field("created_at", marked("Created"), "time"),
        Field("customer_since", marked("Customer since"), "time"),
        Field("last_contact_at", marked("Last contact"), "time"),
    ),
    (
        Part(
            select(
                Counterparty.id.label("key"),
                Counterparty.name,
                Counterparty.kind,
                Department.code.label("department"),
                Employee.name.label("seller"),
                Counterparty.language,
                Counterparty.region,
                Counterparty.website,
                Counterparty.note,
                Inquiry.number.label("inquiry"),
                Counterparty.created_at,
                Counterparty.customer_since,
                Counterparty.last_contact_at,
            )
            .outerjoin(Department, Department.id == Counterparty.department_id)
            .outerjoin(Employee, Employee.id == Counterparty.seller_id)
            .outerjoin(Inquiry, Inquiry.id == Counterparty.inquiry_id)
            .where(Counterparty.merged_into_id.is_(None)),
            Counterparty.id,
            _counterparties,
        ),
    ),
)


def _contacts(session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
    points = _reachable(session, ContactPoint.contact_id, [row.key for row in rows])
    return ({**row._mapping, **points.get(row.key, {})} for row in rows)


CONTACTS = ListSpec(
    "contacts",
    marked("Contacts"),
    (
        Field("name", marked("Name")),
        Field("counterparty", marked("Counterparty")),
        Field("kind", marked("Kind")),
        Field("position", marked("Position")),
        Field("role", marked("Role")),
        Field("phone", marked("Phone"), "phone"),
        Field("email", marked("E-mail")),
        Field("language", marked("Language")),
        Field("active", marked("Active"), "yes_no"),
        Field("note", marked("Note")),
    ),
    (
        Part(
            select(
                Contact.id.label("key"),
                Contact.name,
                Counterparty.name.label("counterparty"),
                Counterparty.kind,
                Contact.position,
                Contact.role,
                Contact.language,
                Contact.active,
                Contact.note,
            ).join(Counterparty, Counterparty.id == Contact.counterparty_id),
            Contact.id,
            _contacts,
        ),
    ),
)
