"""Whose call it is, said by whoever has them on the line: somebody known, or somebody new with a name [M23, M73]."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import phrase
from app.models.calls import Call, CallLeg
from app.models.counterparties import Contact, ContactPoint, Counterparty, Identity
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.naming import LONGEST_NAME, folded, tail
from app.models.notice_terms import NoticeKind
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import (
    Channel,
    ContactPointKind,
    CounterpartyKind,
    Direction,
    InquiryState,
    Role,
    Source,
    TaskKind,
)
from app.operations.actors import Actor, actor, with_role
from app.operations.call_ringing import UNSAID
from app.operations.call_rows import Attached, Described
from app.operations.counterparty_card import EDITING
from app.operations.counterparty_people import standing
from app.operations.decisions import lead_of
from app.operations.editing import expect, locked
from app.operations.history import contacted
from app.operations.intake_rules import company_timetable
from app.operations.lead_making import reachable
from app.operations.notices import tell
from app.operations.numbering import Series, next_number
from app.operations.responses import promised, responded
from app.operations.triage import link_opened, undo
from app.phone_number import shown_phone

LONGEST_NEED = 20_000


def attach(session: Session, interaction_id: int, counterparty_id: int) -> Attached:
    """The call belongs to *counterparty_id*. An inquiry that it made and nobody has worked on goes along, with its lead.

    For whoever may edit counterparties, and for those at whose telephone it rang. Raises NotAllowed, NotFound, UserError.
    """
    who, event, call = _held(session, interaction_id)
    target = standing(session, counterparty_id)
    if event.counterparty_id == target.id:
        raise UserError("This call belongs to {name} already.", name=target.name)
    before = event.counterparty_id
    inquiry = _made_by(session, event)
    if inquiry is not None:
        decided = link_opened(session, who, inquiry, target.id)
        _move_call_back(session, call.number, before, target.id)
        session.flush()
        return Attached(interaction_id, target.id, before, inquiry.id, decided.undo_version, decided.sentence)
    event.counterparty_id, event.contact_id, event.deal_id = target.id, None, None
    contacted(session, target.id, event.at)
    _move_call_back(session, call.number, before, target.id)
    session.flush()
    sentence = phrase("The call belongs to {name} now.", name=target.name)
    return Attached(interaction_id, target.id, before, None, None, sentence)


def undo_attach(session: Session, attached: Attached) -> None:
    """Take ``attach`` back. Raises NotAllowed, NotFound, Conflict, and UserError where others have gone on meanwhile."""
    if attached.inquiry_id is not None and attached.undo_version is not None:
        undo(session, attached.inquiry_id, attached.undo_version)
    _, event, call = _held(session, attached.interaction_id)
    if event.counterparty_id not in (attached.counterparty_id, attached.before_id):
        raise UserError("Somebody has given this call to somebody else meanwhile.")
    event.counterparty_id = attached.before_id
    if attached.before_id is not None:
        _move_call_back(session, call.number, attached.counterparty_id, attached.before_id)
    session.flush()


def describe(
    session: Session, interaction_id: int, name: str, company: str, need: str, version: int | None = None
) -> Described:
    """Say who it is, and what they want: the lead, its person and the inquiry are called so from now on.

    What is empty stays as it is. version: of the inquiry that the person saw. Raises NotAllowed, NotFound, Conflict, and
    UserError where nothing was said, or the call belongs to somebody known.
    """
    _, event, call = _held(session, interaction_id)
    said = {"name": _line(name), "company": _line(company), "text": need.replace("\0", "").strip()[:LONGEST_NEED]}
    said = {field: value for field, value in said.items() if value}
    if not said:
        raise UserError("Say who it is, or what they want.")
    if event.inquiry_id is None:
        raise UserError("Nothing was recorded of this call but the call itself: make a lead of it first.")
    inquiry = locked(session, Inquiry, event.inquiry_id)
    if version is not None:
        expect(inquiry, version, mine=said)
    if inquiry.state not in UNSAID:
        raise UserError("Inquiry {number} is worked on already: change it there.", number=inquiry.number)
    for field, value in said.items():
        setattr(inquiry, field, value)
    lead = lead_of(session, inquiry)
    if lead is not None:
        _name_lead(session, lead, inquiry, call.number)
    if "text" in said:
        # What they want stands in the inquiry: that is the result of the call.
        call.settled_at = call.settled_at or now(session)
    session.flush()
    known = inquiry.company or inquiry.name or (shown_phone(inquiry.phone) if inquiry.phone else inquiry.number)
    sentence = phrase("Inquiry {number}: {name}", number=inquiry.number, name=known)
    return Described(interaction_id, event.counterparty_id, inquiry.id, inquiry.number, inquiry.version, sentence)


def make_lead(
    session: Session, interaction_id: int, name: str = "", company: str = "", need: str = "", *, same_number: bool = False
) -> Described:
    """Make a lead with its inquiry of a call where the rules made none; the dispatchers hear of it [M23].

    same_number: it is somebody new at the telephone of somebody known; the number goes on to identify the known one, and
    from now on both are shown when it calls [C33]. Raises NotAllowed, NotFound, and UserError where the call or its number
    belongs to somebody already, or the call has made a lead.
    """
    _, event, call = _held(session, interaction_id)
    before = event.counterparty_id
    if same_number and _made_by(session, event) is not None:
        raise UserError("This call has made a lead already: say there who it is.")
    if not same_number and (before is not None or event.inquiry_id is not None):
        raise UserError("This call belongs to somebody already.")
    owner = _owner(session, call.number) if call.number else None
    if owner is not None and not same_number:
        raise UserError("{value} belongs to {name} already. Is it the same customer?", value=call.number, name=owner)
    called = _line(company) or _line(name) or call.caller_name or (shown_phone(call.number) if call.number else "")
    lead_id = _new_lead(session, call, event, called, _line(name), known=owner is not None) if call.number else None
    inquiry = Inquiry(
        number=next_number(session, Series.INQUIRY),
        received_at=call.started_at,
        channel=Channel.PHONE,
        source=Source.CALL,
        name=_line(name) or call.caller_name,
        company=_line(company),
        phone=call.number or "",
        phone_raw=call.raw_number,
        text=need.replace("\0", "").strip()[:LONGEST_NEED],
        state=InquiryState.NEW,
        counterparty_id=lead_id,
        due_at=company_timetable(session).following(now(session)),
        respond_by=promised(session, call.started_at) if reachable(call.number or call.raw_number, "") else None,
    )
    session.add(inquiry)
    session.flush()
    if call.answered_at is not None and call.ended_at is not None:
        responded(session, call.answered_at, event.employee_id, inquiry_id=inquiry.id)
    if lead_id is not None:
        session.get_one(Counterparty, lead_id).inquiry_id = inquiry.id
    event.counterparty_id, event.contact_id, event.deal_id = lead_id, None, None
    event.inquiry_id = inquiry.id
    if lead_id is not None:
        _move_call_back(session, call.number, before, lead_id)
    if inquiry.text:
        call.settled_at = call.settled_at or now(session)
    news = phrase("New inquiry {number}: {subject}", number=inquiry.number, subject=inquiry.text or called)
    tell(
        session,
        with_role(session, Role.DISPATCHER),
        news,
        place="triage",
        record_id=inquiry.id,
        kind=NoticeKind.INQUIRY_CAME,
    )
    session.flush()
    sentence = phrase("Recorded as inquiry {number}", number=inquiry.number)
    return Described(interaction_id, lead_id, inquiry.id, inquiry.number, inquiry.version, sentence)


def _held(session: Session, interaction_id: int) -> tuple[Actor, Interaction, Call]:
    """Who acts, and the call, held until the end of the transaction. Raises NotAllowed, NotFound."""
    who = actor(session)
    call = session.get(Call, interaction_id, with_for_update=True, populate_existing=True)
    if call is None:
        raise NotFound("This call does not exist (any more).")
    event = session.get_one(Interaction, interaction_id, with_for_update=True, populate_existing=True)
    if call.direction is Direction.INTERNAL:
        raise UserError("This is a call between colleagues.")
    here = select(CallLeg.position).where(CallLeg.interaction_id == interaction_id, CallLeg.employee_id == who.id)
    mine = event.employee_id == who.id or session.scalar(here.limit(1)) is not None
    if not mine and Role.ADMIN not in who.roles and who.roles.isdisjoint(EDITING):
        raise NotAllowed("This is for whoever had the call, or sells.")
    return who, event, call


def _made_by(session: Session, event: Interaction) -> Inquiry | None:
    """The inquiry of this call, held, if a call of somebody unknown made it and it is still open."""
    if event.inquiry_id is None:
        return None
    inquiry = locked(session, Inquiry, event.inquiry_id)
    lead = lead_of(session, inquiry)
    ours = inquiry.counterparty_id == event.counterparty_id and (inquiry.counterparty_id is None or lead is not None)
    return inquiry if ours and inquiry.channel is Channel.PHONE and inquiry.state in UNSAID else None


def _move_call_back(session: Session, number: str | None, before_id: int | None, target_id: int) -> None:
    """What is owed to the number is owed to whom it belongs to."""
    if not number:
        return
    owed = select(Task).where(Task.kind == TaskKind.CALL_BACK, Task.number == number, Task.done_at.is_(None))
    for task in session.scalars(owed):
        if task.counterparty_id == before_id:
            task.counterparty_id = target_id


def _name_lead(session: Session, lead: Counterparty, inquiry: Inquiry, number: str | None) -> None:
    """Call the lead and its person as the inquiry says."""
    called = inquiry.company or inquiry.name
    if called:
        lead.name, lead.folded = called, folded(called)
    person = session.scalars(
        select(Contact).where(Contact.counterparty_id == lead.id, Contact.active).order_by(Contact.id).limit(1)
    ).first()
    if inquiry.name and person is not None:
        person.name, person.folded = inquiry.name, folded(inquiry.name)
    elif inquiry.name:
        _add_person(session, lead.id, inquiry.name, number, "")


def _new_lead(session: Session, call: Call, event: Interaction, called: str, name: str, *, known: bool) -> int:
    lead = Counterparty(
        kind=CounterpartyKind.LEAD,
        name=called,
        folded=folded(called),
        created_at=now(session),
        last_contact_at=event.at,
    )
    session.add(lead)
    session.flush()
    if not known:
        session.add(Identity(kind=ContactPointKind.PHONE, value=call.number or "", counterparty_id=lead.id))
    _add_person(session, lead.id, name or called, call.number, call.number_extension)
    return lead.id


def _add_person(session: Session, lead_id: int, name: str, number: str | None, extension: str) -> None:
    person = Contact(counterparty_id=lead_id, name=name, folded=folded(name))
    session.add(person)
    session.flush()
    if number:
        session.add(
            ContactPoint(
                counterparty_id=lead_id,
                contact_id=person.id,
                kind=ContactPointKind.PHONE,
                value=number,
                raw=number,
                tail=tail(number),
                extension=extension,
            )
        )


def _owner(session: Session, number: str) -> str | None:
    """Name of whom the number identifies."""
    return session.scalar(
        select(Counterparty.name)
        .join(Identity, Identity.counterparty_id == Counterparty.id)
        .where(Identity.kind == ContactPointKind.PHONE, Identity.value == number)
    )


def _line(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:LONGEST_NAME]
