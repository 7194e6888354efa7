"""What every floor shares: SQL by psycopg on one connection, with the trail and the news that Kontor promises."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

Connection = psycopg.Connection[Any]
Values = dict[str, Any]

TRAIL = """
    INSERT INTO audit_entry (at, employee_id, action, table_name, record_id, changes)
    VALUES (%(at)s, %(employee)s, %(action)s, %(table)s, %(record)s, %(changes)s)
"""
TELL = "SELECT pg_notify('kontor', %s)"


class Trail:
    """Collects what a transaction changed, and writes it before the commit: the lines in one pipeline, then the news."""

    def __init__(self, at: datetime, employee: int | None) -> None:
        self._at = at
        self._employee = employee
        self._lines: list[Values] = []
        self._topics: dict[str, list[int]] = {}

    def inserted(self, table: str, record: int | None, values: Values) -> None:
        """Note a new row of an audited table."""
        self.changed("insert", table, record, {key: [None, value] for key, value in values.items() if value is not None})

    def changed(self, action: str, table: str, record: int | None, changes: dict[str, list[Any]]) -> None:
        """Note a change: column → [before, after]."""
        self.touched(table, record)
        self._lines.append(
            {
                "at": self._at,
                "employee": self._employee,
                "action": action,
                "table": table,
                "record": record,
                "changes": json.dumps(changes, default=str),
            }
        )

    def touched(self, table: str, *records: int | None) -> None:
        """Note that other workstations should look again."""
        self._topics.setdefault(table, []).extend(each for each in records if each is not None)

    def write(self, cursor: psycopg.Cursor[Any]) -> None:
        """Into the running transaction."""
        if self._lines:
            cursor.executemany(TRAIL, self._lines)
        cursor.execute(TELL, (json.dumps({"origin": "floor", "topics": self._topics}),))


def adding(table: str, columns: Sequence[str], rows: int = 1, *, returning: bool = True) -> bytes:
    """The INSERT of *rows* rows at once, values in the order of *columns* row by row."""
    gaps = ", ".join(["%s"] * len(columns))
    values = ", ".join([f"({gaps})"] * rows)
    end = " RETURNING id" if returning else ""
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {values}{end}".encode()


def fetched(cursor: psycopg.Cursor[Any]) -> Any:
    """The first column of the one row."""
    row = cursor.fetchone()
    assert row is not None
    return row[0]
