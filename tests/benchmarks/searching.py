"""The search for everything, by any part of a name, number, phone or address; against the same looks in bare SQL."""

from collections.abc import Callable, Sequence
from functools import partial

from app.database.store import Store
from app.models.searched import SEARCHED, plain_text
from app.operations.search import find
from tests.benchmarks.company import Company
from tests.benchmarks.crowd import STREETS, Connection, crowded
from tests.benchmarks.listing import compared
from tests.benchmarks.measuring import Figure, Side, Spread, against_floor, in_turns

SHOWN = 8
LESS = 5
"""A search takes some ten times as long as other work: so much fewer rounds are enough."""
_TABLES = {
    # What is shown of each find, and the way to the counterparty, the article whose name stands beside it.
    "counterparty": "SELECT id, kind, name, '' FROM counterparty WHERE merged_into_id IS NULL AND {has}",
    "contact": "SELECT c.id, c.kind, contact.name, c.name FROM contact JOIN counterparty c ON c.id = counterparty_id "
    "WHERE c.merged_into_id IS NULL AND {has}",
    "contact_point": "SELECT c.id, c.kind, c.name, value FROM contact_point JOIN counterparty c ON c.id = counterparty_id "
    "WHERE c.merged_into_id IS NULL AND {has}",
    "legal_entity": "SELECT c.id, c.kind, c.name, tax_id FROM legal_entity JOIN counterparty c ON c.id = counterparty_id "
    "WHERE c.merged_into_id IS NULL AND {has}",
    "site": "SELECT c.id, c.kind, c.name, address FROM site JOIN counterparty c ON c.id = counterparty_id "
    "WHERE c.merged_into_id IS NULL AND {has}",
    "deal": "SELECT deal.id, number, title, c.name FROM deal JOIN counterparty c ON c.id = counterparty_id WHERE {has}",
    "inquiry": "SELECT inquiry.id, number, subject, c.name FROM inquiry LEFT JOIN counterparty c ON c.id = counterparty_id "
    "WHERE {has}",
    "product": "SELECT id, code, name, '' FROM product WHERE {has}",
    "product_code": "SELECT id, code, name, '' FROM product WHERE {has}",
    "batch": "SELECT batch.id, batch.code, product.name, '' FROM batch JOIN product ON product.id = product_id WHERE {has}",
}
_DEAL = (
    "SELECT deal.id, number, title, c.name FROM deal JOIN counterparty c ON c.id = counterparty_id WHERE number = %(text)s"
)
_BARCODE = "SELECT product.id, product.code, name, '' FROM product JOIN barcode ON product_id = product.id "
_BARCODE += "WHERE barcode.code = %(text)s"


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table."""
    found: list[Figure] = []
    ours: dict[str, list[Spread]] = {}
    for count in company.crowds:
        store, connection = crowded(company, count)
        for name, text in _texts(connection, count).items():
            _demand_found(store, connection, text)
            spreads = in_turns(
                Side(text, partial(_found, store)), Side(text, partial(_by_hand, connection)), max(rounds // LESS, 10)
            )
            ours.setdefault(name, []).append(spreads[0])
            found.append(against_floor(f"search {count:,}: {name}", *spreads, most=2))
        store.close()
        connection.close()
    for name, (small, *larger) in ours.items():
        found += [compared(f"search large to small: {name}", large, small, None) for large in larger]
    return found


def _texts(connection: Connection, count: int) -> dict[str, Callable[[int], str]]:
    """What is typed in each round, always something that is there."""
    with connection.transaction():
        names = [
            row[0] for row in connection.execute(b"SELECT folded FROM counterparty WHERE id > 1000 ORDER BY id LIMIT 500")
        ]

    def some(number: int) -> int:
        return number * 7919 % count + 1

    return {
        "part of a name": lambda n: names[n * 131 % len(names)][3:],
        "a name that 1 in 30 has": lambda n: ("тула", "казан", "pirna", "derby", "самар")[n % 5],
        "part of a phone": lambda n: f"43{some(n):07d}",
        "a phone as it is dialled": lambda n: _dialled(f"{some(n):07d}"),
        "part of an e-mail": lambda n: f"ce{some(n)}@firm",
        "part of a tax number": lambda n: str(7700000000 + some(n) * 7919)[1:],
        "an address": lambda n: f"{100000 + some(n) % 899999} {STREETS[n % 3]}",
        "number of a deal": lambda n: f"D-{2019 + n % 7}-{n % (count // 30) + 1:04d}",
        "number of a batch": lambda n: f"-{n * 17 % 90_000 + 1:06d}",
    }


def _dialled(number: str) -> str:
    return f"8 (343) {number[:3]}-{number[3:5]}-{number[5:]}"


def _found(store: Store, text: str) -> Sequence[object]:
    return store.read(find, text, SHOWN)


def _by_hand(connection: Connection, text: str) -> Sequence[object]:
    """Each index asked once for fifty answers, in one statement."""
    given: dict[str, str] = {"text": text}
    looks = []
    for name, query in _TABLES.items():
        searched = SEARCHED[name]
        written = searched.expression(searched.table)
        words = _words(name, text)
        for place, word in enumerate(words):
            given[f"{name}_{place}"] = f"%{word}%"
        has = " AND ".join(f"{written} LIKE %({name}_{place})s" for place in range(len(words))) or "false"
        looks.append(f"({query.format(has=has)} LIMIT 50)")
    with connection.transaction():
        return connection.execute(" UNION ALL ".join([*looks, _DEAL, _BARCODE]).encode(), given).fetchall()


def _words(name: str, text: str) -> list[str]:
    if name == "contact_point" and any(sign.isalpha() for sign in text) and " " in text:
        return []
    if name == "contact_point":
        digits = "".join(sign for sign in text if sign.isdigit())
        return [text if any(sign.isalpha() for sign in text) else digits.removeprefix("8")]
    words = plain_text(text).split()
    return [word.strip("()-") for word in words] if SEARCHED[name].plain else words


def _demand_found(store: Store, connection: Connection, text: Callable[[int], str]) -> None:
    """Raises AssertionError where ours finds nothing that the bare looks find."""
    for number in range(5):
        assert bool(_found(store, text(number))) >= bool(_by_hand(connection, text(number))), text(number)
