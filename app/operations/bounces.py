"""Letters that could not be delivered: which one, whose it was, and what that says of the address (RFC 3464)."""

from collections.abc import Collection, Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.events import MailArrived
from app.language import marked, phrase
from app.models.counterparties import ContactPoint
from app.models.mail import BouncedAddress
from app.models.notice_terms import NoticeKind
from app.models.session import now, touch
from app.models.terms import ContactPointKind
from app.operations.actors import actor
from app.operations.intake_rules import responsible
from app.operations.letter_threads import Answered, answered
from app.operations.notices import tell
from app.operations.reception import KnownRow, known_by

BOUNCE = marked("bounce")
"""The word of the edge that reads letters, where it has not found one itself."""
LONGEST_NOTE = 200


def undelivered(session: Session, letter: MailArrived) -> Answered | None:
    """Our letter that the delivery report *letter* is about; None if the report does not name it, or it is none of ours."""
    named = [each.message_id for each in letter.bounced if each.message_id]
    found = answered(session, list(dict.fromkeys((*named, *letter.references))))
    return found if found is not None and found.ours else None


def holder(session: Session, letter: MailArrived) -> KnownRow | None:
    """Whose the first known one of the addresses is that *letter* reports."""
    owners = (known_by(session, "", each.address) for each in letter.bounced if each.address)
    return next((owner for owner in owners if owner is not None), None)


def bounced(session: Session, letter: MailArrived, interaction_id: int, of: Answered | None, known: KnownRow | None) -> None:
    """Keep what *letter*, recorded as *interaction_id*, reports: *of* is our letter, *known* whom it was for.

    An address that is refused for good is no longer used, until ``lift``; whoever wrote the letter is told, else who is
    responsible. What is only late is recorded, no more.
    """
    refused = [each for each in letter.bounced if each.permanent and each.address]
    session.add_all(
        BouncedAddress(
            address=each.address,
            permanent=each.permanent,
            status=each.status,
            reason=each.reason,
            at=letter.received_at,
            interaction_id=interaction_id,
            bounced_id=of.interaction_id if of else None,
        )
        for each in letter.bounced
        if each.address
    )
    for each in refused:
        note = _note(each.status, each.reason)
        for point in _points(session, each.address, valid=True):
            point.valid, point.note = False, point.note or note
    session.flush()
    if not refused:
        return
    told: Iterable[int] = ()
    if of is not None and of.author_id is not None:
        told = (of.author_id,)
    elif known is not None:
        told = responsible(session, known)
    news = phrase(
        "A letter to {address} could not be delivered: {reason}",
        address=", ".join(dict.fromkeys(each.address for each in refused)),
        reason=refused[0].reason or refused[0].status,
    )
    tell(session, told, news, place="counterparties", record_id=known.id if known else None, kind=NoticeKind.MAIL)


def is_bouncing(session: Session, addresses: Collection[str]) -> frozenset[str]:
    """Those of *addresses* (lower case) that refused a letter for good, and of which nobody said that they work again."""
    if not addresses:
        return frozenset()
    return frozenset(
        session.scalars(
            select(BouncedAddress.address)
            .where(
                BouncedAddress.address.in_(list(addresses)),
                BouncedAddress.permanent,
                BouncedAddress.lifted_at.is_(None),
            )
            .distinct()
        )
    )


def came_back(session: Session, addresses: Collection[str]) -> dict[str, str]:
    """Each of *addresses* that is bouncing, with what the server said last."""
    rows = session.execute(
        select(BouncedAddress.address, BouncedAddress.status, BouncedAddress.reason)
        .where(BouncedAddress.address.in_(list(addresses)), BouncedAddress.permanent, BouncedAddress.lifted_at.is_(None))
        .order_by(BouncedAddress.id)
    )
    return {row.address: _note(row.status, row.reason) or row.address for row in rows}


def lift(session: Session, address: str) -> None:
    """Somebody says that *address* works again: it is used as before. Raises NotAllowed, and NotFound if none bounced."""
    actor(session)
    address = address.strip().lower()
    if not is_bouncing(session, [address]):
        raise NotFound("No letter to {address} came back, or somebody has cleared it already.", address=address)
    told = select(BouncedAddress.status, BouncedAddress.reason).where(BouncedAddress.address == address)
    notes = {_note(row.status, row.reason) for row in session.execute(told)}
    for point in _points(session, address, valid=False):
        point.valid = True
        if point.note in notes:
            point.note = ""
    session.execute(
        update(BouncedAddress)
        .where(BouncedAddress.address == address, BouncedAddress.lifted_at.is_(None))
        .values(lifted_at=now(session))
    )
    touch(session, "bounced_address")


def _note(status: str, reason: str) -> str:
    """What the server said, with the status once."""
    said = reason if reason.startswith(status) else f"{status} {reason}"
    return " ".join(said.split())[:LONGEST_NOTE]


def _points(session: Session, address: str, *, valid: bool) -> Iterable[ContactPoint]:
    return session.scalars(
        select(ContactPoint).where(
            ContactPoint.value == address, ContactPoint.kind == ContactPointKind.EMAIL, ContactPoint.valid.is_(valid)
        )
    ).all()
