"""What stands beside the list when an inquiry is selected: its card, and the story of its calls, in one question."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.models.terms import Channel
from app.operations.call_rows import CallDetails
from app.operations.call_story import of_inquiry
from app.operations.triage_card import InquiryCard, card


@dataclass(frozen=True, slots=True)
class Previewed:
    """A card, and the calls that the inquiry consists of, the first one first."""

    card: InquiryCard
    calls: tuple[CallDetails, ...] = ()


def preview(session: Session, inquiry_id: int) -> Previewed:
    """The card of the inquiry with its calls. Raises NotFound."""
    found = card(session, inquiry_id)
    return Previewed(found, of_inquiry(session, inquiry_id) if found.channel == Channel.PHONE.value else ())
