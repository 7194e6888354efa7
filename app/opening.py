"""Opening the database of this workstation: only one whose tables fit this program."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.config import Settings
from app.database import schema
from app.database.engine import sqlite_file
from app.database.revisions import demand_current
from app.database.store import Store
from app.operations.founding import found


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store of *settings*, closed afterwards. An embedded database that is not there yet is made first.

    Raises SchemaMismatch if the tables are of another version, Offline if the database cannot be reached.
    """
    file = sqlite_file(settings.database)
    # A folder that is not there is a slip of the pen, unless it is this workstation's own.
    if file is not None and not file.exists() and (file.parent.exists() or not settings.database_url):
        make_ready(settings.database)
    store = Store(settings.database)
    try:
        demand_current(store.engine)
        yield store
    finally:
        store.close()


def make_ready(url: str) -> str:
    """Create what is missing at *url*: tables, and what every company has before its first day. Returns the revision."""
    revision = schema.create(url)
    store = Store(url)
    try:
        store.write(found)
    finally:
        store.close()
    return revision
