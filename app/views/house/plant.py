"""Rooms of the plant, of buying and of service."""

from app.views.house.offered import Offered

ROOMS: tuple[Offered, ...] = ()
