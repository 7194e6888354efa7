"""The telephone: a call rings at a desk, a missed one is called back, a stranger becomes a lead, the head sees it all."""

from datetime import datetime, timedelta

from PySide6.QtWidgets import QApplication
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events import CallEvent, CallLegFact
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Call, Interaction
from app.models.session import wall_clock
from app.models.tasks import Task
from app.models.terms import (
    CallOutcome,
    ContactPointKind,
    CounterpartyKind,
    InquiryState,
    IntakeEvent,
    Known,
    Role,
    TaskKind,
)
from app.operations import call_notes
from app.operations.calls import take_call
from app.tour.cast import login_of
from app.tour.player import Player, TourFailed
from app.views.calls.pop_up import PopUp
from app.views.intake_rules.room import IntakeRulesRoom
from app.views.overview.room import OverviewRoom
from app.views.telephone.room import TelephoneRoom
from app.views.triage.room import TriageRoom

CUSTOMER, OTHER = "Bäckerei Großkopf KG", "Saxony Coatings Ltd"
"""Two customers of the demo company who call."""
STRANGER = "+493712345678"
LINE = "+4935155021"
NOTE = "Kompressor läuft wieder, Wartung im Januar."
TALK = timedelta(seconds=42)


def telephone_rings(player: Player) -> None:
    """A customer calls the seller: the pop-up, the note, the hang-up, and all of it in the history."""
    seller = player.read(login_of, Role.SELLER, "Prom")
    number, extension = player.read(number_of, CUSTOMER), player.read(extension_of, seller)
    player.sit(seller)
    rang = wall_clock()
    player.store.write(take_call, None, told("tour-1", number, extension, rang))
    pop_up = ringing(player)
    player.check(
        pop_up.row is not None and pop_up.row.number == number, "A call rings: the pop-up shows the number at once."
    )
    player.until(lambda: pop_up.card is not None, "the card of who calls")
    player.check(
        pop_up.card is not None and CUSTOMER in (pop_up.card.company, pop_up.card.name),
        "The card says who it is: {customer}, with what is open.",
        customer=CUSTOMER,
    )
    player.picture("call-rings", pop_up)
    answered = wall_clock()
    player.store.write(take_call, None, told("tour-1", number, extension, rang, answered))
    player.until(lambda: pop_up.row is not None and pop_up.row.answered_at is not None, "the answered call")
    player.write(pop_up.note.text, NOTE)
    player.until(lambda: player.read(note_of, "tour-1") == NOTE, "the note in the books")
    player.picture("call-note", pop_up)
    player.store.write(take_call, None, told("tour-1", number, extension, rang, answered, answered + TALK))
    outcome = player.read(outcome_of, "tour-1")
    player.check(
        outcome is CallOutcome.ANSWERED and player.read(note_of, "tour-1") == NOTE,
        "After the hang-up the call is in the history, with the note as it was typed.",
    )
    player.room("telephone", TelephoneRoom)
    player.picture("calls")


def missed_call_is_called_back(player: Player) -> None:
    """Nobody answers: there is one task to call back, and only a conversation with that number closes it."""
    seller = player.read(login_of, Role.SELLER, "Prom")
    number, extension = player.read(number_of, OTHER), player.read(extension_of, seller)
    for turn in (1, 2):
        rang = wall_clock()
        player.store.write(take_call, None, told(f"tour-missed-{turn}", number, extension, rang, None, rang + TALK / 2))
    owed = player.read(owed_to, number)
    player.check(len(owed) == 1, "A customer calls twice and reaches nobody: that is one task to call back.")
    player.place.window.go("tasks")
    player.picture("call-back")
    begun = wall_clock() + TALK
    talk = CallEvent("tour-back", "out", number, number, extension, begun, begun + TALK / 6, begun + TALK, "answered")
    player.store.write(take_call, None, talk)
    player.check(player.read(owed_to, number) == [], "The seller calls back and talks with them: the task is closed.")


def stranger_becomes_lead(player: Player) -> None:
    """A number that nobody knows: lead and inquiry at the ring, before anybody has answered."""
    player.sit(player.read(login_of, Role.DISPATCHER))
    extension = player.read(extension_of, player.read(login_of, Role.DISPATCHER))
    player.store.write(take_call, None, told("tour-stranger", STRANGER, extension, wall_clock()))
    kind, state, inquiry_id = player.read(lead_behind, STRANGER)
    player.check(
        kind is CounterpartyKind.LEAD and state is InquiryState.NEW,
        "Somebody unknown calls: a lead and an inquiry stand in triage while it still rings.",
    )
    room = player.room("triage", TriageRoom)
    room.open_record("inquiry", inquiry_id)
    player.until(
        lambda: room.list.current_row is not None and room.list.current_row.id == inquiry_id, "the call in the list"
    )
    player.picture("triage-call")
    gone = wall_clock() + TALK
    player.store.write(take_call, None, told("tour-stranger", STRANGER, extension, gone - TALK, None, gone))
    player.check(len(player.read(owed_to, STRANGER)) == 1, "They hung up before anybody answered: somebody will call back.")


