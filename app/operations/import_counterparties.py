"""Moving counterparties in: matched by number, address or tax number, then by name; written all at once [M79, C25]."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.language import phrase
from app.models.company import Department, Employee
from app.models.naming import LONGEST_NAME
from app.models.terms import ContactPointKind, CounterpartyKind
from app.operations.import_cells import (
    Findings,
    RowCells,
    country_of,
    emails_in,
    language_of,
    phones_in,
    row_cells,
)
from app.operations.import_columns import COUNTERPARTY_COLUMNS, KIND_WORDS
from app.operations.import_matching import Entry, Matching, Point, Target
from app.operations.import_writing import write_counterparties
from app.operations.importing import ImportResult, may_import, refused, require_column, unknown_columns
from app.tables import Table, fold_header

ENTITY_FIELDS = {
    "tax_id": 32,
    "vat_id": 32,
    "tax_reason_code": 32,
    "registration_number": 64,
    "bank_name": LONGEST_NAME,
    "bank_account": 64,
    "bank_code": 32,
    "correspondent_account": 32,
}
"""Fields of a legal entity → characters that they hold."""
_WITHOUT_BLANKS = frozenset({"tax_id", "vat_id", "tax_reason_code", "bank_account", "bank_code", "correspondent_account"})


@dataclass(slots=True)
class _Reader:
    """Reads rows into entries; departments and sellers by every word they may be called."""

    region: str
    departments: dict[str, int] = field(default_factory=dict)
    sellers: dict[str, int] = field(default_factory=dict)
    department_codes: str = ""


def import_counterparties(session: Session, table: Table, *, region: str = "RU", dry_run: bool = False) -> ImportResult:
    """Add and complete counterparties from *table*; national numbers belong to *region* (ISO 3166).

    Filled cells win over what is kept, empty ones change nothing; numbers, addresses, people and legal entities are
    added. A customer never becomes a lead again. dry_run: only say what would happen, problems included.
    Raises ImportRefused with every problem of every cell, NotAllowed, UserError.
    """
    may_import(session)
    require_column(table, COUNTERPARTY_COLUMNS, "name")
    columns = unknown_columns(table, COUNTERPARTY_COLUMNS)
    findings = Findings()
    reader = _reader(session, region)
    entries = [_entry(cells, reader) for cells in row_cells(table, COUNTERPARTY_COLUMNS, findings)]
    matching = Matching(session, entries)
    targets: dict[int, Target] = {}
    for entry in entries:
        target = matching.target_of(entry)
        targets.setdefault(id(target), target)
    answer = refused(findings, table, dry_run=dry_run)
    if answer is not None:
        return answer
    created, updated, unchanged = write_counterparties(session, list(targets.values()), dry_run=dry_run)
    return ImportResult(created, updated, unchanged, doubts=tuple(findings.doubts), unknown_columns=columns)


def _reader(session: Session, region: str) -> _Reader:
    reader = _Reader(region)
    codes = []
    for department in session.execute(select(Department.id, Department.code, Department.name, Department.sells)):
        reader.departments |= {fold_header(word): department.id for word in (department.code, department.name)}
        codes += [department.code] if department.sells else []
    reader.department_codes = ", ".join(codes)
    for employee in session.execute(select(Employee.id, Employee.login, Employee.name).where(Employee.active)):
        reader.sellers |= {fold_header(word): employee.id for word in (employee.login, employee.name)}
    return reader


def _entry(cells: RowCells, reader: _Reader) -> Entry:
    name = cells.text("name", LONGEST_NAME) or cells.text("legal_name", LONGEST_NAME)
    entry = Entry(cells, name)
    if not name:
        cells.wrong("name", phrase("A counterparty needs a name."))
    entry.kind = _kind(cells)
    country = _country(cells)
    entry.single = {
        "department_id": _department(cells, reader),
        "seller_id": _seller(cells, reader),
        "language": _language(cells),
        "region": country,
        "website": cells.text("website"),
        "note": cells.lines("note"),
    }
    entry.points = _points(cells, country or reader.region)
    entry.contact = cells.text("contact", LONGEST_NAME)
    entry.position = cells.text("position")
    entry.entity = _entity(cells, name, country)
    entry.sites = [
        " ".join(line.split()) for cell in cells.values("delivery_address") for line in cell.splitlines() if line.strip()
    ]
    return entry


def _kind(cells: RowCells) -> CounterpartyKind | None:
    word = cells.text("kind")
    kind = KIND_WORDS.get(fold_header(word))
    if word and kind is None:
        cells.wrong("kind", phrase("This is none of lead, customer, partner, supplier."), word)
    return kind


def _department(cells: RowCells, reader: _Reader) -> int | None:
    word = cells.text("department")
    found = reader.departments.get(fold_header(word))
    if word and found is None:
        cells.wrong("department", phrase("There is no such department; there are {codes}.", codes=reader.department_codes))
    return found


def _seller(cells: RowCells, reader: _Reader) -> int | None:
    word = cells.text("seller")
    found = reader.sellers.get(fold_header(word))
    if word and found is None:
        cells.wrong("seller", phrase("Nobody of this name works here: add the employee first, or leave the cell empty."))
    return found


def _language(cells: RowCells) -> str:
    word = cells.text("language")
    code = language_of(word) if word else ""
    if code is None:
        cells.wrong("language", phrase("No language is known by this name: write en, de, ru."), word)
    return code or ""


def _country(cells: RowCells) -> str:
    word = cells.text("region")
    code = country_of(word) if word else ""
    if code is None:
        cells.wrong("region", phrase("No country is known by this name: write its two letters, such as DE or RU."), word)
    return code or ""


def _points(cells: RowCells, region: str) -> list[Point]:
    points: dict[tuple[ContactPointKind, str], Point] = {}
    for cell in cells.values("phone"):
        numbers, unread = phones_in(cell, region)
        for text in unread:
            cells.wrong(
                "phone", phrase("This is no telephone number that can be dialled; write it with its country code."), text
            )
        for number in numbers:
            key = (ContactPointKind.PHONE, number.e164)
            points.setdefault(key, Point(*key, raw=number.raw, extension=number.extension[:16]))
    for cell in cells.values("email"):
        addresses, unread = emails_in(cell)
        for text in unread:
            cells.wrong("email", phrase("This is no e-mail address."), text)
        for address in addresses:
            key = (ContactPointKind.EMAIL, address)
            points.setdefault(key, Point(*key, raw=address))
    return list(points.values())


def _entity(cells: RowCells, name: str, country: str) -> dict[str, str]:
    """Fields of a legal entity, with its name; nothing if the row says nothing of one."""
    said = {field: cells.text(field, longest) for field, longest in ENTITY_FIELDS.items()}
    said = {field: value.replace(" ", "") if field in _WITHOUT_BLANKS else value for field, value in said.items()}
    said["address"] = ", ".join(line.strip(" ,") for line in cells.lines("address").splitlines() if line.strip(" ,"))
    said = {field: value for field, value in said.items() if value}
    legal_name = cells.text("legal_name", LONGEST_NAME)
    if not said and not legal_name:
        return {}
    return {"name": legal_name or name, **({"country": country} if country else {}), **said}
