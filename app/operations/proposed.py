"""Who a letter from an unknown address may be from: proposals that wait for a person, and what a decision did [C9].

Deciding is next door (``link_proposals``); triage settles and takes back what hangs on its own decisions (decision 022).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, exists, select, update
from sqlalchemy.orm import Session

from app.events import MailArrived
from app.models.audit import AuditEntry
from app.models.base import Record
from app.models.counterparties import ContactPoint, Counterparty, Identity, NotADouble
from app.models.mail import LinkProposal
from app.models.mail_terms import ProposalState
from app.models.rows import add_row
from app.models.session import acting, now, touch
from app.models.terms import ContactPointKind


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """One proposal. phone: the known number, "" if the letter answers one of that counterparty's. email: the new address."""

    id: int
    version: int
    interaction_id: int
    inquiry_id: int | None
    counterparty_id: int
    counterparty: str
    email: str
    phone: str


def propose(
    session: Session,
    letter: MailArrived,
    interaction_id: int,
    inquiry_id: int | None,
    counterparty_id: int,
    *,
    phone: str = "",
) -> int | None:
    """The id of a new proposal; None where the same was proposed before, whatever a person said to it."""
    before = select(LinkProposal.id).where(
        LinkProposal.counterparty_id == counterparty_id, LinkProposal.email == letter.email
    )
    if session.scalar(before.limit(1)) is not None:
        return None
    return add_row(
        session,
        LinkProposal,
        interaction_id=interaction_id,
        inquiry_id=inquiry_id,
        counterparty_id=counterparty_id,
        email=letter.email,
        phone=phone,
        state=ProposalState.OPEN,
    )


def open_for(session: Session, inquiry_id: int) -> ProposalRow | None:
    """The oldest proposal about *inquiry_id* that waits for a decision; with a decision the next one comes up."""
    return next(iter(_open(session, LinkProposal.inquiry_id == inquiry_id)), None)


def open_of(session: Session, counterparty_id: int) -> tuple[ProposalRow, ...]:
    """Addresses that may belong to *counterparty_id* and wait for a decision, oldest first."""
    return tuple(_open(session, LinkProposal.counterparty_id == counterparty_id))


def settle(session: Session, inquiry_id: int, counterparty_id: int) -> None:
    """The inquiry was linked to *counterparty_id*: its open proposals are thereby accepted or declined."""
    proposals = session.scalars(
        select(LinkProposal).where(LinkProposal.inquiry_id == inquiry_id, LinkProposal.state == ProposalState.OPEN)
    )
    for proposal in proposals:
        same = proposal.counterparty_id == counterparty_id
        decide(session, proposal, ProposalState.ACCEPTED if same else ProposalState.DECLINED)


def decide(session: Session, proposal: LinkProposal, state: ProposalState) -> None:
    """Note the decision; an accepted address is from now on one of the counterparty's."""
    proposal.state = state
    proposal.decided_at, proposal.decided_by_id = now(session), acting(session)
    if state is ProposalState.ACCEPTED:
        _take_over(session, proposal)


def reopen(session: Session, inquiry_id: int, at: datetime, lead_id: int | None) -> None:
    """The decision about the inquiry that the trail saw at *at* was taken back: what it settled waits again."""
    settled = select(LinkProposal).where(
        LinkProposal.inquiry_id == inquiry_id,
        LinkProposal.state != ProposalState.OPEN,
        LinkProposal.id.in_(_noted(LinkProposal, "update", at)),
    )
    for proposal in session.scalars(settled):
        wait_again(session, proposal, at, lead_id)


def wait_again(session: Session, proposal: LinkProposal, at: datetime, lead_id: int | None) -> None:
    """Undo ``decide``, which the trail saw at *at*; the address goes back to *lead_id*, if it came from there."""
    if proposal.state is ProposalState.ACCEPTED:
        _give_back(session, proposal, at, lead_id)
    proposal.state, proposal.decided_at, proposal.decided_by_id = ProposalState.OPEN, None, None


