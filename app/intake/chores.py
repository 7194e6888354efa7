"""What the intake looks after besides letters and calls, every minute: what waited too long, what is due."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.operations import (
    call_back_climbing,
    inquiry_climbing,
    merging,
    notice_clearing,
    possible_doubles,
    promise_reminding,
)

CHORES: tuple[Callable[[Session, str], int], ...] = (
    call_back_climbing.climb,
    inquiry_climbing.climb,
    notice_clearing.clear,
    merging.gather,
    possible_doubles.sweep,
    promise_reminding.remind,
)
"""Each in a transaction of its own, with the holder of the lease; gives back how many records it moved."""
