"""The cards of service: whom to call, what stands there, and the contract with its visits."""

from app.language import Phrase, tr
from app.operations.deal_rows import CertificateRow
from app.operations.service import PERIODICITY_WORDS
from app.operations.service_cards import ContractCard, PlannedVisit, ServiceDealCard
from app.views.look.chip import ChipText
from app.views.look.label import Label
from app.views.look.numbers import day, money, quantity
from app.views.production.work_room import WorkRoom
from app.views.service.scans import Scans
from app.views.telephone.number_link import Dialled, add_number


def show_deal(room: WorkRoom, card: ServiceDealCard, scans: Scans) -> None:
    """Fill *room*'s card with a deal after its shipment."""
    room.add_head(card.company, card.title)
    _add_reach(room, card, scans)
    if card.certificates:
        section = room.card.add_section(tr("Certificates"), _have(card.certificates), line=True)
        for unit in card.certificates:
            words = tr("{article}, unit {unit}", article=unit.article, unit=unit.unit)
            section.add(Label(words, 13, 500, wrap=True))
            said = tr("missing") if unit.id is None else " · ".join(filter(None, (unit.number, unit.body)))
            section.add(Label(said, 12, 400, "warning_text" if unit.id is None else "muted", wrap=True))
            if unit.id is not None:
                scans.add_lines(section, "certificate", unit.id, unit.document_id)


def _have(units: tuple[CertificateRow, ...]) -> str:
    return tr("{have} of {units}", have=sum(unit.id is not None for unit in units), units=len(units))


def _add_reach(room: WorkRoom, card: ServiceDealCard, scans: Scans) -> None:
    section = room.card.add_section(tr("Whom to call"), line=True)
    if card.reach.contact:
        section.add_fact(tr("Contact"), card.reach.contact)
    if card.reach.phone:
        add_number(section, tr("Phone"), Dialled(card.reach.phone, card.reach.contact, deal_id=card.deal_id))
    for label, value in (
        (tr("E-mail"), card.reach.email),
        (tr("Stands at"), card.reach.address),
        (tr("Seller"), card.seller),
    ):
        if value:
            section.add_fact(label, value)
    machines = room.card.add_section(tr("Equipment"), line=True)
    for name, amount, unit in card.machines:
        machines.add_fact(name, quantity(amount, unit))
    if card.installation.serials:
        machines.add_fact(tr("Serial numbers"), card.installation.serials)
    if card.installation.done_on is not None:
        machines.add_fact(tr("Commissioned"), day(card.installation.done_on, today=room.today()))
        if card.installation.who:
            machines.add_fact(tr("Done by"), card.installation.who)
        if card.installation.accepted_by:
            machines.add_fact(tr("Accepted by"), card.installation.accepted_by)
    if card.installation.id is not None:
        scans.add_lines(machines, "commissioning", card.installation.id, card.installation.document_id)
    words = tr("Deal {number}, {stage}", number=card.number, stage=card.stage_word.said())
    room.add_way(machines, words, "columns", "deal", card.deal_id)


def show_contract(room: WorkRoom, card: ContractCard, scans: Scans, visit_id: int = 0) -> None:
    """Fill *room*'s card with a contract; the visit that is selected in bold."""
    today = room.today()
    chips = [ChipText(card.number, "neutral", "handshake")]
    if card.renewed_by:
        chips.append(ChipText(tr("renewed"), "success", "check-circle"))
    elif (left := (card.ends_on - today).days) < 0:
        chips.append(ChipText(tr("ended"), "danger", "warning-circle-fill"))
    elif left <= 60:
        chips.append(ChipText(tr("ends in {days} d", days=left), "warning", "clock"))
    head = room.add_head(card.deal.company, card.deal.title, chips)
    head.add_fact(
        tr("Runs"), tr("{start} – {end}", start=day(card.starts_on, today=today), end=day(card.ends_on, today=today))
    )
    head.add_fact(tr("Visits"), Phrase(PERIODICITY_WORDS[card.periodicity]).said())
    head.add_fact(tr("A year, net"), money(card.price, card.currency))
    if card.renewed_by:
        head.add_fact(tr("Renewed by"), card.renewed_by)
    scans.add_lines(head, "service_contract", card.id, card.document_id)
    visits = room.card.add_section(
        tr("Visits"),
        tr("{done} of {count} done", done=sum(v.done_at is not None for v in card.visits), count=len(card.visits)),
        line=True,
    )
    for visit in card.visits:
        visits.add(Label(_visit(room, visit), 13, 600 if visit.id == visit_id else 400, wrap=True))
        if visit.work:
            visits.add(Label(visit.work, 12, 400, "muted", wrap=True))
        elif visit.move_reason:
            first = day(visit.first_due_on, today=today) if visit.first_due_on else ""
            moved = tr("moved from {date}: {reason}", date=first, reason=visit.move_reason)
            visits.add(Label(moved, 12, 400, "muted", wrap=True))
    _add_reach(room, card.deal, scans)


def _visit(room: WorkRoom, visit: PlannedVisit) -> str:
    due = day(visit.due_on, today=room.today())
    if visit.done_at is not None:
        return tr("{date}: done by {name}", date=due, name=visit.who)
    return tr("{date}: {name} goes", date=due, name=visit.who) if visit.who else due
