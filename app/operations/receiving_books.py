"""The rows behind one scan, by statements that are built once: a scan should cost hardly more than its rows.

They go past the mapped classes: a count and the record of a scan are their own trail (``ScanRecord``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, and_, bindparam, exists, insert, select, update
from sqlalchemy.orm import Session

from app.models.base import Base
from app.models.company import Employee, EmployeeRole
from app.models.orders import Receipt, ReceiptLine
from app.models.products import Barcode, Product
from app.models.session import acting, touch
from app.models.stock import Batch, ScanRecord
from app.models.terms import ReceiptState, Role
from app.operations.station_rows import StationLine

_receipt, _line, _product, _barcode, _batch, _scan, _employee, _role = (
    Base.metadata.tables[each.__tablename__]
    for each in (Receipt, ReceiptLine, Product, Barcode, Batch, ScanRecord, Employee, EmployeeRole)
)
_MET = (
    select(
        _receipt.c.number,
        _receipt.c.state,
        _scan.c.outcome,
        exists()
        .where(
            _employee.c.id == bindparam("of_employee"),
            _employee.c.active,
            _role.c.employee_id == _employee.c.id,
            _role.c.role.in_((Role.WAREHOUSE, Role.ADMIN)),
        )
        .label("allowed"),
    )
    .select_from(_receipt.outerjoin(_scan, _scan.c.nonce == bindparam("of_nonce")))
    .where(_receipt.c.id == bindparam("of_receipt"))
)
_LINES = (
    select(
        _line.c.id,
        _line.c.position,
        _line.c.expected,
        _line.c.received,
        _product.c.id.label("product_id"),
        _product.c.name,
        _product.c.code,
        _product.c.unit,
        _product.c.has_expiry,
        _barcode.c.quantity.label("pack"),
        _batch.c.id.label("batch_id"),
        _batch.c.code.label("batch_code"),
        _batch.c.expiry,
        _batch.c.blocked,
        _batch.c.blocked_reason,
    )
    .select_from(
        _line.join(_receipt, _receipt.c.id == _line.c.receipt_id)
        .join(_product, _product.c.id == _line.c.product_id)
        .join(_barcode, _barcode.c.product_id == _product.c.id)
        .outerjoin(_batch, and_(_batch.c.product_id == _product.c.id, _batch.c.code == bindparam("of_batch")))
    )
    .where(
        _line.c.receipt_id == bindparam("of_receipt"),
        _barcode.c.code == bindparam("of_code"),
        _receipt.c.state == ReceiptState.OPEN,
    )
    .order_by(_line.c.position)
    .with_for_update(of=_line)
)
_COUNT = update(_line).where(_line.c.id == bindparam("of_line")).values(received=bindparam("now_received"))
_ADD_SCAN = insert(_scan).returning(_scan.c.id)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch as the station needs it."""

    id: int
    code: str
    expiry: date | None
    blocked: bool
    blocked_reason: str


@dataclass(frozen=True, slots=True)
class Met:
    """What a scan meets. outcome: what became of the same scan before, None if it is new; allowed: who scans may receive."""

    receipt_number: str
    is_open: bool
    outcome: str | None
    allowed: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One expected line that a scanned product may belong to, with what the product asks for.

    batch: the one that the box belongs to; None if it is new.
    """

    id: int
    position: int
    expected: Decimal
    received: Decimal
    product_id: int
    name: str
    code: str
    unit: str
    has_expiry: bool
    pack: Decimal
    batch: BatchRow | None

    def row(self, counted: Decimal) -> StationLine:
        """The line after *counted* units more."""
        return StationLine(
            self.id, self.position, self.name, self.code, self.unit, self.expected, self.received + counted, True
        )


_OF_LINE = tuple(each.name for each in fields(Line) if each.name != "batch")


def met(session: Session, receipt_id: int, nonce: str) -> Met | None:
    """The receipt, and what became of this very scan before; None if there is no such receipt."""
    asked = {"of_receipt": receipt_id, "of_nonce": nonce, "of_employee": acting(session)}
    row = session.connection().execute(_MET, asked).first()
    return None if row is None else Met(row.number, row.state is ReceiptState.OPEN, row.outcome, row.allowed)


def line_for(session: Session, receipt_id: int, code: str, batch: str) -> Line | None:
    """The line of an open receipt for what carries *code*, locked: the first that still lacks something, else the last."""
    asked = {"of_receipt": receipt_id, "of_code": code, "of_batch": batch}
    lines = [_expected(row) for row in session.connection().execute(_LINES, asked).mappings()]
    return next((line for line in lines if line.received < line.expected), lines[-1] if lines else None)


def _expected(row: RowMapping) -> Line:
    batch = [row[name] for name in ("batch_id", "batch_code", "expiry", "blocked", "blocked_reason")]
    return Line(**{name: row[name] for name in _OF_LINE}, batch=None if batch[0] is None else BatchRow(*batch))


def count_on(session: Session, receipt_id: int, line: Line, counted: Decimal) -> None:
    """Add *counted* to a locked line."""
    session.connection().execute(_COUNT, {"of_line": line.id, "now_received": line.received + counted})
    touch(session, Receipt.__tablename__, receipt_id)


def write_down(session: Session, record: Mapping[str, Any]) -> None:
    """Keep the scan *record* (columns of ``ScanRecord``)."""
    touch(session, ScanRecord.__tablename__, session.connection().execute(_ADD_SCAN, record).scalar_one())
