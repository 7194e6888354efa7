"""The draw of quality calls: closed and lost deals and first contacts at random, each seller with a fair share [M18].

Every candidate has a ticket, the SHA-256 of the draw's seed and the record; the lowest tickets of each seller are drawn, the
sellers in turn. The seed comes from the system's source of randomness, so nobody can know a draw before; it is kept, so
everybody can work out afterwards why just this customer was drawn (decision 042).
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound
from app.models.addresses import PHONE_PATTERN
from app.models.company import Employee
from app.models.counterparties import ContactPoint, Counterparty
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.marketing import BlockEntry, Consent
from app.models.quality import QualityCall, QualityDraw
from app.models.quality_terms import QualityKind
from app.models.session import now
from app.models.terms import CloseReason, ConsentState, ContactPointKind, Role, Stage
from app.operations.actors import require
from app.operations.overview_scope import seen_departments
from app.operations.quality_settings import SampleSettings, sample_settings

STAGES = {QualityKind.CLOSED_DEAL: Stage.CLOSED, QualityKind.LOST_DEAL: Stage.NOT_SUITABLE}
NO_CONTACT = (CloseReason.SPAM, CloseReason.MISTAKEN, CloseReason.DOUBLE)
"""Inquiries that ended so were nobody's first contact."""
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be drawn: a deal or an inquiry, with whose customer it is. record_id: of the deal or of the inquiry."""

    kind: QualityKind
    record_id: int
    counterparty_id: int
    seller_id: int
    department_id: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A candidate that was drawn: by the *place* of its ticket among the *pool* of its seller."""

    candidate: Candidate
    place: int
    pool: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of a draw. missing: how many calls of each kind could not be drawn, because there was nobody left."""

    draw_id: int
    call_ids: tuple[int, ...]
    missing: Mapping[QualityKind, int]


@dataclass(frozen=True, slots=True)
class WhyThis:
    """Why a customer was drawn: the ticket (hexadecimal) of its record by the *seed*, and its place in the pool."""

    seed: str
    at: datetime
    begin: datetime
    end: datetime
    by: str
    ticket: str
    place: int
    pool: int


def ticket(seed: str, kind: QualityKind, record_id: int) -> str:
    """The ticket of a candidate in the draw of *seed*: the same for everybody who works it out."""
    return sha256(f"{seed}:{kind.value}:{record_id}".encode()).hexdigest()


def pick(candidates: Collection[Candidate], seed: str, count: int, without: Collection[int] = ()) -> tuple[Taken, ...]:
    """*count* of the *candidates* (all of one kind) by *seed*: sellers in turn, of each the lowest tickets. Pure.

    without: counterparties that are not drawn any more; no counterparty is drawn twice.
    """
    lots: dict[int, list[tuple[str, Candidate]]] = {}
    for each in candidates:
        lots.setdefault(each.seller_id, []).append((ticket(seed, each.kind, each.record_id), each))
    queues = {seller: iter(list(enumerate(sorted(lot, key=lambda one: one[0]), 1))) for seller, lot in lots.items()}
    # Who comes first in a round is drawn too: otherwise one seller would have the odd call every time.
    order = sorted(queues, key=lambda seller: sha256(f"{seed}:seller:{seller}".encode()).hexdigest())
    used, taken = set(without), list[Taken]()
    while order and len(taken) < count:
        for seller in tuple(order):
            found = next((one for one in queues[seller] if one[1][1].counterparty_id not in used), None)
            if found is None:
                order.remove(seller)
            elif len(taken) < count:
                place, (_, candidate) = found
                used.add(candidate.counterparty_id)
                taken.append(Taken(candidate, place, len(lots[seller])))
    return tuple(taken)


def draw(session: Session, wanted: SampleSettings | None = None) -> Drawn:
    """Draw customers of one's own departments to be asked, as the settings (or *wanted*) say. Raises NotAllowed."""
    return draw_by(session, secrets.token_hex(16), wanted or sample_settings(session))


def draw_by(session: Session, seed: str, rules: SampleSettings) -> Drawn:
    """The draw of *seed*: for a company that is told from a seed itself. A real draw knows its seed only afterwards."""
    who, moment = require(session, Role.HEAD), now(session)
    begin = moment - timedelta(days=rules.days)
    record = QualityDraw(at=moment, employee_id=who.id, seed=seed, begin=begin, end=moment, wanted=rules.as_json())
    session.add(record)
    session.flush()
    used: set[int] = set()
    calls: list[QualityCall] = []
    missing: dict[QualityKind, int] = {}
    for kind in QualityKind:
        found = candidates(session, kind, begin, moment, rules.rest_days)
        taken = pick(found, seed, rules.count(kind), used)
        used |= {each.candidate.counterparty_id for each in taken}
        calls += [_call(each, record, who.id, moment) for each in taken]
        if short := rules.count(kind) - len(taken):
            missing[kind] = short
    session.add_all(calls)
    session.flush()
    return Drawn(record.id, tuple(each.id for each in calls), missing)


