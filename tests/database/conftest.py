"""Below the operations there is no company: these tests start with empty tables."""

import pytest

from tests.databases import Databases


@pytest.fixture
def database_url(databases: Databases) -> str:
    """A database of the test's own, with all tables and nothing in them."""
    return databases.ready()


@pytest.fixture(scope="session")
def shared_url(databases: Databases) -> str:
    """The database that ``store`` works in, with empty tables."""
    return databases.ready()
