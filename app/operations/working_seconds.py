"""Working time in the database: for thousands of rows at once, by the same shifts that ``WorkingHours`` counts."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.working_hours import WorkingHours
from app.operations.register_spec import Expression

DAY = 86_400
PER_DAY = 5
"""Numbers that a day takes in ``_by_day``."""


class WorkedBy(FunctionElement[int]):
    """Seconds of work until a moment: (moment, opens, closes, ahead, days, first day); see ``WorkedTime``."""

    inherit_cache = True
    name = "worked_by"
    type = Integer()


@compiles(WorkedBy, "postgresql")
def _worked_by(element: WorkedBy, compiler: SQLCompiler, **kw: Any) -> str:
    # width_bucket finds the last shift that had begun by a binary search; before the first there is none (NULL).
    moment, opens, closes, ahead, _, _ = (compiler.process(each, **kw) for each in element.clauses)
    # date_part, for extract counts in decimals; its result is whole enough for seconds.
    at = f"CAST(floor(date_part('epoch', {moment})) AS BIGINT)"
    place = f"[width_bucket({at}, {opens})]"
    return f"coalesce(({ahead}){place} + least({at}, ({closes}){place}), 0)"


@compiles(WorkedBy)
def _worked_by_embedded(element: WorkedBy, compiler: SQLCompiler, **kw: Any) -> str:
    moment, _, _, _, days, first = (compiler.process(each, **kw) for each in element.clauses)
    at = f"CAST(strftime('%s', {moment}) AS INTEGER)"
    before, *ends = (
        f"json_extract({days}, '$[' || (({at} / {DAY} - {first}) * {PER_DAY} + {place}) || ']')" for place in range(PER_DAY)
    )
    parts = (f"max(0, min({at}, {closes}) - {opens})" for opens, closes in (ends[:2], ends[2:]))
    return f"coalesce({before} + {' + '.join(parts)}, 0)"


class WorkedTime:
    """``WorkedTime(hours, begin, end).between(start, to)``: seconds of work between two columns.

    Both must lie before *end*; of what is before *begin*, only what was worked since then counts.
    """

    def __init__(self, hours: WorkingHours, begin: datetime, end: datetime) -> None:
        shifts = [(int(opens.timestamp()), int(closes.timestamp())) for opens, closes in hours.shifts(begin, end)]
        # Within a shift, so much is the work that was done apart from the clock.
        ahead, passed = [], 0
        for opens, closes in shifts:
            ahead.append(passed - opens)
            passed += closes - opens
        kind, first = ARRAY(BigInteger), int(begin.timestamp()) // DAY
        self._shifts = (
            bindparam("shift_opens", [opens for opens, _ in shifts], type_=kind),
            bindparam("shift_closes", [closes for _, closes in shifts], type_=kind),
            bindparam("shift_ahead", ahead, type_=kind),
            bindparam("shift_days", json.dumps(_by_day(shifts, first, int(end.timestamp()) // DAY)), type_=Text()),
            bindparam("shift_first", first, type_=BigInteger()),
        )

    def between(self, start: Expression, to: Expression) -> ColumnElement[int]:
        """Seconds of work from *start* to *to*; negative where *to* is earlier."""
        return WorkedBy(to, *self._shifts) - WorkedBy(start, *self._shifts)


def _by_day(shifts: Sequence[tuple[int, int]], first: int, last: int) -> list[int]:
    """For each day of UTC: what was worked before the shifts that touch it, and begin and end of these (two at most)."""
    found, passed, place = [], 0, 0
    for day in range(first, last + 1):
        while place < len(shifts) and shifts[place][1] <= day * DAY:
            passed += shifts[place][1] - shifts[place][0]
            place += 1
        touching = [shift for shift in shifts[place : place + 2] if shift[0] < (day + 1) * DAY]
        found += [passed, *(end for shift in (*touching, (0, 0), (0, 0))[:2] for end in shift)]
    return found
