"""Moving a deal from stage to stage: through its gate, out by a refusal, and back again while that is harmless [M43-M49]."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.errors import GateClosed, UserError
from app.language import Phrase, phrase
from app.models.deals import Deal, DealLine, StageEntry
from app.models.notice_terms import NoticeKind
from app.models.orders import SalesOrder, Shipment, WarehouseOrder
from app.models.process import RULES, missing
from app.models.requirements import DealFacts
from app.models.service import Certificate, Commissioning, ServiceContract
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import REFUSAL_WORDS, RefusalReason, Stage
from app.operations.deal_facts import facts
from app.operations.deal_stages import company, enter, finish_tasks, leave
from app.operations.deals import held, responsible
from app.operations.editing import expect, locked
from app.operations.notices import back, gone, tell
from app.operations.order_placing import cancel, place
from app.operations.reservations import reserve
from app.operations.task_news import task_again


@dataclass(frozen=True, slots=True)
class Moved:
    """A deal after a move. undo: the move can be taken back as long as nothing else has come of it."""

    deal_id: int
    version: int
    stage: Stage
    sentence: Phrase
    undo: bool


def move(session: Session, deal_id: int, version: int, target: Stage) -> Moved:
    """Take the deal to *target*, the next stage of its way.

    Leaving SELECTION places the orders and holds the goods from stock. Raises GateClosed naming everything that is
    missing, UserError if the process has no such move, Conflict, NotAllowed.
    """
    deal = held(session, deal_id, version)
    source = deal.stage
    if target is Stage.NOT_SUITABLE:
        raise UserError("Say why the customer refuses: then the deal is closed as not suitable.")
    _pass_gate(session, deal, facts(session, deal_id), target)
    moment = now(session)
    leave(session, deal, moment, "")
    if source is Stage.SELECTION:
        place(session, deal_id)
    if target is Stage.STOCK_SALE and source is not Stage.SELECTION:
        reserve(session, _warehouse_order(session, deal_id))
    if target is Stage.CLOSED:
        deal.closed_at = moment
        finish_tasks(session, deal_id, moment, "")
        gone(session, "deals", deal_id)
    enter(session, deal, target, moment)
    session.flush()
    sentence = phrase("{company} is in {stage} now.", company=company(session, deal), stage=Phrase(RULES[target].word))
    tell(session, [deal.seller_id], sentence, place="deals", record_id=deal_id, kind=NoticeKind.DEAL)
    session.flush()
    return Moved(deal_id, deal.version, target, sentence, undo=_harmless(session, deal))


def _pass_gate(session: Session, deal: Deal, known: DealFacts, target: Stage) -> None:
    lacks = missing(known, target)
    words = {"company": company(session, deal), "stage": Phrase(RULES[deal.stage].word)}
    if lacks is None:
        raise UserError("{company} cannot go from {stage} to {target}.", target=Phrase(RULES[target].word), **words)
    if lacks:
        raise GateClosed("{company} cannot leave {stage} yet.", missing=lacks, **words)


def _warehouse_order(session: Session, deal_id: int) -> int:
    return session.scalars(
        select(WarehouseOrder.id)
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .where(SalesOrder.deal_id == deal_id)
    ).one()


def refuse(session: Session, deal_id: int, version: int, reason: RefusalReason | None, note: str = "") -> Moved:
    """Close the deal as not suitable, with the reason of the refusal; the head gets the task to check the seller's work.

    Orders are cancelled, held goods are free again [M47, M48]. Raises GateClosed without a reason, UserError after
    STOCK_SALE has begun or goods have been shipped, Conflict, NotAllowed.
    """
    deal = held(session, deal_id, version)
    deal.refusal_reason = reason
    deal.refusal_note = note.strip()
    session.flush()
    _pass_gate(session, deal, facts(session, deal_id), Stage.NOT_SUITABLE)
    if reason is RefusalReason.OTHER and not deal.refusal_note:
        raise UserError("Say in a few words why the customer refuses.")
    word = Phrase(REFUSAL_WORDS[reason or RefusalReason.OTHER])
    moment = now(session)
    leave(session, deal, moment, "")
    finish_tasks(session, deal_id, moment, "")
    cancel(session, deal_id, word.said("en"))
    gone(session, "deals", deal_id)
    deal.closed_at = moment
    enter(session, deal, Stage.NOT_SUITABLE, moment)
    session.flush()
    sentence = phrase("{company} is closed as not suitable: {reason}.", company=company(session, deal), reason=word)
    tell(session, [deal.seller_id], sentence, place="deals", record_id=deal_id, kind=NoticeKind.DEAL)
    session.flush()
    return Moved(deal_id, deal.version, deal.stage, sentence, undo=_harmless(session, deal))


def undo_move(session: Session, deal_id: int, version: int) -> Moved:
    """Take the deal back to the stage that it came from; its task there is open again.

    Raises UserError when something has come of the move already: orders, a shipment, a certificate …
    """
    deal = locked(session, Deal, deal_id)
    responsible(session, deal)
    expect(deal, version)
    entries = _last_entries(session, deal_id)
    if len(entries) < 2 or not _harmless(session, deal):
        raise UserError("This move cannot be taken back: something has come of it already.")
    last, previous = entries
    _take_back_tasks(session, deal, last.entered_at)
    # What went with the move is there again; what the move itself told is true no more.
    back(session, "deals", deal_id, last.entered_at)
    gone(session, "deals", deal_id, since=last.entered_at)
    session.delete(last)
    previous.left_at = None
    deal.stage, deal.stage_entered_at = previous.stage, previous.entered_at
    deal.closed_at = None
    deal.refusal_reason, deal.refusal_note = None, ""
    session.flush()
    sentence = phrase("{company} is back in {stage}.", company=company(session, deal), stage=Phrase(RULES[deal.stage].word))
    return Moved(deal_id, deal.version, deal.stage, sentence, undo=False)


def _last_entries(session: Session, deal_id: int) -> list[StageEntry]:
    return list(
        session.scalars(select(StageEntry).where(StageEntry.deal_id == deal_id).order_by(StageEntry.id.desc()).limit(2))
    )


def _take_back_tasks(session: Session, deal: Deal, moment: datetime) -> None:
    """Close what the move created; open again what it closed. Both carry the moment of the move."""
    for task in session.scalars(select(Task).where(Task.deal_id == deal.id, Task.done_at == moment)):
        task_again(session, task, moment)
        task.done_at, task.done_by_id = None, None
    rule = RULES[deal.stage].task
    if rule is None:
        return
    created = select(Task).where(Task.deal_id == deal.id, Task.kind == rule.kind, Task.created_at == moment)
    for task in session.scalars(created):
        session.delete(task)


def undoable(session: Session, deal_id: int) -> bool:
    """Whether the deal's last move can be taken back."""
    deal = session.get(Deal, deal_id)
    return deal is not None and len(_last_entries(session, deal_id)) == 2 and _harmless(session, deal)


