"""Everything about one counterparty on one card: how to reach it, who is there, what it buys, what comes next [M75-M77]."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.errors import NotFound
from app.language import Phrase, restored
from app.models.company import Department, Employee
from app.models.counterparties import Contact, ContactPoint, Counterparty, LegalEntity, Site
from app.models.deals import Deal, Need
from app.models.inquiries import Inquiry
from app.models.marketing import BlockEntry, Consent
from app.models.process import RULES
from app.models.session import now
from app.models.tasks import Task
from app.models.terms import Role
from app.operations import block_list
from app.operations.actors import Actor, actor
from app.operations.bounces import came_back
from app.operations.counterparty_changes import kind_changes
from app.operations.counterparty_groups import group_of, seller_away
from app.operations.counterparty_rows import (
    CounterpartyCard,
    EntityRow,
    OpenDeal,
    PersonRow,
    PointRow,
    SiteRow,
    TaskLine,
)
from app.operations.deal_stages import FINAL
from app.operations.lead_draft import EntityDraft

EDITING = (Role.SELLER, Role.HEAD, Role.DISPATCHER)
"""Who changes counterparties, their people and legal entities."""
MOST_DEALS = 50
MOST_PEOPLE = 200


def card(session: Session, counterparty_id: int) -> CounterpartyCard:
    """The card of a counterparty. Raises NotFound."""
    who = actor(session)
    into, substitute, seller = aliased(Counterparty), aliased(Employee), aliased(Employee)
    row = session.execute(
        select(
            Counterparty,
            Department.name.label("department"),
            seller.name.label("seller"),
            Inquiry.number.label("inquiry"),
            into.name.label("merged_into"),
            substitute.name.label("substitute"),
        )
        .outerjoin(Department, Department.id == Counterparty.department_id)
        .outerjoin(seller, seller.id == Counterparty.seller_id)
        .outerjoin(Inquiry, Inquiry.id == Counterparty.inquiry_id)
        .outerjoin(into, into.id == Counterparty.merged_into_id)
        .outerjoin(substitute, substitute.id == Counterparty.substitute_id)
        .where(Counterparty.id == counterparty_id)
    ).one_or_none()
    if row is None:
        raise NotFound("This counterparty does not exist (any more).")
    party: Counterparty = row[0]
    deals, tasks = _deals(session, counterparty_id), _tasks(session, counterparty_id)
    return CounterpartyCard(
        id=party.id,
        version=party.version,
        kind=party.kind,
        name=party.name,
        department=row.department or "",
        department_id=party.department_id,
        seller=row.seller or "",
        seller_id=party.seller_id,
        substitute=row.substitute or "",
        substitute_id=party.substitute_id,
        away=seller_away(session, party.seller_id, party.substitute_id),
        language=party.language,
        region=party.region,
        website=party.website,
        note=party.note,
        created_at=party.created_at,
        last_contact_at=party.last_contact_at,
        customer_since=party.customer_since,
        inquiry_id=party.inquiry_id,
        inquiry_number=row.inquiry or "",
        group_id=party.group_id,
        group=group_of(session, counterparty_id, party.group_id),
        kinds=kind_changes(session, counterparty_id),
        merged_into_id=party.merged_into_id,
        merged_into=row.merged_into or "",
        points=_points(session, counterparty_id),
        people=_people(session, counterparty_id),
        entities=_entities(session, counterparty_id),
        sites=_sites(session, counterparty_id),
        deals=deals,
        ended=_ended(session, counterparty_id),
        tasks=tasks,
        next_step=_first_due(deals, tasks),
        **_rights(who, party),
    )


def _first_due(deals: Sequence[OpenDeal], tasks: Sequence[TaskLine]) -> TaskLine | None:
    """What is to be done first, of all that is planned."""
    of_deals = (
        TaskLine(deal.step_id, deal.step, deal.step_due, deal.seller, deal.late)
        for deal in deals
        if deal.step is not None and deal.step_due is not None and deal.step_id is not None
    )
    return min((*of_deals, *tasks), key=lambda line: (line.due_at, line.id), default=None)


def _rights(who: Actor, party: Counterparty) -> dict[str, bool]:
    standing = party.merged_into_id is None
    admin = Role.ADMIN in who.roles
    return {
        "may_edit": standing and (admin or not who.roles.isdisjoint(EDITING)),
        "may_assign": standing and (admin or Role.HEAD in who.roles),
        "may_deal": standing and (admin or not who.roles.isdisjoint({Role.SELLER, Role.HEAD})),
        "may_state": admin or not who.roles.isdisjoint(block_list.HEARING),
    }


def _points(session: Session, counterparty_id: int) -> tuple[PointRow, ...]:
    """Numbers and addresses, valid ones first; with what marketing must know of each address."""
    rows = session.execute(
        select(ContactPoint, Contact.name.label("person"))
        .outerjoin(Contact, Contact.id == ContactPoint.contact_id)
        .where(ContactPoint.counterparty_id == counterparty_id)
        .order_by(ContactPoint.valid.desc(), ContactPoint.kind.desc(), ContactPoint.id)
        .limit(MOST_PEOPLE)
    ).all()
    values = [row[0].value for row in rows]
    blocked = {
        (each.kind, each.value): each.reason
        for each in session.scalars(select(BlockEntry).where(BlockEntry.value.in_(values)))
    }
    returned = came_back(session, values)
    said = select(Consent).where(Consent.value.in_(values)).order_by(Consent.at, Consent.id)
    newest = {(each.kind, each.value): each for each in session.scalars(said)}

    def consent(point: ContactPoint) -> dict[str, Any]:
        word = newest.get((point.kind, point.value))
        return {"consent": word.state, "said_at": word.at, "source": word.source} if word is not None else {}

    return tuple(
        PointRow(
            id=point.id,
            contact_id=point.contact_id,
            contact=person or "",
            kind=point.kind,
            value=point.value,
            extension=point.extension,
            valid=point.valid,
            blocked=blocked.get((point.kind, point.value), ""),
            came_back=returned.get(point.value, ""),
            note=point.note,
            **consent(point),
        )
        for point, person in rows
    )


def _people(session: Session, counterparty_id: int) -> tuple[PersonRow, ...]:
    rows = session.scalars(
        select(Contact)
        .where(Contact.counterparty_id == counterparty_id)
        .order_by(Contact.active.desc(), Contact.id)
        .limit(MOST_PEOPLE)
    )
    return tuple(
        PersonRow(each.id, each.version, each.name, each.position, each.role, each.language, each.note, each.active)
        for each in rows
    )


def _entities(session: Session, counterparty_id: int) -> tuple[EntityRow, ...]:
    rows = session.scalars(
        select(LegalEntity).where(LegalEntity.counterparty_id == counterparty_id).order_by(LegalEntity.id)
    )
    return tuple(entity_row(each) for each in rows)


def entity_row(entity: LegalEntity) -> EntityRow:
    """A legal entity as a form opens it."""
    draft = EntityDraft(**{field: getattr(entity, field) for field in asdict(EntityDraft())})
    return EntityRow(entity.id, entity.version, draft, tuple(entity.lacks()))


def _sites(session: Session, counterparty_id: int) -> tuple[SiteRow, ...]:
    rows = session.scalars(select(Site).where(Site.counterparty_id == counterparty_id).order_by(Site.id))
    return tuple(
        SiteRow(each.id, each.version, each.kind, each.name, each.address, each.country, each.note) for each in rows
    )


def _deals(session: Session, counterparty_id: int) -> tuple[OpenDeal, ...]:
    """Open deals, the newest first, each with its next step and its needs."""
    rows = session.execute(
        select(Deal.id, Deal.number, Deal.title, Deal.stage, Deal.net, Deal.currency, Employee.name.label("seller"))
        .join(Employee, Employee.id == Deal.seller_id)
        .where(Deal.counterparty_id == counterparty_id, Deal.stage.not_in(FINAL))
        .order_by(Deal.id.desc())
        .limit(MOST_DEALS)
    ).all()
    ids = [row.id for row in rows]
    steps = _steps(session, ids)
    needs: dict[int, list[str]] = defaultdict(list)
    for deal_id, text in session.execute(
        select(Need.deal_id, Need.text).where(Need.deal_id.in_(ids)).order_by(Need.deal_id, Need.position)
    ):
        needs[deal_id].append(text)
    return tuple(
        OpenDeal(
            id=row.id,
            number=row.number,
            title=row.title,
            stage=row.stage,
            word=Phrase(RULES[row.stage].word),
            net=row.net,
            currency=row.currency,
            seller=row.seller,
            step=steps[row.id].title if row.id in steps else None,
            step_due=steps[row.id].due_at if row.id in steps else None,
            step_id=steps[row.id].id if row.id in steps else None,
            late=row.id in steps and steps[row.id].late,
            needs=tuple(needs[row.id]),
        )
        for row in rows
    )


def _steps(session: Session, deal_ids: list[int]) -> Mapping[int, TaskLine]:
    """The next open task of each deal."""
    found: dict[int, TaskLine] = {}
    moment = now(session)
    rows = session.execute(
        select(Task.deal_id, Task.id, Task.title, Task.params, Task.due_at)
        .where(Task.deal_id.in_(deal_ids), Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
    )
    for row in rows:
        line = TaskLine(row.id, restored(row.title, row.params or {}), row.due_at, "", row.due_at < moment)
        found.setdefault(row.deal_id, line)
    return found


def _ended(session: Session, counterparty_id: int) -> int:
    query = select(func.count(Deal.id)).where(Deal.counterparty_id == counterparty_id, Deal.stage.in_(FINAL))
    return session.scalar(query) or 0


def _tasks(session: Session, counterparty_id: int) -> tuple[TaskLine, ...]:
    moment = now(session)
    rows = session.execute(
        select(Task.id, Task.title, Task.params, Task.due_at, Employee.name)
        .outerjoin(Employee, Employee.id == Task.employee_id)
        .where(Task.counterparty_id == counterparty_id, Task.deal_id.is_(None), Task.done_at.is_(None))
        .order_by(Task.due_at, Task.id)
        .limit(MOST_DEALS)
    )
    return tuple(
        TaskLine(row.id, restored(row.title, row.params or {}), row.due_at, row.name or "", row.due_at < moment)
        for row in rows
    )
