"""Lists of what came in: inquiries, interactions, calls, quarantine. Their columns are promised to scripts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.language import marked
from app.models.company import Department, Employee
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Call, Interaction, QuarantineEntry
from app.models.terms import CallOutcome
from app.operations.listing_spec import Answer, Field, ListSpec, Part, Record

INQUIRIES = ListSpec(
    "inquiries",
    marked("Inquiries"),
    (
        Field("number", marked("Number")),
        Field("received_at", marked("Received"), "time"),
        Field("channel", marked("Channel")),
        Field("source", marked("Source")),
        Field("name", marked("Name")),
        Field("company", marked("Company")),
        Field("phone", marked("Phone"), "phone"),
        Field("email", marked("E-mail")),
        Field("text", marked("Text")),
        Field("department", marked("Department")),
        Field("seller", marked("Seller")),
        Field("state", marked("State")),
        Field("counterparty", marked("Counterparty")),
    ),
    (
        Part(
            select(
                Inquiry.id.label("key"),
                Inquiry.number,
                Inquiry.received_at,
                Inquiry.channel,
                Inquiry.source,
                Inquiry.name,
                Inquiry.company,
                Inquiry.phone,
                Inquiry.email,
                Inquiry.text,
                Department.code.label("department"),
                Employee.name.label("seller"),
                Inquiry.state,
                Counterparty.name.label("counterparty"),
            )
            .outerjoin(Department, Department.id == Inquiry.department_id)
            .outerjoin(Employee, Employee.id == Inquiry.seller_id)
            .outerjoin(Counterparty, Counterparty.id == Inquiry.counterparty_id),
            Inquiry.id,
        ),
    ),
)

INTERACTIONS = ListSpec(
    "interactions",
    marked("Interactions"),
    (
        Field("at", marked("At"), "time"),
        Field("kind", marked("Kind")),
        Field("direction", marked("Direction")),
        Field("automatic", marked("Automatic"), "yes_no"),
        Field("counterparty", marked("Counterparty")),
        Field("employee", marked("Employee")),
        Field("text", marked("Text")),
        Field("attachments", marked("Files"), "integer"),
    ),
    (
        Part(
            select(
                Interaction.id.label("key"),
                Interaction.at,
                Interaction.kind,
                Interaction.direction,
                Interaction.automatic,
                Counterparty.name.label("counterparty"),
                Employee.name.label("employee"),
                Interaction.text,
                select(func.count(Attachment.id))
                .where(Attachment.interaction_id == Interaction.id)
                .scalar_subquery()
                .label("attachments"),
            )
            .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
            .outerjoin(Employee, Employee.id == Interaction.employee_id),
            Interaction.id,
        ),
    ),
)


def _ended(_session: Session, rows: Sequence[Answer]) -> Iterable[Record]:
    """Calls; one that goes on has no outcome yet."""
    for row in rows:
        yield {**row._mapping, "outcome": None if row.outcome is CallOutcome.GOING else row.outcome}


CALLS = ListSpec(
    "calls",
    marked("Calls"),
    (
        Field("linked_id", marked("Exchange's id")),
        Field("started_at", marked("Started"), "time"),
        Field("answered_at", marked("Answered"), "time"),
        Field("ended_at", marked("Ended"), "time"),
        Field("direction", marked("Direction")),
        Field("number", marked("Number"), "phone"),
        Field("raw_number", marked("Number as sent"), "phone"),
        Field("extension", marked("Extension")),
        Field("employee", marked("Employee")),
        Field("outcome", marked("Outcome")),
        Field("counterparty", marked("Counterparty")),
    ),
    (
        Part(
            select(
                Call.interaction_id.label("key"),
                Call.linked_id,
                Call.started_at,
                Call.answered_at,
                Call.ended_at,
                Call.direction,
                Call.number,
                Call.raw_number,
                Call.extension,
                Employee.name.label("employee"),
                Call.outcome,
                Counterparty.name.label("counterparty"),
            )
            .join(Interaction, Interaction.id == Call.interaction_id)
            .outerjoin(Counterparty, Counterparty.id == Interaction.counterparty_id)
            .outerjoin(Employee, Employee.id == Interaction.employee_id),
            Call.interaction_id,
            _ended,
        ),
    ),
)

QUARANTINE = ListSpec(
    "quarantine",
    marked("Quarantine"),
    (
        Field("at", marked("At"), "time"),
        Field("origin", marked("Origin")),
        Field("reason", marked("Reason")),
    ),
    (
        Part(
            select(QuarantineEntry.id.label("key"), QuarantineEntry.at, QuarantineEntry.origin, QuarantineEntry.reason),
            QuarantineEntry.id,
        ),
    ),
)
