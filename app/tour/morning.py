"""The morning: letters come in, the dispatcher sorts, the head names a seller, the seller makes a deal of the lead."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.channels.letters import Reading, read_letter
from app.channels.mail_folder import MailFolder
from app.events import MailArrived
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.session import wall_clock
from app.models.tasks import Notification
from app.models.terms import CounterpartyKind, InquiryState, Role, Stage
from app.operations.import_columns import COUNTERPARTY_COLUMNS
from app.operations.import_counterparties import import_counterparties
from app.operations.intake import take_letter, take_unreadable
from app.operations.qualification import EntityDraft, draft_for, qualify
from app.tables import read_table
from app.tour.cast import login_of, titles
from app.tour.player import Player, TourFailed
from app.views.leads.rooms import MyLeadsRoom, NewLeadsRoom
from app.views.triage.inbox_room import InboxRoom
from app.views.triage.room import TriageRoom

RESOURCES = Path(__file__).resolve().parent.parent.parent / "resources" / "tour"
LETTERS = RESOURCES / "letters"
CUSTOMERS = RESOURCES / "known.csv"
ASKER = "g.ahmetova@kzmk.example"
"""Who asks for the climatic chamber that the story follows."""
OTHER = "gromov@uralredmet.example"
"""Who asks for pumps, and refuses in the end."""
DEPARTMENT = "Term"
TITLE = "Климатическая камера 500 л с аттестацией"
NEEDS = (("−70 … +180 °C, 500 л", False), ("Поставка до конца квартала", True), ("Аттестация сторонней организацией", False))
ENTITY = EntityDraft(
    name="АО «Казанский завод медицинских камер»",
    country="RU",
    tax_id="7707083893",
    tax_reason_code="770701001",
    address="420107, Казань, ул. Островского, д. 87",
    bank_name="ПАО Сбербанк",
    bank_account="40702810538000123456",
    bank_code="044525225",
    correspondent_account="30101810400000000225",
)
OTHER_ENTITY = replace(ENTITY, name="АО «Уралредмет»", address="620014, Екатеринбург, ул. Вайнера, д. 9")
EXPECTED = {"inquiry": 9, "history": 1, "automatic": 3, "duplicate": 1, "quarantine": 1}


def customers_are_known(player: Player) -> None:
    """The customers of the old program are moved in, twice: the second time changes nothing."""
    for _ in range(2):
        table = read_table(CUSTOMERS.read_bytes(), CUSTOMERS.name, titles(COUNTERPARTY_COLUMNS))
        result = player.store.write(import_counterparties, table)
    player.check(result.unchanged == 2, "Two customers are moved in from a list; a second time nothing is doubled.")


def letters_come_in(player: Player) -> None:
    """Intake reads the folder of letters; each becomes what it should, and a second time nothing changes."""
    outcomes = take_in(player)
    if dict(outcomes) != EXPECTED:
        raise TourFailed("The letters came to {outcomes}, not to {expected}.", outcomes=dict(outcomes), expected=EXPECTED)
    player.check(
        dict(outcomes) == EXPECTED,
        "15 letters: 9 inquiries, 1 joins the history of a customer, 3 automatic, 1 duplicate, 1 in quarantine.",
    )
    again = take_in(player)
    player.check(set(again) == {"duplicate"}, "The same letters once more: nothing is taken in twice.")
    lead = player.read(_lead_of, ASKER)
    player.check(lead is CounterpartyKind.LEAD, "Somebody unknown asked by the form of the web site: a lead and an inquiry.")


def take_in(player: Player) -> Counter[str]:
    """Take in every letter of the folder; what became of them."""
    outcomes: Counter[str] = Counter()
    for origin, raw in MailFolder(LETTERS).letters():
        letter = read_letter(raw, origin=Path(origin).name, received_at=wall_clock(), reading=Reading())
        taken = (
            player.store.write(take_letter, letter)
            if isinstance(letter, MailArrived)
            else player.store.write(take_unreadable, letter)
        )
        outcomes[taken.outcome] += 1
    return outcomes


def _lead_of(session: Session, email: str) -> CounterpartyKind | None:
    return session.scalar(
        select(Counterparty.kind).join(Inquiry, Inquiry.counterparty_id == Counterparty.id).where(Inquiry.email == email)
    )


def inquiry_of(session: Session, email: str) -> tuple[int, int, InquiryState]:
    """(id, version, state) of the inquiry that *email* sent."""
    row = session.execute(select(Inquiry.id, Inquiry.version, Inquiry.state).where(Inquiry.email == email)).one()
    return row.id, row.version, row.state


def dispatcher_sorts(player: Player) -> None:
    """Both inquiries of the story go to their department, one key each; the head is told."""
    player.sit(player.read(login_of, Role.DISPATCHER))
    room = player.room("triage", TriageRoom)
    choose(player, room, ASKER)
    player.picture("triage")
    for email in (ASKER, OTHER):
        choose(player, room, email)
        press_button_of(player, room, DEPARTMENT)
        _, _, state = player.read(inquiry_of, email)
        player.check(
            state is InquiryState.SORTED, "The dispatcher sends the inquiry to {department}.", department=DEPARTMENT
        )
    player.picture("triage-sorted")
    told = player.read(_notices_of, player.read(login_of, Role.HEAD, DEPARTMENT))
    player.check(told >= 2, "The head of {department} is told at once.", department=DEPARTMENT)


def _notices_of(session: Session, login: str) -> int:
    query = (
        select(func.count(Notification.id))
        .join(Employee, Employee.id == Notification.employee_id)
        .join(Inquiry, Inquiry.id == Notification.record_id)
        .where(Employee.login == login, Inquiry.email.in_((ASKER, OTHER)))
    )
    return session.scalar(query) or 0


def choose(player: Player, room: InboxRoom, email: str) -> None:
    """Walk to the inquiry of *email* in the list of *room*."""
    inquiry_id, _, _ = player.read(inquiry_of, email)
    room.open_record("inquiry", inquiry_id)
    player.until(
        lambda: room.list.current_row is not None and room.list.current_row.id == inquiry_id, "the inquiry in the list"
    )
    player.settle()


def press_button_of(player: Player, room: InboxRoom, words: str) -> None:
    """Press the digit of the decision that is called *words*."""
    button = next((each for each in room.foot.bar.buttons.values() if each.text().split(",")[0] == words), None)
    if button is None:
        offered = ", ".join(each.text() for each in room.foot.bar.buttons.values())
        raise TourFailed("There is no decision {words} here, only {offered}.", words=words, offered=offered)
    player.key(room.list, button.key)


def press_tile_of(player: Player, room: NewLeadsRoom, name: str) -> None:
    """Press the digit of the seller who is called *name*."""
    player.until(lambda: any(each.seller.name == name for each in room.tiles.tiles), "the sellers of the department")
    player.key(room.list, next(each.key for each in room.tiles.tiles if each.seller.name == name))


def head_names_seller(player: Player) -> str:
    """The head looks at what was sorted and names the seller; the seller's login."""
    seller = player.read(login_of, Role.SELLER, DEPARTMENT)
    player.sit(player.read(login_of, Role.HEAD, DEPARTMENT))
    room = player.room("new_leads", NewLeadsRoom)
    choose(player, room, ASKER)
    player.picture("new-leads")
    name = player.read(_name_of, seller)
    for email in (ASKER, OTHER):
        choose(player, room, email)
        press_tile_of(player, room, name)
        _, _, state = player.read(inquiry_of, email)
        player.check(state is InquiryState.ASSIGNED, "The head names {seller} as the seller.", seller=name)
    return seller


