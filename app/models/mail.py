"""Mailboxes, what letters taught, and the outbox: the mail channel as the company keeps it [M5, M24-M28]."""

from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Base, LongText, Moment, Record, Versioned, choice
from app.models.mail_terms import LetterKind, LetterState, MailboxState, ProposalState, Security


class Lease(Base):
    """A task that only one process does at a time, such as the intake. holder: names the process; until: when it lapses."""

    audited = False

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(200))
    taken_at: Mapped[Moment]
    until: Mapped[Moment]


class Mailbox(Versioned):
    """An account on an IMAP server whose letters become inquiries and history.

    The password stands in the keyring or the environment of the computer that fetches, never here. since: letters that
    the server received before it are left alone; started_at: when a person switched it on, None before the first time.
    """

    name: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[Security] = mapped_column(choice(Security))
    login: Mapped[str]
    folder: Mapped[str] = mapped_column(default="INBOX")
    since: Mapped[Moment]
    active: Mapped[bool] = mapped_column(default=False)
    started_at: Mapped[Moment | None]

    __table_args__ = (UniqueConstraint("host", "port", "login", "folder"),)


class MailboxProgress(Base):
    """How far a mailbox is read, and its health [C7].

    uid_validity and last_uid: the cursor of RFC 3501 (32 bits without a sign), moved in the transaction that takes the
    letter; last_uid 0: nothing yet. backlog: letters that wait on the server, None if unknown. problem and params: a
    phrase, "" while all is well.
    """

    audited = False

    mailbox_id: Mapped[int] = mapped_column(ForeignKey("mailbox.id"), primary_key=True, autoincrement=False)
    uid_validity: Mapped[int | None] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[MailboxState] = mapped_column(choice(MailboxState), default=MailboxState.OFF)
    backlog: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0)
    last_success_at: Mapped[Moment | None]
    last_problem_at: Mapped[Moment | None]
    problem: Mapped[LongText] = mapped_column(default="")
    params: Mapped[Any] = mapped_column(JSON, default=dict)
    at: Mapped[Moment]


class LetterTemplate(Versioned):
    """How letters of one sender are read, taught by marking one of them; a newer edition replaces an older one.

    sender: an address, or "@domain". rules: for each field (name, phone, email, company, text) how it is found, as
    ``app.letter_learning`` writes it. confidence: per cent of the letters it was tried on in which it found all it was
    taught. taught_from_id: the letter (an interaction).
    """

    sender: Mapped[str]
    edition: Mapped[int]
    rules: Mapped[Any] = mapped_column(JSON)
    confidence: Mapped[int]
    tried: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    taught_from_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))

    __table_args__ = (
        UniqueConstraint("sender", "edition"),
        CheckConstraint("confidence BETWEEN 0 AND 100", name="confidence"),
    )


class LinkProposal(Versioned):
    """A known phone stood in a letter from an unknown address: perhaps the same person, and a person decides [C9]."""

    interaction_id: Mapped[int] = mapped_column(ForeignKey("interaction.id"), unique=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    counterparty_id: Mapped[int] = mapped_column(ForeignKey("counterparty.id"), index=True)
    email: Mapped[str]
    phone: Mapped[str]
    state: Mapped[ProposalState] = mapped_column(choice(ProposalState), default=ProposalState.OPEN)
    decided_at: Mapped[Moment | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


class BouncedAddress(Record):
    """An address that a letter of ours could not be delivered to. permanent: SMTP 5xx; a 4xx is only delayed (RFC 3464).

    interaction_id: the bounce; bounced_id: the letter that bounced, if it is ours. lifted_at: somebody says it works again.
    """

    address: Mapped[str] = mapped_column(index=True)
    permanent: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16), default="")
    reason: Mapped[LongText] = mapped_column(default="")
    at: Mapped[Moment]
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    bounced_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"), index=True)
    lifted_at: Mapped[Moment | None]


class LetterText(Versioned):
    """A ready text for letters. body: words with {gaps} that are filled from the card; language: ISO 639-1.

    kind: PERSONAL is offered when somebody writes, ACKNOWLEDGEMENT answers by itself where that is chosen.
    """

    name: Mapped[str]
    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind), default=LetterKind.PERSONAL)
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[LongText] = mapped_column(default="")
    body: Mapped[LongText]
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("name", "language"),)


class OutgoingLetter(Versioned):
    """A letter that we write: a draft, then in the outbox, then part of the history [M5].

    to, cc, bcc: addresses, lower case. message_id: given when it enters the outbox and kept for ever, so that a letter
    that goes twice by a server's fault is known as one. answers_id: the interaction it answers. conversation: unique for
    what must go once (an acknowledgement), else None. send_at: not before. claimed_until: a process sends it now.
    delivered, refused: per recipient; problem and params: a phrase.
    """

    kind: Mapped[LetterKind] = mapped_column(choice(LetterKind), default=LetterKind.PERSONAL)
    state: Mapped[LetterState] = mapped_column(choice(LetterState), default=LetterState.DRAFT)
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), index=True)
    counterparty_id: Mapped[int | None] = mapped_column(ForeignKey("counterparty.id"), index=True)
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"), index=True)
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"), unique=True)
    message_id: Mapped[str | None] = mapped_column(unique=True)
    conversation: Mapped[str | None] = mapped_column(unique=True)
    sender: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str] = mapped_column(default="")
    to: Mapped[Any] = mapped_column(JSON, default=list)
    cc: Mapped[Any] = mapped_column(JSON, default=list)
    bcc: Mapped[Any] = mapped_column(JSON, default=list)
    references: Mapped[Any] = mapped_column(JSON, default=list)
    subject: Mapped[LongText] = mapped_column(default="")
    text: Mapped[LongText] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(2), default="")
    written_at: Mapped[Moment]
    send_at: Mapped[Moment | None]
    next_try_at: Mapped[Moment | None]
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str] = mapped_column(String(200), default="")
    claimed_until: Mapped[Moment | None]
    sent_at: Mapped[Moment | None]
    delivered: Mapped[Any] = mapped_column(JSON, default=list)
    refused: Mapped[Any] = mapped_column(JSON, default=dict)
    problem: Mapped[LongText] = mapped_column(default="")
    params: Mapped[Any] = mapped_column(JSON, default=dict)

    __table_args__ = (Index(None, "state", "next_try_at", "id"), Index(None, "employee_id", "state"))
