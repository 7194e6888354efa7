"""Rooms that many roles share: tasks, counterparties, calls."""

from app.views.house.offered import Offered

ROOMS: tuple[Offered, ...] = ()
