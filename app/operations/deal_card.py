"""Everything about one deal on one page: way, needs, lines, documents, people, gate, next step, history."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.language import Phrase, phrase, restored
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal, DealContact, DealLine, Need, StageEntry
from app.models.orders import SalesOrder, WarehouseOrder
from app.models.papers import Invoice
from app.models.process import LEAVE, PATH, REFUSABLE, RULES, next_stage
from app.models.products import Trait
from app.models.requirements import DealFacts
from app.models.session import acting, now
from app.models.tasks import Task
from app.models.terms import REFUSAL_WORDS, ContactPointKind, Stage
from app.operations.actors import actor
from app.operations.company_day import company_date
from app.operations.deal_card_aftercare import certificates, installation, service
from app.operations.deal_card_lines import lines
from app.operations.deal_card_papers import documents, history
from app.operations.deal_facts import facts
from app.operations.deal_moves import undoable
from app.operations.deal_news import News, news
from app.operations.deal_rows import DealCard, EntityRow, NeedRow, PathState, PathStep, PersonRow, StepRow
from app.operations.deal_stages import FINAL
from app.operations.deals import may_change

__all__ = ["DealCard", "card"]

ZERO = Decimal(0)


def card(session: Session, deal_id: int) -> DealCard:
    """The card of a deal. Raises NotFound."""
    deal = session.get(Deal, deal_id)
    if deal is None:
        raise NotFound("This deal does not exist (any more).")
    today = company_date(session)
    known = facts(session, deal_id)
    names = _names(session, deal)
    target = next_stage(known)
    gate = LEAVE.get(deal.stage, ()) if target is not None else ()
    chip = news(session, [(deal_id, deal.stage, deal.service_accepted)], today).get(deal_id, News(phrase(""), "neutral", ""))
    taxes = _taxes(session, deal_id)
    warehouse = _warehouse_order(session, deal_id)
    who = actor(session) if acting(session) is not None else None
    mine = who is not None and may_change(session, who, seller_id=deal.seller_id, department_id=deal.department_id)
    return DealCard(
        **_own(deal, names),
        chip=chip.text if chip.text.sentence else None,
        chip_tone=chip.tone,
        chip_icon=chip.icon,
        path=_path(session, deal, known),
        needs=_needs(session, deal_id),
        lines=lines(session, deal_id, today),
        taxes=taxes,
        documents=documents(session, deal_id, today),
        people=_people(session, deal_id),
        entity=_entity(session, deal),
        target=target,
        done=tuple(Phrase(each.done) for each in gate if not each.missing(known)),
        missing=tuple(lack for each in gate for lack in each.missing(known)),
        step=_step(session, deal_id),
        history=history(session, deal_id),
        certificates=certificates(session, deal_id),
        installation=installation(session, deal),
        service=service(session, deal),
        paid=session.scalar(select(func.sum(Invoice.paid)).where(Invoice.deal_id == deal_id)) or ZERO,
        may_change=mine and deal.stage not in FINAL,
        lines_open=deal.stage is Stage.SELECTION and not known_order(session, deal_id),
        undo=mine and undoable(session, deal_id),
        warehouse_order_id=warehouse[0] if warehouse else None,
        warehouse_order_version=warehouse[1] if warehouse else None,
    )


def _own(deal: Deal, names: Any) -> dict[str, Any]:
    """What the deal says itself, with the names of what it points to."""
    return {
        "id": deal.id,
        "version": deal.version,
        "number": deal.number,
        "title": deal.title,
        "company": names.company,
        "counterparty_id": deal.counterparty_id,
        "counterparty_kind": names.kind,
        "department": names.department,
        "department_id": deal.department_id,
        "seller": names.seller,
        "seller_id": deal.seller_id,
        "stage": deal.stage,
        "currency": deal.currency,
        "net": deal.net,
        "tax": deal.gross - deal.net,
        "gross": deal.gross,
        "equipment": names.equipment or "",
        "material": names.material or "",
        "field": names.field or "",
        "equipment_id": deal.equipment_id,
        "material_id": deal.material_id,
        "field_id": deal.field_id,
        "lines_agreed_at": deal.lines_agreed_at,
        "site": names.site or "",
        "site_id": deal.delivery_site_id,
        "payment_terms": deal.payment_terms,
        "delivery_terms": deal.delivery_terms,
        "warranty_months": deal.warranty_months,
        "refusable": deal.stage in REFUSABLE,
        "refusal": None if deal.refusal_reason is None else _refusal(deal),
        "created_at": deal.created_at,
        "closed_at": deal.closed_at,
    }


def _names(session: Session, deal: Deal) -> Any:
    """The names of everything that the deal points to, in one statement."""

    def trait(trait_id: int | None) -> Any:
        return select(Trait.name).where(Trait.id == trait_id).scalar_subquery()

    return session.execute(
        select(
            Counterparty.name.label("company"),
            Counterparty.kind,
            Department.name.label("department"),
            Employee.name.label("seller"),
            Site.address.label("site"),
            trait(deal.equipment_id).label("equipment"),
            trait(deal.material_id).label("material"),
            trait(deal.field_id).label("field"),
        )
        .select_from(Deal)
        .join(Counterparty, Counterparty.id == Deal.counterparty_id)
        .join(Department, Department.id == Deal.department_id)
        .join(Employee, Employee.id == Deal.seller_id)
        .outerjoin(Site, Site.id == Deal.delivery_site_id)
        .where(Deal.id == deal.id)
    ).one()


def known_order(session: Session, deal_id: int) -> bool:
    """Whether the deal's goods are ordered."""
    return bool(session.scalar(select(exists().where(SalesOrder.deal_id == deal_id))))


