"""A store without a database, for tests of windows."""

import threading
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from app.errors import Offline
from app.events import Change

T = TypeVar("T")
P = ParamSpec("P")


class Session:
    """Stands for a database session; finds no connection while the plug is out."""

    def __init__(self, plug: threading.Event) -> None:
        self._plug = plug

    def connection(self) -> None:
        if not self._plug.is_set():
            raise Offline("No connection to the database")


class BooksOnPaper:
    """A store without a database: one lock for changes, none for reads, a plug that can be pulled."""

    def __init__(self) -> None:
        self.plug = threading.Event()
        self.plug.set()
        self.announced: Callable[[list[Change]], None] = lambda changes: None

    def read(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        session = Session(self.plug)
        session.connection()
        return use(session, *args, **kw)

    def write(self, use: Callable[Concatenate[Any, P], T], /, *args: P.args, **kw: P.kwargs) -> T:
        session = Session(self.plug)
        session.connection()
        answer = use(session, *args, **kw)
        self.announced([Change("deal", frozenset({1}), mine=True)])
        return answer
