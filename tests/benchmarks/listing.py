"""Lists of any length: the first page, a page far down, by key; against the bare SQL of the same page."""

from collections.abc import Callable
from functools import partial

from app.database.store import Store
from app.operations import counterparties, register
from app.operations.register_spec import Shown
from tests.benchmarks.by_hand import Connection
from tests.benchmarks.company import Company
from tests.benchmarks.measuring import Figure, Side, Spread, against_floor, in_turns

DEEP = 0.9
"""How far down the list the deep page begins."""
PAGE = 100
_PAGE = b"""
    SELECT c.id, c.version, c.kind, c.name, e.name AS seller, d.name AS department
    FROM counterparty c LEFT JOIN employee e ON e.id = c.seller_id LEFT JOIN department d ON d.id = c.department_id
    WHERE c.merged_into_id IS NULL AND (c.name, c.id) > (%s, %s) ORDER BY c.name, c.id LIMIT 101
"""
_FAR_DOWN = b"""
    SELECT name, id FROM counterparty WHERE merged_into_id IS NULL ORDER BY name, id
    OFFSET (SELECT count(*) FROM counterparty) * %s::numeric LIMIT 1
"""


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table."""
    store = company.store()
    with company.connection() as connection:
        deep = connection.execute(_FAR_DOWN, [DEEP]).fetchone()
        assert deep is not None
        spreads = {
            name: _page_against_floor(store, connection, after, rounds)
            for name, after in (("first page", None), ("deep page", (deep[0], deep[1])))
        }
        lines = [against_floor(f"counterparties, {name}", *both, most=2) for name, both in spreads.items()]
        lines.append(compared("counterparties, deep to first page", spreads["deep page"][0], spreads["first page"][0]))
        lines.append(_of_register(store, register.Mark(deep[0], deep[1]), rounds))
    store.close()
    connection.close()
    return lines


def compared(name: str, one: Spread, other: Spread) -> Figure:
    """The line of *name*: one of our own figures, which may be twice the other."""
    ratio = one.middle / other.middle
    return Figure(name, f"{one} ms", f"{other} ms", f"{ratio:.2f}", "≤ 2 × the other", ratio <= 2)


def _page_against_floor(
    store: Store, connection: Connection, after: tuple[str, int] | None, rounds: int
) -> tuple[Spread, Spread]:
    def ours(_number: int) -> tuple[counterparties.CounterpartyRow, ...]:
        return store.read(partial(counterparties.find, after=after, limit=PAGE)).rows

    def floor(_number: int) -> list[object]:
        with connection.transaction():
            return list(connection.execute(_PAGE, after or ("", 0), prepare=False))[:PAGE]

    assert len(ours(0)) == len(floor(0)) == PAGE
    return in_turns(Side(_same, ours), Side(_same, floor), rounds)


def _same(number: int) -> int:
    return number


def _of_register(store: Store, deep: register.Mark, rounds: int) -> Figure:
    read: Callable[[register.Mark | None], object] = partial(
        store.read, register.rows, Shown("counterparties", order="name")
    )
    first: Side[register.Mark | None] = Side(lambda _: None, read)
    far: Side[register.Mark | None] = Side(lambda _: deep, read)
    return compared("register of counterparties, deep to first page", *in_turns(far, first, rounds))
