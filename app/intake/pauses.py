"""Pauses between attempts: growing, so that a server in trouble has its peace, and never the same for all."""

import random

FIRST_SECONDS = 1.0
LONGEST_SECONDS = 300.0
JITTER = 0.25


class Pauses:
    """1, 2, 4 … seconds up to five minutes, each a quarter longer or shorter by chance."""

    def __init__(self, first: float = FIRST_SECONDS, longest: float = LONGEST_SECONDS) -> None:
        self._first = first
        self._longest = longest
        self._next = first

    def next(self) -> float:
        """Seconds to wait now."""
        pause = self._next
        self._next = min(pause * 2, self._longest)
        return pause * random.uniform(1 - JITTER, 1 + JITTER)

    def reset(self) -> None:
        """It went well: the next trouble begins with the shortest pause."""
        self._next = self._first

    def lengthen(self, least: float) -> None:
        """The next pause is no shorter than *least* seconds."""
        self._next = max(self._next, least)
