"""A letter as the database keeps it: made harmless, then written as an event of the history with its files."""

import hashlib
from dataclasses import replace

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.events import AttachedFile, Bounced, MailArrived
from app.models.interactions import Attachment, Interaction, Message
from app.models.naming import LONGEST_NAME
from app.models.rows import add_row
from app.models.session import now, touch
from app.models.terms import Direction, InteractionKind

LONGEST_KEY = 500
"""Characters of a Message-ID that fit into the unique index; a longer one is kept as its SHA-256."""
LONGEST_ADDRESS = 320
"""Characters of a mail address (RFC 3696, erratum 1690); what is longer is none."""

ADD_MESSAGE = insert(Message.metadata.tables[Message.__tablename__])
"""Built once, and past the mapped class: these rows are never changed, and the audit trail does not ask for them."""


def harmless(letter: MailArrived) -> MailArrived:
    """*letter* as a database can keep it: no NUL and no half characters, names and keys short enough for an index."""
    return replace(
        letter,
        origin=plain(letter.origin),
        source=plain(letter.source),
        subject=plain(letter.subject),
        phone=plain(letter.phone),
        phone_raw=plain(letter.phone_raw),
        text=plain(letter.text),
        original=plain(letter.original),
        automatic=plain(letter.automatic),
        sender=plain(letter.sender),
        unique_key=short_key(letter.unique_key),
        name=plain(letter.name).strip()[:LONGEST_NAME],
        company=plain(letter.company).strip()[:LONGEST_NAME],
        email=_address(letter.email),
        language=plain(letter.language)[:2],
        recipients=tuple(plain(each) for each in letter.recipients),
        references=tuple(plain(each) for each in letter.references),
        attachments=tuple(AttachedFile(plain(f.name), plain(f.mime), f.data) for f in letter.attachments),
        bounced=tuple(_harmless_bounce(each) for each in letter.bounced),
    )


def plain(text: str) -> str:
    """*text* without what no database keeps: half characters and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def short_key(key: str) -> str:
    """*key* as the unique index keeps it."""
    key = plain(key)
    return key if len(key) <= LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def keep_letter(
    session: Session,
    letter: MailArrived,
    counterparty_id: int | None,
    inquiry_id: int | None = None,
    deal_id: int | None = None,
    contact_id: int | None = None,
) -> int:
    """The letter as an event of the history, with the original and its files; the id of the event."""
    interaction_id = add_row(
        session,
        Interaction,
        at=letter.received_at,
        kind=InteractionKind.MESSAGE,
        direction=Direction.IN,
        automatic=bool(letter.automatic),
        automatic_reason=letter.automatic,
        counterparty_id=counterparty_id,
        contact_id=contact_id,
        deal_id=deal_id,
        inquiry_id=inquiry_id,
        subject=letter.subject,
        text=letter.text,
    )
    session.connection().execute(
        ADD_MESSAGE,
        {
            "interaction_id": interaction_id,
            "unique_key": letter.unique_key,
            "source": letter.source,
            "origin": letter.origin,
            "sender": letter.sender,
            "recipients": list(letter.recipients),
            "references": list(letter.references),
            "original": letter.original,
            "template_id": letter.template_id,
            "raw": letter.raw,
        },
    )
    touch(session, "message")
    session.add_all(
        Attachment(
            interaction_id=interaction_id,
            name=file.name,
            mime=file.mime,
            size=len(file.data),
            sha256=hashlib.sha256(file.data).hexdigest(),
            added_at=now(session),
            data=file.data,
        )
        for file in letter.attachments
    )
    return interaction_id


def _address(text: str) -> str:
    address = plain(text).strip().lower()
    return address if len(address) <= LONGEST_ADDRESS else ""


def _harmless_bounce(told: Bounced) -> Bounced:
    return replace(
        told,
        address=_address(told.address),
        status=plain(told.status)[:16],
        reason=plain(told.reason),
        message_id=plain(told.message_id).strip(),
    )
