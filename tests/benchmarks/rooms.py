"""Every room of the house on a company of any size: time to the first rows, longest block of the window's thread, memory.

A room that is added to ``app.views.rooms.HOUSE`` is measured without a word here.
"""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.company import Employee
from app.models.terms import Role
from tests import factories
from tests.benchmarks.company import Company
from tests.benchmarks.measuring import Figure

LOGIN = "everybody"
"""Somebody with every role, so that there is every room to open."""
LONGEST_BLOCK = 16
"""Milliseconds that the window's thread may be blocked (design.md, section 8)."""
MOST_MEGABYTES = 250


def figures(company: Company, rounds: int) -> list[Figure]:
    """A line for each room, for each way of scrolling, and for the memory; *rounds* does not matter here."""
    del rounds
    return [_figure(measured) for measured in walked(company)]


def everybody(session: Session) -> None:
    """Hire the one with every role, once."""
    if session.scalar(select(Employee.id).where(Employee.login == LOGIN)) is None:
        factories.employee(session, "Everybody", *Role, department="Prom", login=LOGIN)


def walked(company: Company) -> list[dict[str, Any]]:
    """What one window told on its way through all rooms, in a home of its own."""
    store = company.store()
    store.write(everybody)
    store.close()
    with tempfile.TemporaryDirectory(prefix="kontor-home-") as home:
        done = subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.rooms_window", company.url, home, LOGIN],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _figure(told: dict[str, Any]) -> Figure:
    if "memory" in told:
        name = (
            "memory with every room opened, and its lists scrolled"
            if told.get("scrolled")
            else "memory with every room opened"
        )
        return Figure(
            name,
            f"{told['memory']:.0f} MB",
            "",
            "",
            f"≤ {MOST_MEGABYTES} MB",
            told["memory"] <= MOST_MEGABYTES,
            told["memory"],
        )
    block = f"block {told['block']:.0f} ms, of it work {told['work']:.0f} ms"
    budget, met = f"work ≤ {LONGEST_BLOCK} ms", told["work"] <= LONGEST_BLOCK
    if "room" in told:
        name = f"{told['room']}, {told['visit']} visit: first rows, everything"
        return Figure(name, f"{told['rows']:.0f} ms, {told['whole']:.0f} ms", block, "", budget, met, told["rows"])
    name = f"{told['scroll']} × {told['times']} in the longest list"
    return Figure(name, f"{told['middle']:.0f} ms, longest {told['longest']:.0f} ms", block, "", budget, met, told["middle"])
