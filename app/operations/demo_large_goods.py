"""The articles of a company of real size, their batches, and its warehouse: each balance is the sum of its moves."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.gtin import check_digit
from app.models.counterparties import Counterparty
from app.models.naming import folded
from app.models.products import Barcode, Product
from app.models.stock import Batch, Location, StockBalance, StockMove
from app.models.terms import MoveKind
from app.operations.demo_data import CERTIFIED
from app.operations.demo_large_ground import DAY, Door, Ground, happened, table
from app.operations.demo_large_links import OUTSIDERS
from app.operations.demo_large_words import DESIGNS, EQUIPMENT_OF, FAMILIES

BATCHES = 4
"""Subject of the dice."""
OUR_PREFIX = "04098765"
COST_PERCENT = 62
LOCATIONS = 240
SPLIT = 10
"""Every so many-th batch lies at two places."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article to be; price in cents, size: how many of it a batch has."""

    code: str
    name: str
    equipment: str
    price: int
    made: bool
    shelf_days: int | None
    unit: str
    size: int


def articles(ground: Ground) -> list[Article]:
    """All of them; every family in many sizes and designs."""
    made = []
    for number in range(ground.extent.products):
        code, name, equipment, price, ours, shelf = FAMILIES[number % len(FAMILIES)]
        size = number // len(FAMILIES)
        design = DESIGNS[ground.stranger(number) % len(DESIGNS)]
        dear = price * 100 * (10 + size) // 10
        made.append(
            Article(
                f"{code}-{10 + 5 * size}",
                f"{name} {code}-{10 + 5 * size}, {design}",
                equipment,
                dear,
                ours,
                shelf,
                "l" if code == "OIL" else "pc",
                200 if price < 200 else 12 if price < 8_000 else 4,
            )
        )
    return made


def sold_by(goods: Sequence[Article]) -> dict[str, list[int]]:
    """Department → places of the articles that it sells."""
    return {
        department: [place for place, article in enumerate(goods) if article.equipment in kinds]
        for department, kinds in EQUIPMENT_OF.items()
    }


def lay_articles(ground: Ground, goods: Sequence[Article], door: Door) -> None:
    """Write articles, barcodes, places and batches."""
    first = ground.first_id(Product)
    door.write(
        table(Product),
        (
            *("id", "code", "name", "folded", "unit", "price", "equipment_id", "made", "supplier_id", "lead_days"),
            *("has_expiry", "shelf_days", "needs_certificate", "needs_commissioning"),
        ),
        (
            (
                *(first + place, each.code, each.name, folded(each.name), each.unit, cents(each.price)),
                *(ground.traits[each.equipment], each.made, supplier(ground, place, each), 42 if each.made else 14),
                *(each.shelf_days is not None, each.shelf_days, each.equipment in CERTIFIED),
                each.equipment != "Spare parts",
            )
            for place, each in enumerate(goods)
        ),
        currency="EUR",
    )
    codes = ground.first_id(Barcode)
    door.write(
        table(Barcode),
        ("id", "product_id", "code"),
        (
            (codes + 2 * place + which, first + place, code)
            for place, each in enumerate(goods)
            for which, code in enumerate((_gtin(place), each.code))
        ),
        quantity=Decimal(1),
    )
    places = ground.first_id(Location)
    door.write(
        table(Location),
        ("id", "code", "name"),
        (
            (places + n, name, name)
            for n, name in enumerate(f"L{n // 24 + 1:02d}-{n // 4 % 6 + 1}-{n % 4 + 1}" for n in range(LOCATIONS))
        ),
    )
    _lay_batches(ground, goods, door)


def _gtin(place: int) -> str:
    body = f"{OUR_PREFIX}{place:05d}"
    return body + check_digit(body)