def _refusal(deal: Deal) -> Phrase:
    word = Phrase(REFUSAL_WORDS[deal.refusal_reason]) if deal.refusal_reason is not None else Phrase("")
    return phrase("{reason}: {note}", reason=word, note=deal.refusal_note) if deal.refusal_note else word


def _taxes(session: Session, deal_id: int) -> tuple[tuple[Decimal, Decimal], ...]:
    """(rate in per cent, tax) of the lines, the lowest rate first."""
    rows = session.execute(
        select(DealLine.tax_percent, func.sum(DealLine.tax))
        .where(DealLine.deal_id == deal_id)
        .group_by(DealLine.tax_percent)
        .order_by(DealLine.tax_percent)
    )
    return tuple((row[0], row[1]) for row in rows)


def _warehouse_order(session: Session, deal_id: int) -> tuple[int, int] | None:
    row = session.execute(
        select(WarehouseOrder.id, WarehouseOrder.version)
        .join(SalesOrder, SalesOrder.id == WarehouseOrder.sales_order_id)
        .where(SalesOrder.deal_id == deal_id)
    ).one_or_none()
    return None if row is None else (row.id, row.version)


def _path(session: Session, deal: Deal, known: DealFacts) -> tuple[PathStep, ...]:
    """Every stage of the way: walked through, present, ahead, or passed over."""
    entries = {
        entry.stage: entry
        for entry in session.scalars(select(StageEntry).where(StageEntry.deal_id == deal.id).order_by(StageEntry.id))
    }
    moment = now(session)
    here = PATH.index(deal.stage) if deal.stage in PATH else -1
    steps = []
    for place, stage in enumerate(PATH):
        entry = entries.get(stage)
        state: PathState = "ahead"
        if stage is deal.stage:
            state = "now"
        elif entry is not None:
            state = "past"
        elif place < here or deal.stage is Stage.NOT_SUITABLE or not RULES[stage].applies(known):
            state = "passed_over"
        since = entry.entered_at if entry else None
        steps.append(
            PathStep(stage, Phrase(RULES[stage].word), state, since, _days(entry, moment), _note(stage, state, known))
        )
    if deal.stage is Stage.NOT_SUITABLE:
        entry = entries.get(deal.stage)
        word = Phrase(RULES[deal.stage].word)
        steps.append(PathStep(deal.stage, word, "now", entry.entered_at if entry else None, None, _refusal(deal)))
    return tuple(steps)


def _days(entry: StageEntry | None, moment: datetime) -> int | None:
    return None if entry is None else ((entry.left_at or moment) - entry.entered_at).days


def _note(stage: Stage, state: PathState, known: DealFacts) -> Phrase | None:
    if stage is Stage.CERTIFICATION and state == "ahead" and known.needs_certificates:
        return phrase("needed, {count} to go", count=len(known.uncertified))
    if state == "passed_over":
        return phrase("not needed")
    return None


def _needs(session: Session, deal_id: int) -> tuple[NeedRow, ...]:
    rows = session.execute(
        select(Need.id, Need.version, Need.text, Need.negotiable)
        .where(Need.deal_id == deal_id)
        .order_by(Need.position, Need.id)
    )
    return tuple(NeedRow(*row) for row in rows)


def _people(session: Session, deal_id: int) -> tuple[PersonRow, ...]:
    """Who takes part, the main person first, each with the first valid number and address."""
    people = session.execute(
        select(Contact.id, Contact.name, DealContact.role, DealContact.main)
        .join(DealContact, DealContact.contact_id == Contact.id)
        .where(DealContact.deal_id == deal_id)
        .order_by(DealContact.main.desc(), Contact.id)
    ).all()
    points = session.execute(
        select(ContactPoint.contact_id, ContactPoint.kind, ContactPoint.value)
        .where(ContactPoint.contact_id.in_([person.id for person in people]), ContactPoint.valid)
        .order_by(ContactPoint.id.desc())
    )
    reach = {(row.contact_id, row.kind): row.value for row in points}
    return tuple(
        PersonRow(
            person.id,
            person.name,
            person.role,
            reach.get((person.id, ContactPointKind.PHONE), ""),
            reach.get((person.id, ContactPointKind.EMAIL), ""),
            person.main,
        )
        for person in people
    )


def _entity(session: Session, deal: Deal) -> EntityRow | None:
    entity = session.get(LegalEntity, deal.legal_entity_id) if deal.legal_entity_id is not None else None
    if entity is None:
        return None
    return EntityRow(
        entity.id,
        entity.version,
        entity.name,
        entity.tax_id,
        entity.tax_reason_code,
        entity.vat_id,
        entity.registration_number,
        entity.address,
        entity.country,
        entity.bank_name,
        entity.bank_account,
        entity.bank_code,
        entity.correspondent_account,
        tuple(entity.lacks()),
    )


def _step(session: Session, deal_id: int) -> StepRow | None:
    row = session.execute(
        select(Task.id, Task.version, Task.title, Task.params, Task.due_at, Employee.name)
        .outerjoin(Employee, Employee.id == Task.employee_id)
        .where(Task.deal_id == deal_id, Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    late = row.due_at < now(session)
    return StepRow(row.id, row.version, restored(row.title, row.params or {}), row.due_at, row.name or "", late)