def judge_different(session: Session, lead_id: int, counterparty_id: int) -> None:
    """Nobody is asked again whether these two are the same [P2]."""
    if session.scalar(select(NotADouble.id).where(_pair(lead_id, counterparty_id))) is None:
        first, second = sorted((lead_id, counterparty_id))
        session.add(NotADouble(first_id=first, second_id=second, employee_id=acting(session), at=now(session)))


def judge_again(session: Session, lead_id: int, counterparty_id: int, at: datetime) -> None:
    """Take back ``judge_different``, which the trail saw at *at*."""
    made = NotADouble.id.in_(_noted(NotADouble, "insert", at))
    for judged in session.scalars(select(NotADouble).where(_pair(lead_id, counterparty_id), made)):
        session.delete(judged)


def _noted(kind: type[Record], action: str, at: datetime) -> Select[int | None]:
    """Ids of the records of *kind* that went through *action* in the transaction that the trail saw at *at*."""
    return select(AuditEntry.record_id).where(
        AuditEntry.at == at, AuditEntry.action == action, AuditEntry.table_name == kind.__tablename__
    )


def _pair(one: int, other: int) -> ColumnElement[bool]:
    first, second = sorted((one, other))
    return (NotADouble.first_id == first) & (NotADouble.second_id == second)


def _open(session: Session, condition: ColumnElement[bool]) -> list[ProposalRow]:
    rows = session.execute(
        select(
            LinkProposal.id,
            LinkProposal.version,
            LinkProposal.interaction_id,
            LinkProposal.inquiry_id,
            LinkProposal.counterparty_id,
            Counterparty.name,
            LinkProposal.email,
            LinkProposal.phone,
        )
        .join(Counterparty, Counterparty.id == LinkProposal.counterparty_id)
        .where(condition, LinkProposal.state == ProposalState.OPEN, Counterparty.merged_into_id.is_(None))
        .order_by(LinkProposal.id)
    )
    return [ProposalRow(*row) for row in rows]


def _take_over(session: Session, proposal: LinkProposal) -> None:
    """The address is the counterparty's: known by it, and in its list. With the whole lead it has come already."""
    theirs = proposal.counterparty_id
    identity = select(Identity).where(_is_address(proposal))
    kept = session.scalars(identity.with_for_update()).one_or_none()
    if kept is None:
        session.add(Identity(kind=ContactPointKind.EMAIL, value=proposal.email, counterparty_id=theirs))
    else:
        kept.counterparty_id = theirs
    listed = exists().where(ContactPoint.counterparty_id == theirs, _is_listed(proposal))
    if not session.scalar(select(listed)):
        session.add(
            ContactPoint(counterparty_id=theirs, kind=ContactPointKind.EMAIL, value=proposal.email, raw=proposal.email)
        )
    session.flush()
    touch(session, "identity")


def _give_back(session: Session, proposal: LinkProposal, at: datetime, lead_id: int | None) -> None:
    """Undo ``_take_over``: an entry that it made goes, and the address is the lead's again, or nobody's."""
    points = session.scalars(
        select(ContactPoint).where(
            ContactPoint.id.in_(_noted(ContactPoint, "insert", at)),
            ContactPoint.counterparty_id == proposal.counterparty_id,
            _is_listed(proposal),
        )
    ).all()
    for point in points:
        session.delete(point)
    owned = (Identity.counterparty_id == proposal.counterparty_id) & _is_address(proposal)
    if lead_id is not None:
        session.execute(update(Identity).where(owned).values(counterparty_id=lead_id))
    elif points:
        session.execute(delete(Identity).where(owned))
    session.flush()
    touch(session, "identity")


def _is_address(proposal: LinkProposal) -> ColumnElement[bool]:
    return (Identity.kind == ContactPointKind.EMAIL) & (Identity.value == proposal.email)


def _is_listed(proposal: LinkProposal) -> ColumnElement[bool]:
    return (ContactPoint.kind == ContactPointKind.EMAIL) & (ContactPoint.value == proposal.email)