def supplier(ground: Ground, place: int, article: Article) -> int | None:
    """Id of one of the suppliers among the counterparties, for what is bought."""
    many = max(1, ground.extent.counterparties // (3 * OUTSIDERS))
    return None if article.made else ground.first_id(Counterparty) + 13 + 3 * OUTSIDERS * (place % min(many, 60))


def batch_received(ground: Ground, batch: int) -> int:
    """When *batch* (place of its article × batches of each + its turn) came in."""
    turn = batch % ground.extent.batches
    return happened(ground.today, (turn + 0.5) / ground.extent.batches, ground.stranger(batch, BATCHES))


def _lay_batches(ground: Ground, goods: Sequence[Article], door: Door) -> None:
    first, products = ground.first_id(Batch), ground.first_id(Product)

    def rows() -> Iterator[tuple[Any, ...]]:
        for batch in range(len(goods) * ground.extent.batches):
            place, turn = divmod(batch, ground.extent.batches)
            article, came = goods[place], batch_received(ground, batch)
            received = ground.moment(came)
            expiry = None if article.shelf_days is None else (received + timedelta(days=article.shelf_days)).date()
            over = expiry is not None and expiry < ground.moment(ground.today).date()
            yield (
                *(
                    first + batch,
                    products + place,
                    f"{article.code[0]}{received:%y}-{place:04d}-{turn + 1:02d}",
                    expiry,
                    received,
                ),
                *(supplier(ground, place, article), cents(article.price * COST_PERCENT // 100), over),
                "Over its date" if over else "",
            )

    columns = ("id", "product_id", "code", "expiry", "received_at", "supplier_id", "unit_cost", "blocked", "blocked_reason")
    door.write(table(Batch), columns, rows(), currency="EUR")


def left_over(ground: Ground, goods: Sequence[Article], batch: int) -> int:
    """How many of *batch* are neither shipped nor held: most of the newer batches, little of the older ones."""
    place, turn = divmod(batch, ground.extent.batches)
    dice = ground.stranger(batch, BATCHES) >> 8
    fresh = turn * 10 >= ground.extent.batches * 7
    return dice % goods[place].size + 1 if fresh or dice % 10 == 0 else 0


def location_of(ground: Ground, batch: int) -> int:
    """Id of the place where *batch* lies."""
    return ground.first_id(Location) + batch * 7 % LOCATIONS


def lay_stock(ground: Ground, goods: Sequence[Article], shipped: Sequence[int], held: Sequence[int], door: Door) -> None:
    """Write what came in, what moved to a second place, and the balances. shipped, held: batch → pieces."""
    moves, balances = ground.first_id(StockMove), ground.first_id(StockBalance)
    batches, products = ground.first_id(Batch), ground.first_id(Product)
    count = len(goods) * ground.extent.batches
    rest = array("I", (left_over(ground, goods, batch) for batch in range(count)))

    def aside(batch: int) -> int:
        """How many lie at the second place."""
        return rest[batch] // 2 if batch % SPLIT == 3 else 0

    def moved() -> Iterator[tuple[Any, ...]]:
        for batch in range(count):
            came = batch_received(ground, batch)
            ids = products + batch // ground.extent.batches, batches + batch
            here = location_of(ground, batch)
            total = shipped[batch] + held[batch] + rest[batch]
            if total:
                yield (
                    moves + 2 * batch,
                    ground.moment(came),
                    MoveKind.OPENING,
                    *ids,
                    None,
                    here,
                    Decimal(total),
                    "Opening stock",
                )
            if aside(batch):
                there, at = location_of(ground, batch + 1), ground.moment(came + DAY)
                yield moves + 2 * batch + 1, at, MoveKind.TRANSFER, *ids, here, there, Decimal(aside(batch)), ""

    def balanced() -> Iterator[tuple[Any, ...]]:
        for batch in range(count):
            ids = products + batch // ground.extent.batches, batches + batch
            here = held[batch] + rest[batch] - aside(batch)
            if here or shipped[batch]:
                yield balances + 2 * batch, *ids, location_of(ground, batch), Decimal(here), Decimal(held[batch])
            if aside(batch):
                yield balances + 2 * batch + 1, *ids, location_of(ground, batch + 1), Decimal(aside(batch)), Decimal(0)

    columns = ("id", "at", "kind", "product_id", "batch_id", "from_location_id", "to_location_id", "quantity", "reason")
    door.write(table(StockMove), columns, moved())
    door.write(table(StockBalance), ("id", "product_id", "batch_id", "location_id", "on_hand", "reserved"), balanced())


def cents(amount: int) -> Decimal:
    """*amount* of cents as money."""
    return Decimal(amount).scaleb(-2)
