"""A person decides whether a letter from an unknown address is from somebody known: accept, decline, undo [C9, M36]."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.errors import NotAllowed, NotFound, UserError
from app.language import Phrase, phrase
from app.models.audit import AuditEntry
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.mail import LinkProposal
from app.models.mail_terms import ProposalState
from app.models.session import now
from app.models.terms import InquiryState, Role
from app.operations import triage
from app.operations.actors import Actor, require
from app.operations.editing import expect, last_change, locked
from app.operations.proposed import (
    ProposalRow,
    decide,
    judge_again,
    judge_different,
    open_for,
    open_of,
    wait_again,
)

__all__ = ["Judged", "ProposalRow", "accept", "decline", "open_for", "open_of", "undo"]

UNDO_WITHIN = timedelta(minutes=10)
OF_INQUIRIES = (Role.DISPATCHER, Role.HEAD)
OF_ADDRESSES = (*OF_INQUIRIES, Role.SELLER)
"""Whose decision it is; the administrator's, too. Where the letter stands in the history already, only an address is at
stake, and whoever may write one down by hand may decide."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What was decided, in one sentence; version: with it ``undo`` takes it back. inquiry_version: 0 without an inquiry."""

    proposal_id: int
    version: int
    sentence: Phrase
    inquiry_id: int | None
    inquiry_version: int


def accept(session: Session, proposal_id: int, version: int, inquiry_version: int | None = None) -> Judged:
    """The address belongs to the counterparty: the letter joins its history as with ``triage.link``, the address its list.

    inquiry_version: the inquiry as the person saw it, None where only the address was shown. Raises NotAllowed, NotFound,
    Conflict, and UserError where somebody decided before.
    """
    proposal, inquiry, _ = _opened(session, proposal_id, version)
    target = session.get(Counterparty, proposal.counterparty_id)
    if target is None or target.merged_into_id is not None:
        raise NotFound("This counterparty does not exist (any more).")
    if inquiry is None or inquiry.counterparty_id == target.id:
        decide(session, proposal, ProposalState.ACCEPTED)
    else:
        seen = inquiry.version if inquiry_version is None else inquiry_version
        triage.link(session, inquiry.id, seen, target.id)
    return _judged(
        session, proposal, inquiry, phrase("{email} is now an address of {name}.", email=proposal.email, name=target.name)
    )


def decline(session: Session, proposal_id: int, version: int) -> Judged:
    """The number or the letter proves nothing: the lead stays what it is, and nobody is asked again about these two.

    Raises NotAllowed, NotFound, Conflict, and UserError where somebody decided before.
    """
    proposal, inquiry, _ = _opened(session, proposal_id, version)
    decide(session, proposal, ProposalState.DECLINED)
    lead_id = inquiry.counterparty_id if inquiry is not None else None
    if lead_id is not None and lead_id != proposal.counterparty_id:
        judge_different(session, lead_id, proposal.counterparty_id)
    name = session.get_one(Counterparty, proposal.counterparty_id).name
    return _judged(
        session, proposal, inquiry, phrase("{email} is not an address of {name}.", email=proposal.email, name=name)
    )


def undo(session: Session, proposal_id: int, version: int) -> Judged:
    """Take the decision back, by whoever made it, within ten minutes: the question is asked again.

    Raises NotAllowed, NotFound, Conflict, and UserError where it is too late or the inquiry went on.
    """
    proposal, inquiry, who = _held(session, proposal_id, version)
    entry = last_change(session, LinkProposal, proposal.id)
    if entry is None or proposal.state is ProposalState.OPEN:
        raise UserError("Nothing was decided about {email} yet.", email=proposal.email)
    _may_undo(session, who, entry)
    accepted = proposal.state is ProposalState.ACCEPTED
    lead_id = inquiry.counterparty_id if inquiry is not None else None
    if accepted and inquiry is not None and inquiry.state is InquiryState.LINKED:
        change = last_change(session, Inquiry, inquiry.id)
        if change is None or change.at != entry.at:
            raise UserError("Somebody went on with inquiry {number} meanwhile.", number=inquiry.number)
        triage.undo(session, inquiry.id, inquiry.version)
    else:
        wait_again(session, proposal, entry.at, None)
        if not accepted and lead_id is not None:
            judge_again(session, lead_id, proposal.counterparty_id, entry.at)
    return _judged(session, proposal, inquiry, phrase("{email} waits for a decision again.", email=proposal.email))


def _opened(session: Session, proposal_id: int, version: int) -> tuple[LinkProposal, Inquiry | None, Actor]:
    proposal, inquiry, who = _held(session, proposal_id, version)
    if proposal.state is not ProposalState.OPEN:
        raise UserError("Somebody has decided about {email} already.", email=proposal.email)
    return proposal, inquiry, who


def _held(session: Session, proposal_id: int, version: int) -> tuple[LinkProposal, Inquiry | None, Actor]:
    """Both records, held, the inquiry first, as triage does it; and who is signed in and may decide. Raises NotAllowed."""
    seen = session.get(LinkProposal, proposal_id)
    who = require(session, *(OF_ADDRESSES if seen is not None and seen.inquiry_id is None else OF_INQUIRIES))
    inquiry = locked(session, Inquiry, seen.inquiry_id) if seen is not None and seen.inquiry_id is not None else None
    proposal = locked(session, LinkProposal, proposal_id)
    expect(proposal, version)
    return proposal, inquiry, who


def _may_undo(session: Session, who: Actor, entry: AuditEntry) -> None:
    if entry.employee_id != who.id and Role.ADMIN not in who.roles:
        raise NotAllowed("Only whoever decided can take it back.")
    if entry.at < now(session) - UNDO_WITHIN:
        raise UserError("It is too late to take this back: others may have begun to work on it.")


def _judged(session: Session, proposal: LinkProposal, inquiry: Inquiry | None, sentence: Phrase) -> Judged:
    session.flush()
    return Judged(
        proposal.id,
        proposal.version,
        sentence,
        inquiry.id if inquiry is not None else None,
        inquiry.version if inquiry is not None else 0,
    )
