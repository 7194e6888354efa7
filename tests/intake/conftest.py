"""What every test of the intake can ask for."""

from collections.abc import Iterator

import pytest

from tests.fakes.exchange import FakeExchange


@pytest.fixture
def exchange() -> Iterator[FakeExchange]:
    """A telephone exchange on loopback."""
    with FakeExchange() as running:
        yield running
