"""Many counterparties at once, to see how Kontor works with a full directory; written in bulk, without a trail."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.company import Department, Employee, EmployeeRole
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.naming import folded, tail
from app.models.session import now, touch
from app.models.terms import ContactPointKind, CounterpartyKind, Role

CHUNK = 1_000
KINDS = (CounterpartyKind.LEAD, CounterpartyKind.CUSTOMER, CounterpartyKind.CUSTOMER, CounterpartyKind.PARTNER)
FORMS = {"de": ("GmbH", "AG", "KG", "eG"), "ru": ("ООО", "АО", "ПАО"), "en": ("Ltd", "plc")}
TRADES = {
    "de": ("Anlagenbau", "Chemie", "Molkerei", "Stadtwerke", "Papierfabrik", "Brauerei", "Werkzeugbau", "Labortechnik"),
    "ru": ("Химпром", "Энерго", "Агромаш", "Нефтехим", "Прибор", "Водоканал", "Технолог", "Сервис"),
    "en": ("Foods", "Chemicals", "Energy", "Marine", "Labs", "Coatings", "Water", "Brewing"),
}
TOWNS = {
    "de": ("Riesa", "Meißen", "Pirna", "Görlitz", "Bautzen", "Zwickau", "Plauen", "Torgau", "Gera", "Jena"),
    "ru": ("Казань", "Пермь", "Уфа", "Самара", "Омск", "Томск", "Тула", "Рязань", "Орёл", "Псков"),
    "en": ("Leeds", "Hull", "York", "Bath", "Derby", "Cork", "Perth", "Ayr", "Dover", "Kent"),
}
PEOPLE = {
    "de": (("Anna", "Jens", "Petra", "Uwe", "Karin"), ("Schulze", "Böhme", "Lange", "Krause", "Seidel", "Großmann")),
    "ru": (("Ирина", "Олег", "Анна", "Пётр", "Мария"), ("Соколова", "Ким", "Шевченко", "Орлова", "Щукина", "Гончар")),
    "en": (("Emma", "John", "Alice", "Peter", "Ruth"), ("Clarke", "Ford", "Baker", "Moss", "Stone", "Hill")),
}
COUNTRIES = {"de": ("DE", "+4930"), "ru": ("RU", "+7495"), "en": ("GB", "+44131")}


def add_crowd(session: Session, count: int, chance: Random) -> None:
    """Add *count* counterparties, each with a person, a number and an address."""
    query = (
        select(Employee.id, Employee.department_id)
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .join(Department, Department.id == Employee.department_id)
        .where(EmployeeRole.role == Role.SELLER)
        .order_by(Employee.id)
    )
    sellers = [(row.id, row.department_id) for row in session.execute(query)]
    numbers = iter(range(1, count + 1))
    while chunk := [number for _, number in zip(range(CHUNK), numbers, strict=False)]:
        _add(session, chunk, chance, sellers)
    for kind in (Counterparty, Contact, ContactPoint):
        touch(session, kind.__tablename__)


def _add(session: Session, numbers: Sequence[int], chance: Random, sellers: Sequence[tuple[int, int | None]]) -> None:
    made = [_one(number, chance) for number in numbers]
    moment = now(session)
    rows = []
    for each in made:
        seller, department = chance.choice(sellers)
        kind = chance.choice(KINDS)
        begun = moment - timedelta(days=chance.randrange(1, 1500))
        rows.append(
            {
                "version": 1,
                "kind": kind,
                "name": each["name"],
                "folded": folded(each["name"]),
                "language": each["language"],
                "region": each["region"],
                "department_id": department,
                "seller_id": seller,
                "created_at": begun,
                "customer_since": begun if kind is CounterpartyKind.CUSTOMER else None,
            }
        )
    session.execute(insert(Counterparty), rows)
    names = [each["name"] for each in made]
    owners = {row.name: row.id for row in session.execute(_ids(Counterparty.name).where(Counterparty.name.in_(names)))}
    people = [
        {"version": 1, "counterparty_id": owners[each["name"]], "name": each["person"], "folded": folded(each["person"])}
        for each in made
    ]
    session.execute(insert(Contact), people)
    of_owner = Contact.counterparty_id.in_(owners.values())
    contacts = {row.counterparty_id: row.id for row in session.execute(_ids(Contact.counterparty_id).where(of_owner))}
    points = [point for each in made for point in _points(owners[each["name"]], contacts[owners[each["name"]]], each)]
    session.execute(insert(ContactPoint), points)
    session.execute(
        insert(Identity), [{key: point[key] for key in ("kind", "value", "counterparty_id")} for point in points]
    )


def _ids(column: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """Ids beside what the rows are known by: bulk inserts do not say them in order."""
    return select(column.class_.id, column)


def _points(owner: int, contact: int, each: dict[str, str]) -> Iterator[dict[str, Any]]:
    common = {"version": 1, "counterparty_id": owner, "contact_id": contact}
    phone, email = each["phone"], each["email"]
    yield {**common, "kind": ContactPointKind.PHONE, "value": phone, "raw": phone, "tail": tail(phone)}
    yield {**common, "kind": ContactPointKind.EMAIL, "value": email, "raw": email, "tail": ""}


def _one(number: int, chance: Random) -> dict[str, str]:
    language = chance.choice(("de", "ru", "de", "ru", "en"))
    form, trade, town = chance.choice(FORMS[language]), chance.choice(TRADES[language]), chance.choice(TOWNS[language])
    first, last = PEOPLE[language]
    region, prefix = COUNTRIES[language]
    name = f"{form} «{trade}-{town} {number}»" if language == "ru" else f"{trade} {town} {number} {form}"
    return {
        "name": name,
        "language": language,
        "region": region,
        "person": f"{chance.choice(first)} {chance.choice(last)}",
        "phone": f"{prefix}{2_000_000 + number}",
        "email": f"office@firm{number}.example",
    }
