"""How many rows a question has, without counting them: for figures that would be slow and say so."""

import json
from typing import Any

from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session


def estimated_count(session: Session, query: Select[Any]) -> int:
    """About how many rows *query* has: what PostgreSQL's planner expects. SQLite has no such guess and counts."""
    if session.get_bind().dialect.name != "postgresql":
        return session.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
    compiled = query.order_by(None).compile(session.connection(), compile_kwargs={"literal_binds": True})
    plan = session.execute(text("EXPLAIN (FORMAT JSON) " + str(compiled).replace(":", r"\:"))).scalar_one()
    found = plan if isinstance(plan, list) else json.loads(plan)
    return int(found[0]["Plan"]["Plan Rows"])