def _harmless(session: Session, deal: Deal) -> bool:
    """Whether nothing has come of the last move yet."""
    entries = _last_entries(session, deal.id)
    if len(entries) < 2:
        return False
    since = entries[0].entered_at
    if entries[1].stage is Stage.SELECTION and entries[0].stage is not Stage.NOT_SUITABLE:
        return False
    return not _RESULTS[deal.stage](session, deal, since)


def _shipped(session: Session, deal: Deal, since: datetime) -> bool:
    return bool(session.scalar(select(exists().where(Shipment.deal_id == deal.id, Shipment.shipped_at >= since))))


def _certified(session: Session, deal: Deal, _: datetime) -> bool:
    lines = select(DealLine.id).where(DealLine.deal_id == deal.id)
    return bool(session.scalar(select(exists().where(Certificate.deal_line_id.in_(lines)))))


def _installed(session: Session, deal: Deal, _: datetime) -> bool:
    done = session.scalar(select(exists().where(Commissioning.deal_id == deal.id)))
    return bool(done) or deal.installation_needed is not None


def _served(session: Session, deal: Deal, _: datetime) -> bool:
    concluded = session.scalar(select(exists().where(ServiceContract.deal_id == deal.id)))
    return bool(concluded) or deal.service_offered_at is not None or deal.service_accepted is not None


def _ordered(session: Session, deal: Deal, _: datetime) -> bool:
    return bool(session.scalar(select(exists().where(SalesOrder.deal_id == deal.id))))


def _always(_session: Session, _deal: Deal, _since: datetime) -> bool:
    return True


def _never(_session: Session, _deal: Deal, _since: datetime) -> bool:
    return False


_RESULTS: dict[Stage, Callable[[Session, Deal, datetime], bool]] = {
    Stage.SELECTION: _always,
    Stage.PRODUCTION: _always,
    Stage.STOCK_SALE: _shipped,
    Stage.CERTIFICATION: _certified,
    Stage.INSTALLATION: _installed,
    Stage.SERVICE: _served,
    Stage.CLOSED: _never,
    Stage.NOT_SUITABLE: _ordered,
}
"""What may have come of entering a stage, so that the move cannot be taken back."""
