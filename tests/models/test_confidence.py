"""How sure a mean is, against published figures and by its own laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.confidence import FEW, HIGHEST, LOWEST, estimate, wilson


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        # R 4.3: prop.test(x, n, correct = FALSE)$conf.int
        (1, 1, 0.2065, 1.0),
        (0, 10, 0.0, 0.2775),
        (8, 10, 0.4902, 0.9433),
        (15, 148, 0.0624, 0.1605),
        (81, 263, 0.2553, 0.3662),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_intervals_are_those_that_statisticians_print(hits: int, count: int, low: float, high: float) -> None:
    found = wilson(hits / count, count)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


def test_one_happy_customer_proves_little() -> None:
    alone = estimate(5.0, 1)
    assert alone.few
    assert alone.interval.low == pytest.approx(1.826, abs=1e-3)
    assert alone.interval.high == HIGHEST
    # Three who all said 5 are not certainty either: Student's interval would be nothing wide here.
    assert estimate(5.0, 3).interval.low == pytest.approx(2.754, abs=1e-3)


@given(st.lists(st.integers(LOWEST, HIGHEST), min_size=1, max_size=60))
def test_the_mean_lies_within_and_more_answers_narrow(marks: list[int]) -> None:
    mean = sum(marks) / len(marks)
    found, twice = estimate(mean, len(marks)), estimate(mean, 2 * len(marks))
    assert LOWEST <= found.interval.low <= mean + 1e-9
    assert mean - 1e-9 <= found.interval.high <= HIGHEST
    assert twice.interval.high - twice.interval.low < found.interval.high - found.interval.low
    assert found.few is (len(marks) < FEW)


@pytest.mark.parametrize(("mean", "count"), [(5.0, 0), (5.1, 3), (0.9, 3)])
def test_what_is_no_mean_is_refused(mean: float, count: int) -> None:
    with pytest.raises(ValueError, match="share"):
        estimate(mean, count)
