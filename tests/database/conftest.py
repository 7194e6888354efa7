"""Below the operations there is no company: these tests start with empty tables."""

import pytest
from sqlalchemy import Engine

from tests.databases import Databases


@pytest.fixture
def database_url(databases: Databases) -> str:
    """A database of the test's own, with all tables and nothing in them."""
    return databases.ready()


@pytest.fixture(scope="session")
def shared_engine(bare_engine: Engine) -> Engine:
    """What ``store`` works in: empty tables."""
    return bare_engine
