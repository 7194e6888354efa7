"""A segment's people for the tests of marketing: who goes in, and everybody who stays out for another reason."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.models.counterparties import ContactPoint, Counterparty
from app.models.deals import Deal, DealLine
from app.models.marketing import BlockEntry, Consent
from app.models.marketing_terms import BlockCause
from app.models.products import Product, Trait
from app.models.session import now
from app.models.terms import ConsentState, ContactPointKind, CounterpartyKind, Stage, TraitKind
from app.operations.register_spec import Condition, Operator
from tests import factories

LONG_AGO = datetime(2025, 1, 1, 8, 0, tzinfo=UTC)
TRAITS = {"pumps": TraitKind.EQUIPMENT, "acid": TraitKind.MATERIAL, "food": TraitKind.FIELD}
CUSTOMERS = (Condition("kind", Operator.IS, ("CUSTOMER",)),)


def consent(
    session: Session, value: str, state: ConsentState = ConsentState.GIVEN, kind: ContactPointKind = ContactPointKind.EMAIL
) -> None:
    """A statement about *value*, later than every one before."""
    count = len(session.scalars(select(Consent.id).where(Consent.value == value)).all())
    session.add(
        Consent(kind=kind, value=value, state=state, at=LONG_AGO + timedelta(days=count), source="fair", basis="form")
    )
    session.flush()


def blocked(session: Session, value: str, cause: BlockCause = BlockCause.UNSUBSCRIBED) -> None:
    """An entry of the block list, in whatever spelling."""
    kind = ContactPointKind.EMAIL if "@" in value else ContactPointKind.PHONE
    session.add(BlockEntry(kind=kind, value=value, cause=cause, reason="test", at=now(session)))
    session.flush()


def known(
    session: Session,
    name: str,
    *emails: str,
    phones: tuple[str, ...] = (),
    contact: str = "",
    kind: CounterpartyKind = CounterpartyKind.CUSTOMER,
    region: str = "DE",
    consents: bool = True,
    seller_id: int | None = None,
    department: str = "",
    last_contact: datetime | None = None,
) -> int:
    """A counterparty whose addresses may be written to, unless told otherwise."""
    found = factories.counterparty(
        session,
        name,
        kind,
        emails=emails,
        phones=phones,
        contact=contact,
        department=department,
        seller_id=seller_id,
        language="de",
    )
    session.execute(update(Counterparty).where(Counterparty.id == found).values(region=region, last_contact_at=last_contact))
    for email in emails if consents else ():
        consent(session, email)
    return found


def same_address(session: Session, name: str, email: str) -> int:
    """Another counterparty with an address that somebody has already."""
    found = factories.counterparty(session, name)
    session.add(ContactPoint(counterparty_id=found, kind=ContactPointKind.EMAIL, value=email, raw=email))
    session.flush()
    return found


def dairy_people(session: Session) -> None:
    """One of each: two who go in, and one for every reason to stay out."""
    known(session, "Molkerei Sandau eG", "h.sander@molkerei-sandau.example", contact="Heike Sander")
    known(session, "ООО «Сибпром»", "volkov@sibprom.example", contact="Артём Волков", region="RU")
    known(session, "Bäckerei Großkopf KG", contact="Lena Großkopf")
    known(session, "Kellerei Hagen", "info@kellerei-hagen.example", contact="Petra Hagen")
    blocked(session, "info@kellerei-hagen.example")
    known(session, "Obsthof Werder", "jahn@obsthof.example")
    blocked(session, "jahn@obsthof.example", BlockCause.BOUNCED)
    known(session, "Ärger AG", "chef@aerger.example")
    blocked(session, "chef@aerger.example", BlockCause.COMPLAINED)
    known(session, "Mosterei Kindel", "kontakt@kindel.example", consents=False)
    known(session, "Hefewerk Saale", "klemm@hefewerk.example")
    consent(session, "klemm@hefewerk.example", ConsentState.WITHDRAWN)
    known(session, "Umlaut GmbH", "jürgen@umlaut.example")
    same_address(session, "Sandau Handel", "h.sander@molkerei-sandau.example")
    known(session, "Lead only", "lead@lead.example", kind=CounterpartyKind.LEAD)


def traded(session: Session) -> dict[str, int]:
    """Three customers: with a deal on pumps for acid, with a deal whose goods are pumps, and without a deal; trait → id."""
    traits = {name: Trait(kind=kind, name=name) for name, kind in TRAITS.items()}
    session.add_all(traits.values())
    session.flush()
    by_deal, by_line, _ = (known(session, name) for name in ("By deal", "By line", "Without"))
    ids = {name: trait.id for name, trait in traits.items()}
    pump = Product(code="P-1", name="Pump", folded="pump", price=Decimal(1), currency="EUR", equipment_id=ids["pumps"])
    session.add(pump)
    _deal(session, by_deal, "D-1", equipment_id=ids["pumps"], material_id=ids["acid"], field_id=ids["food"])
    other = _deal(session, by_line, "D-2")
    session.flush()
    session.add(
        DealLine(
            deal_id=other.id,
            position=1,
            product_id=pump.id,
            product_name="Pump",
            quantity=Decimal(1),
            unit="pc",
            price=Decimal(1),
            discount_percent=Decimal(0),
            tax_percent=Decimal(0),
            net=Decimal(1),
            tax=Decimal(0),
        )
    )
    session.flush()
    return ids


def _deal(session: Session, counterparty_id: int, number: str, **traits: int) -> Deal:
    people = factories.company(session)
    record = Deal(
        number=number,
        title=number,
        counterparty_id=counterparty_id,
        department_id=factories.department(session, "Prom"),
        seller_id=people["Olga"],
        stage=Stage.SELECTION,
        stage_entered_at=now(session),
        created_at=now(session),
        currency="EUR",
        net=Decimal(0),
        gross=Decimal(0),
        **traits,
    )
    session.add(record)
    session.flush()
    return record
