"""Rooms of marketing."""

from app.views.house.offered import Offered

ROOMS: tuple[Offered, ...] = ()