def _name_of(session: Session, login: str) -> str:
    return session.scalars(select(Employee.name).where(Employee.login == login)).one()


def seller_qualifies(player: Player, seller: str) -> int:
    """The seller completes the lead and makes a deal of it; the deal's id. Without bank details the form refuses."""
    player.sit(seller)
    room = player.room("my_leads", MyLeadsRoom)
    choose(player, room, ASKER)
    player.picture("my-leads")
    player.key(room.list, "Q")
    player.until(lambda: room.qualifying and bool(room.panel.form.contact["name"].value()), "the form with what is known")
    player.key(room.panel, "Ctrl+Return")
    player.check(room.qualifying, "Without a legal entity the lead cannot become a deal; the form says what is missing.")
    player.picture("qualify-missing")
    form = room.panel.form
    draft = form.value()
    form.set_value(replace(draft, entity=ENTITY, title=TITLE, needs=(*draft.needs, *NEEDS)))
    form.changed.emit()
    player.settle()
    player.picture("qualify")
    player.key(room.panel, "Ctrl+Return")
    player.until(lambda: not room.qualifying, "the deal")
    deal_id, stage = player.read(_deal_of, ASKER)
    player.check(stage is Stage.SELECTION, "The lead is a deal in selection, with needs, legal entity and contact.")
    return deal_id


def _deal_of(session: Session, email: str) -> tuple[int, Stage]:
    query = select(Deal.id, Deal.stage).join(Inquiry, Inquiry.id == Deal.inquiry_id).where(Inquiry.email == email)
    row = session.execute(query).one()
    return row.id, row.stage


def second_deal(player: Player, seller: str) -> int:
    """The pump inquiry becomes a deal as well, by its operation; the deal's id."""
    inquiry_id, version, _ = player.read(inquiry_of, OTHER)
    draft = player.read(draft_for, inquiry_id)
    return player.act(seller, qualify, inquiry_id, version, replace(draft, entity=OTHER_ENTITY))
