"""Working time in the database: for thousands of rows at once, by the same shifts that ``WorkingHours`` counts."""

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.models.working_hours import WorkingHours
from app.operations.register_spec import Expression

EMBEDDED = """
    coalesce((
        SELECT max({before} + min({at}, {closes}) - {opens}) FROM json_each({shifts}) AS shift WHERE {opens} <= {at}
    ), 0)
"""


class WorkedBy(FunctionElement[int]):
    """Seconds of work from the first of some shifts to a moment: (moment, opens, closes, before, all as JSON)."""

    inherit_cache = True
    name = "worked_by"
    type = Integer()


@compiles(WorkedBy, "postgresql")
def _worked_by(element: WorkedBy, compiler: SQLCompiler, **kw: Any) -> str:
    # width_bucket finds the last shift that had begun by a binary search; before the first there is none (NULL).
    moment, opens, closes, before, _ = (compiler.process(each, **kw) for each in element.clauses)
    at = f"CAST(extract(epoch from {moment}) AS BIGINT)"
    place = f"[width_bucket({at}, {opens})]"
    return f"coalesce(({before}){place} + least({at}, ({closes}){place}) - ({opens}){place}, 0)"


@compiles(WorkedBy)
def _worked_by_embedded(element: WorkedBy, compiler: SQLCompiler, **kw: Any) -> str:
    moment, _, _, _, shifts = (compiler.process(each, **kw) for each in element.clauses)
    at = f"CAST(strftime('%s', {moment}) AS INTEGER)"
    opens, closes, before = (f"json_extract(shift.value, '$[{place}]')" for place in range(3))
    return EMBEDDED.format(at=at, shifts=shifts, opens=opens, closes=closes, before=before)


class WorkedTime:
    """``WorkedTime(hours, begin, end).between(start, to)``: seconds of work between two columns.

    Both must lie within *begin* and *end*: what is before the first shift counts as its beginning.
    """

    def __init__(self, hours: WorkingHours, begin: datetime, end: datetime) -> None:
        shifts = [(int(opens.timestamp()), int(closes.timestamp())) for opens, closes in hours.shifts(begin, end)]
        before, passed = [], 0
        for opens, closes in shifts:
            before.append(passed)
            passed += closes - opens
        kind = ARRAY(BigInteger)
        whole = json.dumps([[*shift, passed] for shift, passed in zip(shifts, before, strict=True)])
        self._shifts = (
            bindparam("shift_opens", [opens for opens, _ in shifts], type_=kind),
            bindparam("shift_closes", [closes for _, closes in shifts], type_=kind),
            bindparam("shift_before", before, type_=kind),
            bindparam("shifts", whole, type_=Text()),
        )

    def between(self, start: Expression, to: Expression) -> ColumnElement[int]:
        """Seconds of work from *start* to *to*; negative where *to* is earlier."""
        return WorkedBy(to, *self._shifts) - WorkedBy(start, *self._shifts)
