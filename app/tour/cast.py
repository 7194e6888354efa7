"""Who plays in the tour, and the goods that its story needs."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.company import Department, Employee, EmployeeRole
from app.models.products import Product
from app.models.session import now
from app.models.stock import Batch, Location, StockBalance
from app.models.terms import MoveKind, Role
from app.operations.stock import Goods, bring_in

CHAMBER = "KK-500-T"
CARTRIDGE = "AD-12-T"
CHAMBER_GTIN = "04650000000010"
CARTRIDGE_GTIN = "04650000000027"
OLDER, NEWER, MADE = "AD25-0417", "AD26-0031", "AD26-1123"
ARTICLES = (
    "code;name;unit;price;currency;gtin;made;has_expiry;needs_certificate;equipment\n"
    f"{CHAMBER};Climatic chamber KK-500, −70 … +180 °C;pc;28400,00;EUR;{CHAMBER_GTIN};yes;no;yes;Climatic equipment\n"
    f"{CARTRIDGE};Adsorber cartridge AD-12 for dry air;pc;148,50;EUR;{CARTRIDGE_GTIN};yes;yes;no;Spare parts\n"
)


def login_of(session: Session, role: Role, department: str = "") -> str:
    """The login of somebody with *role*, in *department* (its code) if it is given. Raises NotFound."""
    query = (
        select(Employee.login)
        .join(EmployeeRole, EmployeeRole.employee_id == Employee.id)
        .where(EmployeeRole.role == role, Employee.active)
        .order_by(Employee.id)
    )
    if department:
        query = query.join(Department, Department.id == Employee.department_id).where(Department.code == department)
    login = session.scalar(query.limit(1))
    if login is None:
        raise NotFound("Nobody here is {role}.", role=role.value)
    return login


def lay_in_stock(session: Session) -> None:
    """Two batches of cartridges in stock: three of the older one, two of the newer."""
    product = session.scalars(select(Product.id).where(Product.code == CARTRIDGE)).one()
    place = session.scalars(select(Location.id).where(Location.pickable).order_by(Location.id).limit(1)).one()
    today = now(session).date()
    for code, days, quantity in ((NEWER, 400, 2), (OLDER, 60, 3)):
        batch = Batch(
            product_id=product,
            code=code,
            expiry=today + timedelta(days=days),
            received_at=now(session) - timedelta(days=30),
            unit_cost=Decimal("92.00"),
            currency="EUR",
        )
        session.add(batch)
        session.flush()
        bring_in(session, MoveKind.OPENING, [Goods(product, batch.id, place, Decimal(quantity))], reason="Opening stock")


def stock_of(session: Session, code: str) -> tuple[Decimal, Decimal]:
    """(on hand, reserved) of the article *code*, over all batches and places."""
    rows = session.execute(
        select(StockBalance.on_hand, StockBalance.reserved)
        .join(Product, Product.id == StockBalance.product_id)
        .where(Product.code == code)
    ).all()
    return sum((row.on_hand for row in rows), Decimal(0)), sum((row.reserved for row in rows), Decimal(0))


def box_code(gtin: str, batch: str, expiry: date | None = None) -> str:
    """What the label of a box says to a scanner: GS1-128 with article, use-by date and batch."""
    return f"]C101{gtin}" + (f"17{expiry:%y%m%d}" if expiry else "") + f"10{batch}"


def titles(columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Every title that a column of an import may have."""
    return [title for field, names in columns.items() for title in (field, *names)]
