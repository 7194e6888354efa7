"""Modules that wait with their loading until something of them is used, so that a window is there soon (decision 010).

``import fpdf`` at the top of a file stays what it is, for the reader and for every check of the imports; only the moment
changes. A module of ``WAITING`` is imported whole (``import fpdf``, ``from app.commands import export``), never a name
out of it, for that is a use. What it raises while it loads, it raises where it is first used.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

WAITING = frozenset(
    {
        # Printing: with the first paper or label of the day.
        "PIL.Image",
        "PIL.ImageDraw",
        "PIL.ImageFont",
        "barcode",
        "fontTools.ttLib",
        "fpdf",
        "num2words",
        # The order of names on the embedded database; PostgreSQL has its own.
        "icu",
        # Passwords of mailboxes: only where no address or variable names them.
        "keyring",
        # Reading: with the first scan and the first phone number.
        "biip",
        "phonenumbers",
        "phonenumbers.timezone",
        # What only one verb needs, or only the making of a database.
        "app.commands.database",
        "app.commands.decode",
        "app.commands.export",
        "app.commands.importing",
        "app.commands.intake",
        "app.commands.tour",
        "app.commands.window",
        "app.database.schema",
        "app.operations.demo",
        "app.operations.register_export",
        # The rooms of the window: each with its first visit.
        "app.operations.block_list",
        "app.operations.call_attaching",
        "app.operations.picking_view",
        "app.operations.marketing_schedule",
        "app.operations.receiving_view",
        "app.operations.production",
        "app.operations.purchasing",
        "app.operations.service_visits",
        "app.views.deals.room",
        "app.views.doubles.room",
        "app.operations.possible_doubles",
        "app.intake.mail_line",
        "app.views.inquiries.room",
        "app.views.jotting.jotting",
        "app.views.intake_rules.room",
        "app.views.letter_texts.room",
        "app.operations.letter_reading",
        "app.views.letters.letter_view",
        "app.views.letters.room",
        "app.views.letters.window",
        "app.views.mail.room",
        "app.views.calls.panels",
        "app.views.counterparties.room",
        "app.views.leads.rooms",
        "app.views.letter_templates.room",
        "app.views.marketing.exports_room",
        "app.views.marketing.room",
        "app.views.overview.plot",
        "app.views.overview.room",
        "app.views.settings.room",
        "app.views.station.books",
        "app.views.production.room",
        "app.views.promise.room",
        "app.views.quality.cases_room",
        "app.views.quality.room",
        "app.views.purchases.room",
        "app.views.service.room",
        "app.views.station.room",
        "app.views.station.scan_desk",
        "app.views.stock.count_room",
        "app.views.stock.moves_room",
        "app.views.stock.room",
        "app.views.station.ship_room",
        "app.views.tasks.room",
        "app.views.telephone.room",
        "app.views.triage.room",
    }
)
"""What is heavy and not needed for the first rows on the screen."""


class _Waiting(ModuleType):
    """A module whose code has not run yet. Asking it for any name but those of the language itself runs it."""

    def __init__(self, name: str, later: "_OnFirstUse") -> None:
        super().__init__(name)
        self.__later__ = later

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("__"):
            self.__later__.run(self)
            if name in self.__dict__:
                return self.__dict__[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}", name=name, obj=self)


class _OnFirstUse(Loader):
    """Loads one module by its own *loader*, later."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._lock = RLock()
        self._begun = False

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Waiting(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""

    def run(self, module: ModuleType) -> None:
        """Run the code of *module* once; a second thread waits until it is there. Raises what the module raises."""
        with self._lock:
            # Begun already by this same thread: the module meets itself while it loads, as modules do.
            if self._begun:
                return
            self._begun = True
            # From here on it must not know that it waited: it may look for its own files through its loader.
            module.__loader__ = self._loader
            if module.__spec__ is not None:
                module.__spec__.loader = self._loader
            try:
                self._loader.exec_module(module)
            except BaseException:
                self._begun = False
                raise
            module.__class__ = ModuleType


class _Finder(MetaPathFinder):
    """Finds the modules of ``WAITING`` where they always are, and lets them wait."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The place of *fullname*, or None for a module that does not wait."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname in WAITING else None
        if spec is not None and spec.loader is not None:
            spec.loader = _OnFirstUse(spec.loader)
        return spec


def install() -> None:
    """Let the modules of ``WAITING`` wait from now on in this process."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())


def is_loaded(name: str) -> bool:
    """Whether the code of the module *name* has run in this process."""
    return name in sys.modules and not isinstance(sys.modules[name], _Waiting)
