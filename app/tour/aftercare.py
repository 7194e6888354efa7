"""After the shipment: certificate, commissioning, service contract, payment, papers back, and the deal is closed."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.deals import Deal, DealLine
from app.models.orders import Shipment
from app.models.papers import Contract, DeliveryNote, Invoice
from app.models.products import Product
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Periodicity, Role, Stage, TaskKind
from app.operations import papers, service
from app.operations.certification import CertificateDraft, record_certificate
from app.operations.installation import CommissioningDraft, commission
from app.operations.service import ServiceDraft
from app.tour.cast import CHAMBER, login_of
from app.tour.player import Player
from app.tour.selling import open_deal, stage_of
from app.views.deals.room import DealsRoom

Returned = Literal["contract", "delivery_note"]


def is_certified(player: Player, seller: str, deal_id: int) -> None:
    """Climatic equipment needs a certificate by an outside body, and the gate insists on it."""
    room = move_on(player, seller, deal_id, Stage.CERTIFICATION)
    player.key(room.page, "Ctrl+Right")
    player.check(player.read(stage_of, deal_id) is Stage.CERTIFICATION, "Without its certificate the chamber goes nowhere.")
    player.picture("certification")
    line = player.read(_chamber_line, deal_id)
    draft = CertificateDraft("ФБУ «Ростест»", "АТ-2026-0457", player.read(today), serial="KK500-0117")
    player.act(seller, record_certificate, line, 1, draft)
    move_on(player, seller, deal_id, Stage.INSTALLATION)
    player.check(True, "The chamber has its certificate.")


def is_installed(player: Player, seller: str, deal_id: int) -> None:
    """Service commissions the equipment at the customer's site."""
    worker = player.read(login_of, Role.SERVICE)
    draft = CommissioningDraft(player.read(today), "Г. Ахметова", serials="KK500-0117")
    player.act(worker, commission, deal_id, player.read(version_of, deal_id), draft)
    move_on(player, seller, deal_id, Stage.SERVICE)
    kinds = player.read(_open_tasks, deal_id)
    player.check(TaskKind.OFFER_SERVICE in kinds, "The equipment runs; entering service has created the task to offer it.")


def is_served_and_closed(player: Player, seller: str, deal_id: int) -> None:
    """The customer wants service; after contract, payment and signed papers the deal is closed."""
    player.act(seller, service.accept, deal_id, player.read(version_of, deal_id))
    kinds = player.read(_open_tasks, deal_id)
    player.check(
        TaskKind.CONCLUDE_SERVICE_CONTRACT in kinds, "The customer agrees: the task to conclude a service contract is there."
    )
    draft = ServiceDraft(player.read(today) + timedelta(days=1), 24, Periodicity.QUARTERLY, Decimal("1900.00"))
    player.act(seller, service.conclude_contract, deal_id, player.read(version_of, deal_id), draft)
    room = open_deal(player, deal_id)
    player.key(room.page, "Ctrl+Right")
    player.check(
        player.read(stage_of, deal_id) is Stage.SERVICE,
        "Unpaid, the deal does not close; the gate names the sum and the papers.",
    )
    player.picture("closing-gate")
    invoice, version, gross = player.read(_invoice, deal_id)
    player.act(seller, papers.record_payment, invoice, version, gross, player.read(today), "Выписка 117")
    for kind, record, paper_version in player.read(_papers_out, deal_id):
        player.act(seller, papers.papers_back, kind, record, paper_version)
    move_on(player, seller, deal_id, Stage.CLOSED)
    player.picture("deal-closed")
    player.check(True, "Served, paid, all papers back: the deal is closed.")


def move_on(player: Player, seller: str, deal_id: int, target: Stage) -> DealsRoom:
    """Move the deal to its next stage with the key, at the seller's desk."""
    if player.place.entrance.person.login != seller:
        player.sit(seller)
    room = open_deal(player, deal_id)
    player.key(room.page, "Ctrl+Right")
    player.until(lambda: player.read(stage_of, deal_id) is target, f"the deal in {target}")
    player.settle()
    return room


def today(session: Session) -> date:
    """The present day."""
    return now(session).date()


def version_of(session: Session, deal_id: int) -> int:
    """The deal's present version."""
    return session.scalars(select(Deal.version).where(Deal.id == deal_id)).one()


def _chamber_line(session: Session, deal_id: int) -> int:
    query = select(DealLine.id).join(Product, Product.id == DealLine.product_id)
    return session.scalars(query.where(DealLine.deal_id == deal_id, Product.code == CHAMBER)).one()


def _open_tasks(session: Session, deal_id: int) -> list[TaskKind]:
    return list(session.scalars(select(Task.kind).where(Task.deal_id == deal_id, Task.done_at.is_(None))))


def _invoice(session: Session, deal_id: int) -> tuple[int, int, Decimal]:
    row = session.execute(select(Invoice.id, Invoice.version, Invoice.gross).where(Invoice.deal_id == deal_id)).one()
    return row.id, row.version, row.gross


def _papers_out(session: Session, deal_id: int) -> list[tuple[Returned, int, int]]:
    contracts = session.execute(select(Contract.id, Contract.version).where(Contract.deal_id == deal_id)).all()
    notes = session.execute(
        select(DeliveryNote.id, DeliveryNote.version)
        .join(Shipment, Shipment.id == DeliveryNote.shipment_id)
        .where(Shipment.deal_id == deal_id)
    ).all()
    found: list[tuple[Returned, int, int]] = [("contract", row.id, row.version) for row in contracts]
    return found + [("delivery_note", row.id, row.version) for row in notes]
