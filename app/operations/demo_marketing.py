"""The desk of marketing in the demo company: consents, segments, what was saved before, and who wants no letters."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.marketing import Consent
from app.models.marketing_terms import Basis, BlockCause, ListKind, Origin, Schedule
from app.models.naming import folded
from app.models.terms import ConsentState, ContactPointKind, CounterpartyKind
from app.operations import block_list, marketing_lists, segments
from app.operations.demo_story import Story
from app.operations.marketing_lists import ListOrder
from app.operations.register_spec import Condition, Operator
from app.operations.segments import Repeat

NADJA = "nadja.rehm"
FOLDER = "Marketing/Lists"
SOURCES = ("ACHEMA, card at the stand", "web site, form “News”", "contract, section 9", "Hannover Messe, card")
BASIS = "GDPR Art. 6 (1) a; 152-FZ Art. 9"
COLLEAGUES = (
    ("Nordfleisch AG", "Imke Harms", "purchasing", True),
    ("Stadtwerke Gera GmbH", "Jens Opitz", "maintenance", False),
    ("Bäckerei Großkopf KG", "Lena Großkopf", "accounts", False),
    ("Molkerei Sandau eG", "Heike Sander", "purchasing", True),
    ("Kessler Anlagenbau GmbH", "Maja Noack", "engineering", True),
    ("АО «Волга-Насос»", "Артём Волков", "главный механик", True),
    ("ООО «Сибпром»", "Елена Зуева", "отдел закупок", True),
    ("Brauhaus Torgau", "Uwe Fischer", "", False),
    ("Zuckerfabrik Zeitz AG", "Dr. Jan Opitz", "plant manager", True),
)
"""Company, name, position, whether there is an address."""
UNSUBSCRIBED = """Email Address,First Name,UNSUB_TIME,UNSUB_REASON
winter@zuckerfabrik-zeitz-ag.example,Ulrich,{day} 09:12:44,Too many letters
kuhn@kali-werk-rossla.example,Dieter,{day} 11:03:10,
otto@lackwerke-dobeln-gmbh.example,Bernd,{day} 14:40:02,No longer relevant
former@customer.example,,{day} 16:00:00,
"""
CLEANED = """Email Address,First Name,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE
seidel@brauhaus-torgau.example,Anton,{day} 02:15:31,Autumn letter
"""


def market(story: Story) -> None:
    """Give the marketer a desk that has been worked at."""
    _meet_colleagues(story)
    _gather_consents(story)
    made = _name_segments(story)
    for days, origin in ((68, Origin.PERSON), (53, Origin.ITSELF), (22, Origin.ITSELF)):
        if days == 22:
            _hear_from_the_mail_service(story)
        _save(story, made["Pumps and their parts"], days, origin)
    with story.scene(NADJA, story.ago(2)) as session:
        row = segments.segment(session, made["Pumps and their parts"])
        wish = Repeat(Schedule.MONTHLY, ListKind.EMAIL, "csv", Basis.CONSENT, FOLDER)
        segments.repeat(session, row.id, row.version, wish)


def _meet_colleagues(story: Story) -> None:
    session = story.session
    by_name = {row.name: row for row in session.execute(select(Counterparty.id, Counterparty.name, Counterparty.website))}
    for company, name, position, has_address in COLLEAGUES:
        known = by_name.get(company)
        if known is None:
            continue
        person = Contact(counterparty_id=known.id, name=name, folded=folded(name), position=position)
        session.add(person)
        session.flush()
        if has_address:
            _add_address(session, person, f"{'einkauf' if known.website.isascii() else 'info'}@{known.website}")


def _add_address(session: Session, person: Contact, email: str) -> None:
    session.add(
        ContactPoint(
            counterparty_id=person.counterparty_id,
            contact_id=person.id,
            kind=ContactPointKind.EMAIL,
            value=email,
            raw=email,
        )
    )
    session.flush()


def _gather_consents(story: Story) -> None:
    """Most have agreed, some have not been asked, one has refused."""
    query = (
        select(ContactPoint.value)
        .join(Counterparty, Counterparty.id == ContactPoint.counterparty_id)
        .where(
            ContactPoint.kind == ContactPointKind.EMAIL,
            Counterparty.kind.in_((CounterpartyKind.LEAD, CounterpartyKind.CUSTOMER)),
        )
        .order_by(ContactPoint.id)
    )
    for place, value in enumerate(dict.fromkeys(story.session.scalars(query))):
        if place % 7 == 5:
            continue
        story.session.add(
            Consent(
                kind=ContactPointKind.EMAIL,
                value=value,
                state=ConsentState.REFUSED if place == 11 else ConsentState.GIVEN,
                at=story.ago(70 + place),
                source=SOURCES[place % len(SOURCES)],
                basis=BASIS,
                employee_id=story.employees[NADJA],
            )
        )
    story.session.flush()


def _name_segments(story: Story) -> dict[str, int]:
    trait = {name: str(found) for name, found in story.traits.items()}
    wishes: dict[str, tuple[Condition, ...]] = {
        "Pumps and their parts": (
            Condition("equipment", Operator.ONE_OF, (trait["Pumps"], trait["Spare parts"])),
            Condition("kind", Operator.ONE_OF, ("CUSTOMER", "LEAD")),
        ),
        "Climatic equipment": (
            Condition("equipment", Operator.ONE_OF, (trait["Climatic equipment"], trait["Simulation equipment"])),
        ),
        "Heard of this year": (Condition("last_contact", Operator.AT_LEAST, ("-365d",)),),
        "Leads without a deal": (Condition("kind", Operator.IS, ("LEAD",)), Condition("deals", Operator.IS, ("none",))),
        "Насосы, Россия": (
            Condition("region", Operator.IS, ("RU",)),
            Condition("equipment", Operator.IS, (trait["Pumps"],)),
        ),
        "Customers in Germany": (
            Condition("kind", Operator.IS, ("CUSTOMER",)),
            Condition("region", Operator.IS, ("DE",)),
        ),
    }
    made = {}
    with story.scene(NADJA, story.ago(69)) as session:
        for name, conditions in wishes.items():
            made[name] = segments.create(session, name, conditions).id
    return made


def _hear_from_the_mail_service(story: Story) -> None:
    with story.scene(NADJA, story.ago(24)) as session:
        day = f"{story.ago(25):%Y-%m-%d}"
        for name, text in (("unsubscribed.csv", UNSUBSCRIBED), ("cleaned.csv", CLEANED)):
            block_list.take_file(session, text.format(day=day).encode(), name)
        number = session.scalars(
            select(ContactPoint.value).where(ContactPoint.kind == ContactPointKind.PHONE).order_by(ContactPoint.id.desc())
        ).first()
        if number is not None:
            block_list.block(session, number, "Asked on the phone not to be called again", BlockCause.COMPLAINED)


def _save(story: Story, segment_id: int, days: int, origin: Origin) -> None:
    with story.scene(NADJA, story.ago(days)) as session:
        exported = marketing_lists.make(session, ListOrder(segment_id), origin)
        marketing_lists.delivered(session, exported.run_id, f"{FOLDER}/{exported.document.filename}")
