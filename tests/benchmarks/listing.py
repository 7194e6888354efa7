"""Lists of any length: the first page, a page far down, by key; against the bare SQL of the same page."""

from collections.abc import Callable
from functools import partial

from app.database.store import Store
from app.operations import counterparties, register
from app.operations.register_spec import Shown
from tests.benchmarks.company import Company
from tests.benchmarks.crowd import Connection, crowded
from tests.benchmarks.measuring import Figure, Side, Spread, against_floor, in_turns

DEEP = 0.9
"""How far down the list the deep page begins."""
PAGE = 100
_PAGE = b"""
    SELECT c.id, c.version, c.kind, c.name, e.name AS seller, d.name AS department
    FROM counterparty c LEFT JOIN employee e ON e.id = c.seller_id LEFT JOIN department d ON d.id = c.department_id
    WHERE c.merged_into_id IS NULL AND (c.name, c.id) > (%s, %s) ORDER BY c.name, c.id LIMIT 101
"""
_BEGIN = ("", 0)


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table."""
    found: list[Figure] = []
    firsts: dict[int, Spread] = {}
    for count in company.crowds:
        store, connection = crowded(company, count)
        lines, firsts[count] = _of_one(store, connection, count, rounds)
        found += lines
        store.close()
        connection.close()
    sizes = sorted(firsts)
    if len(sizes) > 1:
        found.append(compared("first page, large to small", firsts[sizes[-1]], firsts[sizes[0]], 2))
    return found


def compared(name: str, one: Spread, other: Spread, most: float | None) -> Figure:
    """The line of *name*: two of our own figures beside each other."""
    ratio = one.middle / other.middle
    budget = f"≤ {most:g} × the other" if most else ""
    return Figure(name, f"{one} ms", f"{other} ms", f"{ratio:.2f}", budget, ratio <= most if most else None)


def _of_one(store: Store, connection: Connection, count: int, rounds: int) -> tuple[list[Figure], Spread]:
    deep = _far_down(connection, count)
    pages: dict[str, tuple[str, int] | None] = {"first": None, "deep": deep}
    spreads = {}
    lines = []
    for name, after in pages.items():
        ours: Callable[[int], object] = partial(_page, store, after)
        floor: Callable[[int], object] = partial(_by_hand, connection, after or _BEGIN)
        assert len(_page(store, after, 0)) == PAGE
        spreads[name] = in_turns(Side(lambda n: n, ours), Side(lambda n: n, floor), rounds)
        lines.append(against_floor(f"{name} page of {count:,} counterparties", *spreads[name], most=2))
    lines.append(compared(f"deep to first page of {count:,}", spreads["deep"][0], spreads["first"][0], 2))
    lines.append(_of_register(store, deep, count, rounds))
    return lines, spreads["first"][0]


def _of_register(store: Store, deep: tuple[str, int], count: int, rounds: int) -> Figure:
    shown = Shown("counterparties", order="name")
    read: Callable[[register.Mark | None], object] = partial(store.read, register.rows, shown)
    first = Side[register.Mark | None](lambda _: None, read)
    far = Side[register.Mark | None](lambda _: register.Mark(*deep), read)
    one, other = in_turns(far, first, rounds)
    return compared(f"register of {count:,}: deep to first page of 200", one, other, 2)


def _page(store: Store, after: tuple[str, int] | None, _number: int) -> tuple[counterparties.CounterpartyRow, ...]:
    return store.read(partial(counterparties.find, after=after, limit=PAGE)).rows


def _by_hand(connection: Connection, after: tuple[str, int], _number: int) -> list[object]:
    with connection.transaction():
        return list(connection.execute(_PAGE, after))[:PAGE]


def _far_down(connection: Connection, count: int) -> tuple[str, int]:
    query = b"SELECT name, id FROM counterparty WHERE merged_into_id IS NULL ORDER BY name, id OFFSET %s LIMIT 1"
    with connection.transaction():
        row = connection.execute(query, [int(count * DEEP)]).fetchone()
    assert row is not None
    return row[0], row[1]
