"""What follows the shipment, for the card of a deal: certificates, commissioning, service [M66-M70]."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.deals import Deal
from app.models.interactions import Attachment
from app.models.service import Certificate, Commissioning, ServiceContract, ServiceVisit
from app.operations.deal_facts import certified_units
from app.operations.deal_rows import CertificateRow, InstallationRow, ServiceRow, VisitRow


def standing_files(session: Session, *ids: int | None) -> dict[int | None, int]:
    """Those of the files *ids* that nobody has taken away, each under its own id."""
    wanted = [each for each in ids if each is not None]
    query = select(Attachment.id).where(Attachment.id.in_(wanted), Attachment.removed_at.is_(None))
    return {each: each for each in session.scalars(query)} if wanted else {}


def certificates(session: Session, deal_id: int) -> tuple[CertificateRow, ...]:
    """Each unit that needs a certificate, with the one that it has."""
    units = certified_units(session, deal_id)
    ids = [unit.certificate_id for unit in units if unit.certificate_id is not None]
    have = {record.id: record for record in session.scalars(select(Certificate).where(Certificate.id.in_(ids)))}
    scans = standing_files(session, *(record.document_id for record in have.values()))
    rows = []
    for unit in units:
        record = have.get(unit.certificate_id or 0)
        if record is None:
            rows.append(CertificateRow(unit.line_id, unit.unit, unit.article, None, None, "", "", "", None, None, None))
            continue
        rows.append(
            CertificateRow(
                unit.line_id,
                unit.unit,
                unit.article,
                record.id,
                record.version,
                record.number,
                record.body,
                record.serial,
                record.issued_on,
                record.valid_until,
                scans.get(record.document_id),
            )
        )
    return tuple(rows)


def installation(session: Session, deal: Deal) -> InstallationRow:
    """The newest commissioning record, or what is known about the need of one."""
    row = session.execute(
        select(Commissioning, Employee.name)
        .outerjoin(Employee, Employee.id == Commissioning.employee_id)
        .where(Commissioning.deal_id == deal.id)
        .order_by(Commissioning.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return InstallationRow(deal.installation_needed, deal.installation_reason, None, "", "", "")
    record, who = row
    return InstallationRow(
        True,
        deal.installation_reason,
        record.done_on,
        record.accepted_by,
        record.serials,
        who or "",
        record.note,
        record.id,
        standing_files(session, record.document_id).get(record.document_id),
    )


def service(session: Session, deal: Deal) -> ServiceRow:
    """What was said about service, and the newest contract with its visits."""
    contract = session.scalars(
        select(ServiceContract).where(ServiceContract.deal_id == deal.id).order_by(ServiceContract.id.desc()).limit(1)
    ).one_or_none()
    return ServiceRow(
        deal.service_offered_at,
        deal.service_accepted,
        deal.service_declined_reason,
        contract.id if contract else None,
        contract.version if contract else None,
        contract.number if contract else "",
        contract.starts_on if contract else None,
        contract.ends_on if contract else None,
        contract.periodicity if contract else None,
        contract.price if contract else None,
        contract.currency if contract else deal.currency,
        _visits(session, contract.id) if contract else (),
        standing_files(session, contract.document_id).get(contract.document_id) if contract else None,
    )


def _visits(session: Session, contract_id: int) -> tuple[VisitRow, ...]:
    rows = session.execute(
        select(ServiceVisit.id, ServiceVisit.due_on, ServiceVisit.done_at, Employee.name, ServiceVisit.work)
        .outerjoin(Employee, Employee.id == ServiceVisit.employee_id)
        .where(ServiceVisit.service_contract_id == contract_id)
        .order_by(ServiceVisit.due_on, ServiceVisit.id)
    )
    return tuple(VisitRow(r.id, r.due_on, r.done_at, r.name or "", r.work) for r in rows)