def candidates(session: Session, kind: QualityKind, begin: datetime, end: datetime, rest_days: int) -> Sequence[Candidate]:
    """Whom who is signed in may draw: by telephone, not blocked, not refused, and not drawn within *rest_days*.

    Raises NotAllowed.
    """
    seen = seen_departments(session)
    source = Inquiry if kind is QualityKind.FIRST_CONTACT else Deal
    query = select(source.id, source.counterparty_id, source.seller_id, source.department_id).join(
        Counterparty, Counterparty.id == source.counterparty_id
    )
    if source is Inquiry:
        ended = or_(Inquiry.close_reason.is_(None), Inquiry.close_reason.not_in(NO_CONTACT))
        query = query.where(
            Inquiry.received_at >= begin,
            Inquiry.received_at < end,
            Inquiry.seller_id.is_not(None),
            Inquiry.first_response_at.is_not(None),
            ended,
        )
    else:
        query = query.where(Deal.stage == STAGES[kind], Deal.stage_entered_at >= begin, Deal.stage_entered_at < end)
    if seen is not None:
        query = query.where(source.department_id.in_(sorted(seen)))
    rested = end - timedelta(days=rest_days)
    asked = exists().where(
        QualityCall.counterparty_id == Counterparty.id,
        or_(QualityCall.called_at.is_(None), QualityCall.drawn_at > rested),
    )
    query = query.where(not_(asked), _callable(), Counterparty.merged_into_id.is_(None)).order_by(source.id)
    return [
        Candidate(kind, row.id, row.counterparty_id, row.seller_id or NOBODY, row.department_id)
        for row in session.execute(query)
    ]


def why(session: Session, call_id: int) -> WhyThis:
    """Why the customer of a quality call was drawn. Raises NotFound, also for a call that was not drawn by Kontor."""
    row = session.execute(
        select(
            QualityDraw.seed,
            QualityDraw.at,
            QualityDraw.begin,
            QualityDraw.end,
            Employee.name,
            QualityCall.kind,
            QualityCall.deal_id,
            QualityCall.inquiry_id,
            QualityCall.place,
            QualityCall.pool,
        )
        .join(QualityDraw, QualityDraw.id == QualityCall.draw_id)
        .outerjoin(Employee, Employee.id == QualityDraw.employee_id)
        .where(QualityCall.id == call_id)
    ).one_or_none()
    if row is None:
        raise NotFound("How this customer was drawn is not known (any more).")
    own = ticket(row.seed, row.kind, row.deal_id or row.inquiry_id or NOBODY)
    return WhyThis(row.seed, row.at, row.begin, row.end, row.name or "", own, row.place, row.pool)


def callable_number() -> ColumnElement[bool]:
    """Whether a ``ContactPoint`` is a number that may be called: valid, not blocked, and not refused at last."""
    later = aliased(Consent)
    refused = exists().where(
        Consent.kind == ContactPointKind.PHONE,
        Consent.value == ContactPoint.value,
        Consent.state.in_((ConsentState.REFUSED, ConsentState.WITHDRAWN)),
        not_(
            exists().where(
                later.kind == ContactPointKind.PHONE,
                later.value == Consent.value,
                or_(later.at > Consent.at, and_(later.at == Consent.at, later.id > Consent.id)),
            )
        ),
    )
    blocked = exists().where(BlockEntry.kind == ContactPointKind.PHONE, BlockEntry.value == ContactPoint.value)
    return and_(
        ContactPoint.kind == ContactPointKind.PHONE,
        ContactPoint.valid,
        ContactPoint.value.regexp_match(PHONE_PATTERN),
        not_(blocked),
        not_(refused),
    )


def _callable() -> ColumnElement[bool]:
    return exists().where(ContactPoint.counterparty_id == Counterparty.id, callable_number())


def _call(taken: Taken, draw: QualityDraw, by_id: int, moment: datetime) -> QualityCall:
    candidate = taken.candidate
    contact = candidate.kind is QualityKind.FIRST_CONTACT
    return QualityCall(
        kind=candidate.kind,
        deal_id=None if contact else candidate.record_id,
        inquiry_id=candidate.record_id if contact else None,
        counterparty_id=candidate.counterparty_id,
        seller_id=candidate.seller_id or None,
        department_id=candidate.department_id,
        drawn_at=moment,
        drawn_by_id=by_id,
        draw_id=draw.id,
        place=taken.place,
        pool=taken.pool,
    )