def rules_are_tried(player: Player) -> None:
    """The administrator changes a rule and sees what the last calls would have done; nothing holds before it is saved."""
    player.sit(player.read(login_of, Role.ADMIN))
    room = player.room("intake_rules", IntakeRulesRoom)
    rows = room.drafts.rows
    place = next(at for at, row in enumerate(rows) if (row.event, row.known) == (IntakeEvent.CALL_MISSED, Known.CUSTOMER))
    room.table.setCurrentIndex(room.model.index(place, 0))
    player.key(room.table, "B")
    preview = room.panel.preview
    player.check(
        preview is not None and preview.differing > 0 and preview.after.call_backs < preview.before.call_backs,
        "The administrator tries a rule: of the last calls some would not have been called back.",
    )
    player.picture("rules-tried")
    room.take_back()
    player.settle()
    player.check(not room.has_unsaved_edits(), "The rule is left as it was.")


def head_sees_missed_calls(player: Player) -> None:
    """The head's charts: what was missed, what came of it, and how soon somebody talked with them."""
    player.sit(player.read(login_of, Role.HEAD, "Prom"))
    room = player.room("overview", OverviewRoom)
    cards = {card.name: card for card in room.cards}
    player.until(lambda: all(cards[name].plot is not None for name in ("missed", "call_back")), "the charts of calls")
    room.area.ensureWidgetVisible(cards["missed"], 0, 40)
    player.picture("missed-calls")
    figure = cards["missed"].figure
    player.check(
        figure is not None and sum(mark.rows for mark in figure.marks) > 0,
        "The head sees which calls were missed, and what came of each.",
    )


def told(
    linked_id: str,
    number: str,
    extension: str,
    rang: datetime,
    answered: datetime | None = None,
    ended: datetime | None = None,
) -> CallEvent:
    """What the exchange says of an incoming call so far."""
    talked = answered is not None
    outcome = ("answered" if talked else "missed") if ended is not None else ""
    leg = CallLegFact(extension, rang, answered, ended, outcome or ("talking" if talked else "ringing"))
    return CallEvent(linked_id, "in", number, number, extension, rang, answered, ended, outcome, line=LINE, legs=(leg,))


def ringing(player: Player) -> PopUp:
    """The pop-up that stands on the desktop."""

    def shown() -> list[PopUp]:
        return [each for each in QApplication.topLevelWidgets() if isinstance(each, PopUp) and each.isVisible()]

    player.until(lambda: bool(shown()), "the pop-up of the call")
    (pop_up,) = shown()
    return pop_up


def number_of(session: Session, customer: str) -> str:
    """The telephone number of *customer*."""
    query = select(ContactPoint.value).join(Counterparty, Counterparty.id == ContactPoint.counterparty_id)
    query = query.where(Counterparty.name == customer, ContactPoint.kind == ContactPointKind.PHONE)
    return session.scalars(query.order_by(ContactPoint.id)).first() or ""


def extension_of(session: Session, login: str) -> str:
    """The own telephone of *login*."""
    extension = session.scalars(select(Employee.extension).where(Employee.login == login)).one()
    if not extension:
        raise TourFailed("{login} has no telephone.", login=login)
    return extension


def note_of(session: Session, linked_id: str) -> str:
    """What was noted of a call."""
    interaction_id = session.scalars(select(Call.interaction_id).where(Call.linked_id == linked_id)).one()
    return "\n".join(each.text for each in call_notes.notes(session, interaction_id))


def outcome_of(session: Session, linked_id: str) -> CallOutcome:
    """How a call ended."""
    return session.scalars(select(Call.outcome).where(Call.linked_id == linked_id)).one()


def owed_to(session: Session, number: str) -> list[int]:
    """The open tasks to call *number* back."""
    query = select(Task.id).where(Task.number == number, Task.kind == TaskKind.CALL_BACK, Task.done_at.is_(None))
    return list(session.scalars(query))


def lead_behind(session: Session, number: str) -> tuple[CounterpartyKind, InquiryState, int]:
    """(kind of counterparty, state of the inquiry, its id) of who called from *number*."""
    row = session.execute(
        select(Counterparty.kind, Inquiry.state, Inquiry.id)
        .join(Interaction, Interaction.counterparty_id == Counterparty.id)
        .join(Call, Call.interaction_id == Interaction.id)
        .join(Inquiry, Inquiry.id == Interaction.inquiry_id)
        .where(Call.number == number)
    ).one()
    return row.kind, row.state, row.id
