"""The register of letters that go out: what waits, what is in doubt, what was not delivered, what went."""

from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from app.language import marked
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.deals import Deal
from app.models.mail import OutgoingLetter
from app.models.mail_terms import LETTER_WORDS, LetterKind, LetterState
from app.models.session import acting
from app.operations.outbox_rows import visible
from app.operations.register_filters import choice_filter, date_filter, people, yes_no_filter
from app.operations.register_spec import Column, Condition, Operator, Preset, Register

YES = ("yes",)
WAITING = (LetterState.WAITING, LetterState.HANDING)
TROUBLE = (LetterState.UNSURE, LetterState.GIVEN_UP)
KIND_WORDS = {
    LetterKind.PERSONAL: marked("written by a person"),
    LetterKind.ACKNOWLEDGEMENT: marked("acknowledgement of receipt"),
}


def _letters(session: Session) -> Select[Any]:
    """Letters that left the desk, of those whom one may see."""
    return (
        select()
        .select_from(OutgoingLetter)
        .outerjoin(Employee, Employee.id == OutgoingLetter.employee_id)
        .outerjoin(Counterparty, Counterparty.id == OutgoingLetter.counterparty_id)
        .outerjoin(Deal, Deal.id == OutgoingLetter.deal_id)
        .where(OutgoingLetter.state != LetterState.DRAFT, visible(session))
    )


_ADDRESSES = func.replace(func.replace(func.replace(cast(OutgoingLetter.to, Text), '["', ""), '"]', ""), '"', "")
"""A list of addresses as text: what JSON puts around them is taken away."""

OUTBOX = Register(
    "outbox",
    marked("Letters going out"),
    (
        Column("written_at", marked("Written"), "time", OutgoingLetter.written_at, 110, OutgoingLetter.written_at),
        Column("state", marked("State"), "choice", OutgoingLetter.state, 190, OutgoingLetter.state, words=LETTER_WORDS),
        Column("subject", marked("Subject"), "text", OutgoingLetter.subject, 300),
        Column("to", marked("To whom"), "text", _ADDRESSES, 220),
        Column("company", marked("Company"), "text", Counterparty.name, 200),
        Column("deal", marked("Deal"), "text", Deal.number, 110),
        Column("who", marked("Who"), "text", Employee.name, 150),
        Column("problem", marked("What is wrong"), "text", OutgoingLetter.problem, 300, params="params"),
        Column("tries", marked("Tries"), "integer", OutgoingLetter.tries, 70),
        Column("next_try_at", marked("Next try"), "time", OutgoingLetter.next_try_at, 110),
        Column("sent_at", marked("Sent on"), "time", OutgoingLetter.sent_at, 110),
        Column("kind", marked("Kind"), "choice", OutgoingLetter.kind, 160, words=KIND_WORDS),
        Column("params", marked("What is wrong"), "text", OutgoingLetter.params, hidden=True),
        Column("version", marked("Version"), "integer", OutgoingLetter.version, hidden=True),
        Column("counterparty_id", marked("Counterparty"), "integer", OutgoingLetter.counterparty_id, hidden=True),
        Column("deal_id", marked("Deal"), "integer", OutgoingLetter.deal_id, hidden=True),
        Column("inquiry_id", marked("Inquiry"), "integer", OutgoingLetter.inquiry_id, hidden=True),
        Column("interaction_id", marked("History"), "integer", OutgoingLetter.interaction_id, hidden=True),
        Column("employee_id", marked("Who"), "integer", OutgoingLetter.employee_id, hidden=True),
    ),
    _letters,
    OutgoingLetter.id,
    order="written_at",
    descending=True,
    filters=(
        choice_filter("state", marked("State"), OutgoingLetter.state, LETTER_WORDS),
        choice_filter("kind", marked("Kind"), OutgoingLetter.kind, KIND_WORDS),
        choice_filter("employee", marked("Who"), OutgoingLetter.employee_id, people()),
        yes_no_filter("waiting", marked("Waits to be sent"), lambda _session: OutgoingLetter.state.in_(WAITING)),
        yes_no_filter("trouble", marked("Needs somebody"), lambda _session: OutgoingLetter.state.in_(TROUBLE)),
        yes_no_filter("mine", marked("Mine"), lambda session: OutgoingLetter.employee_id == (acting(session) or 0)),
        date_filter("written", marked("Written"), OutgoingLetter.written_at),
        date_filter("sent", marked("Sent on"), OutgoingLetter.sent_at),
    ),
    presets=(
        Preset("waiting", marked("Waiting"), (Condition("waiting", Operator.IS, YES),)),
        Preset("trouble", marked("In trouble"), (Condition("trouble", Operator.IS, YES),)),
        Preset("sent", marked("Sent letters"), (Condition("state", Operator.IS, ("sent",)),), counted=False),
        Preset("all", marked("All"), counted=False),
    ),
    search=lambda _session, text: or_(
        func.lower(OutgoingLetter.subject).contains(text.strip().lower(), autoescape=True),
        func.lower(_ADDRESSES).contains(text.strip().lower(), autoescape=True),
        func.lower(Counterparty.name).contains(text.strip().lower(), autoescape=True),
    ),
    topics=frozenset({"outgoing_letter"}),
)

REGISTERS = (OUTBOX,)
"""What belongs to letters."""
