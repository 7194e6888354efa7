"""The people of the demo company: employees, customers, suppliers, partners."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models.company import Department, Employee, EmployeeRole, Setting
from app.models.counterparties import Contact, LegalEntity
from app.models.naming import plain_letters
from app.models.products import Trait
from app.models.terms import CounterpartyKind, TraitKind
from app.operations.counterparties import CounterpartyDraft, add
from app.operations.demo_data import CERTIFIED, CUSTOMERS, DOMAIN, PARTNERS, SETTINGS, SUPPLIERS, TRAITS, WORKERS
from app.operations.demo_sales_data import PLOTS
from app.operations.demo_story import Story

PREFIXES = {"DE": "+4935", "RU": "+7843", "GB": "+44113", "SE": "+4621", "FI": "+3582"}
STREETS = {"DE": "Industriestraße", "RU": "ул. Заводская"}
LENGTHS = {"DE": 8, "RU": 7, "GB": 7, "SE": 6, "FI": 7}
_LATIN = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".replace("_", "").split(" "),
        strict=True,
    )
)


def settle(story: Story) -> None:
    """Set the company up: settings, employees, traits."""
    session = story.session
    session.execute(delete(Setting).where(Setting.owner == "", Setting.key.in_(SETTINGS)))
    session.add_all(Setting(owner="", key=key, value=value) for key, value in SETTINGS.items())
    story.departments.update({row.code: row.id for row in session.execute(select(Department.code, Department.id))})
    for worker in WORKERS:
        record = Employee(
            login=worker.login,
            name=worker.name,
            email=f"{worker.login}@{DOMAIN}",
            phone=f"+49352155{worker.extension}",
            extension=worker.extension,
            language=worker.language,
            department_id=story.departments.get(worker.department),
        )
        session.add(record)
        session.flush()
        session.add(EmployeeRole(employee_id=record.id, role=worker.role))
        story.employees[worker.login] = record.id
        story.seats[worker.login] = worker.department
    for kind, names in TRAITS.items():
        for name in names:
            trait = Trait(kind=TraitKind(kind), name=name, needs_certificate=name in CERTIFIED)
            session.add(trait)
            session.flush()
            story.traits[name] = trait.id


def meet(story: Story) -> None:
    """Everybody the company knows: suppliers, partners, and customers, who begin as leads."""
    for row in SUPPLIERS:
        story.suppliers.append(_known(story, row, CounterpartyKind.SUPPLIER, "", 500)[0])
    for row in PARTNERS:
        _known(story, row, CounterpartyKind.PARTNER, "", 400)
    sellers = {plot.customer: plot.seller for plot in reversed(PLOTS)}
    for row in CUSTOMERS:
        seller = sellers.get(row[0], "paul.lindner")
        story.customers[row[0]] = _known(story, row, CounterpartyKind.LEAD, seller, 90)


def _known(
    story: Story, row: tuple[str, str, str, str, str], kind: CounterpartyKind, seller: str, days: int
) -> tuple[int, int, int]:
    """(counterparty, legal entity, contact)."""
    name, language, country, person, town = row
    domain = f"{slug(name)}.example"
    draft = CounterpartyDraft(
        name=name,
        kind=kind,
        phones=(phone(story, country),),
        emails=(f"{slug(person.split()[-1])}@{domain}",),
        contact=person,
        department_id=story.departments[story.seats[seller]] if seller else None,
        seller_id=story.employees[seller] if seller else None,
        language=language,
        region=country,
        website=domain,
    )
    with story.scene("", story.ago(days) - timedelta(days=story.chance.randrange(60))) as session:
        known = add(session, draft)
        entity = _entity(story, known, name, country, town)
        return known, entity, _contact(session, known)


def _entity(story: Story, known: int, name: str, country: str, town: str) -> int:
    digits = "".join(str(story.chance.randrange(10)) for _ in range(20))
    german = country == "DE"
    entity = LegalEntity(
        counterparty_id=known,
        name=name,
        tax_id=digits[:10] if country == "RU" else "",
        vat_id="" if country == "RU" else f"{country}{digits[:9]}",
        tax_reason_code=f"{digits[:4]}01001" if country == "RU" else "",
        address=f"{STREETS.get(country, 'Mill Road')} {digits[0]}, {town}",
        country=country,
        bank_name="Elbtalbank" if german else "Волгабанк" if country == "RU" else "Northern Bank",
        bank_account=f"40702810{digits[:12]}" if country == "RU" else f"{country}{digits[:2]}{digits[:18]}",
        bank_code=f"04{digits[:7]}" if country == "RU" else f"NORT{country}21",
    )
    story.session.add(entity)
    story.session.flush()
    return entity.id


def _contact(session: Session, known: int) -> int:
    return session.scalars(select(Contact.id).where(Contact.counterparty_id == known).order_by(Contact.id)).first() or 0


def phone(story: Story, country: str) -> str:
    """A number that nobody has."""
    prefix = PREFIXES[country]
    return prefix + "".join(str(story.chance.randrange(2, 9)) for _ in range(LENGTHS[country]))


def slug(name: str) -> str:
    """*name* as a part of an address."""
    spelled = "".join(_LATIN.get(sign, sign) for sign in plain_letters(name).replace("ß", "ss"))
    return "-".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in spelled).split())
