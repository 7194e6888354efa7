"""About how many rows a question has, where counting them would take longer than anybody waits for a figure."""

from typing import Any

from sqlalchemy import ClauseElement, Executable, Select, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

COUNTED = 100_000
"""Rows that an embedded file is counted up to; reading them takes some hundredths of a second."""


class _Plan(Executable, ClauseElement):
    """What PostgreSQL would do for *query*, as JSON, without doing it."""

    inherit_cache = False

    def __init__(self, query: Select[*tuple[Any, ...]]) -> None:
        self.query = query


@compiles(_Plan)
def _explain(element: _Plan, compiler: SQLCompiler, **_given: Any) -> str:
    return f"EXPLAIN (FORMAT JSON) {compiler.process(element.query)}"


def estimated_count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    """About how many rows *query* has; its order and limit do not count.

    On PostgreSQL what the planner expects from its statistics: a thousandth of a second, whatever the size. An embedded
    file has no such statistics: there the rows are counted, up to ``COUNTED``; above it the answer is an upper bound, the
    highest id of the table that the query begins with (at least ``COUNTED``).
    """
    whole = query.order_by(None).limit(None).offset(None)
    if session.connection().dialect.name == "postgresql":
        [[answer]] = session.connection().execute(_Plan(whole)).scalars().all()
        return int(answer["Plan"]["Plan Rows"])
    found = session.scalar(select(func.count()).select_from(whole.limit(COUNTED + 1).subquery())) or 0
    if found <= COUNTED:
        return found
    return max(COUNTED, session.scalar(select(func.max(_first_id(whole)))) or 0)


def _first_id(query: Select[*tuple[Any, ...]]) -> Any:
    """The id of the table that *query* begins with."""
    begun: Any = query.get_final_froms()[0]
    while hasattr(begun, "left"):
        begun = begun.left
    return begun.c.id
