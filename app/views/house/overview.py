"""Rooms of the heads: charts, and what is looked at from above."""

from app.views.house.offered import Offered

ROOMS: tuple[Offered, ...] = ()
