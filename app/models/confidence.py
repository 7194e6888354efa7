"""How sure a mean of few answers is: an interval for marks from 1 (bad) to 5 (good). Pure.

Wilson's score interval (E. B. Wilson, JASA 22, 1927), for marks read as a share of the way from 1 to 5. A quantity between
0 and 1 with mean p varies at most by p(1 - p), as much as a yes-or-no answer; so the interval is never too narrow, and
unlike Student's it does not shrink to nothing where three customers all said 5.
"""

from dataclasses import dataclass
from math import sqrt

LOWEST, HIGHEST = 1, 5
SURE = 1.959963984540054
"""The normal quantile of 95 per cent, both sides."""
FEW = 5
"""Below so many answers a mean says too little to judge anybody by it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies in 95 of 100 cases."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean mark of *count* customers, and how sure it is."""

    mean: float
    count: int
    interval: Interval

    @property
    def few(self) -> bool:
        """Whether the answers are too few to judge by."""
        return self.count < FEW


def wilson(share: float, count: int) -> Interval:
    """The interval of a share between 0 and 1 that was seen in *count* cases. Raises ValueError for what is none."""
    if count < 1 or not 0 <= share <= 1:
        raise ValueError("a share lies between 0 and 1, and was seen at least once")
    square = SURE * SURE
    middle = share + square / (2 * count)
    reach = SURE * sqrt(share * (1 - share) / count + square / (4 * count * count))
    below = 1 + square / count
    return Interval(max(0.0, (middle - reach) / below), min(1.0, (middle + reach) / below))


def estimate(mean: float, count: int) -> Estimate:
    """How sure the *mean* of *count* marks is. Raises ValueError for a mean outside of the marks, or without any."""
    span = HIGHEST - LOWEST
    share = wilson((mean - LOWEST) / span, count)
    return Estimate(mean, count, Interval(LOWEST + span * share.low, LOWEST + span * share.high))
