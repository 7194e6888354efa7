"""The scanners of this workstation: which there are, which are chosen, and the choice kept in its settings file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from app.config import ScannerChoice, keep
from app.events import ScanSource


@dataclass(frozen=True, slots=True)
class SerialPort:
    """A port that the computer has now: its name and what it says it is."""

    name: str
    description: str


class Workstation:
    """Scanners by the person's choice; ``sources`` always follows the newest one.

    file: the settings file; ports: what is plugged in; serial, keyboard: make a source of a port, of the keyboard (True:
    its codes end with Enter or Tab).
    """

    def __init__(
        self,
        file: Path,
        choice: ScannerChoice,
        *,
        ports: Callable[[], Sequence[SerialPort]],
        serial: Callable[[str], ScanSource],
        keyboard: Callable[[bool], ScanSource],
    ) -> None:
        self._file = file
        self._choice = choice
        self._ports = ports
        self._serial, self._keyboard = serial, keyboard
        self._made: dict[str, ScanSource] = {}
        self.sources: Sequence[ScanSource] = _Chosen(self)

    @property
    def choice(self) -> ScannerChoice:
        """What is chosen now."""
        return self._choice

    def ports(self) -> tuple[SerialPort, ...]:
        """What is plugged in now; asks the system, so call it in the background."""
        return tuple(self._ports())

    def keep(self, choice: ScannerChoice) -> ScannerChoice:
        """Choose, and write it into the settings file. Raises UserError if that cannot be written: then nothing changes."""
        keep(self._file, scanner=", ".join(choice.ports), keyboard_scanner=choice.keyboard)
        self._choice = choice
        return choice

    def named_sources(self) -> tuple[tuple[str, ScanSource], ...]:
        """The chosen scanners, each with its port ("" for the keyboard); the same ones as long as they are chosen."""
        named: list[tuple[str, ScanSource]] = []
        if self._choice.keyboard != "none":
            named.append(("", self._one(f"keyboard {self._choice.keyboard}")))
        named += [(port, self._one(port)) for port in self._choice.ports]
        return tuple(named)

    def _one(self, key: str) -> ScanSource:
        if key not in self._made:
            kind, _, ending = key.partition(" ")
            self._made[key] = self._keyboard(ending != "pause") if kind == "keyboard" else self._serial(key)
        return self._made[key]


class _Chosen(Sequence[ScanSource]):
    """The scanners that are chosen at the moment somebody looks."""

    def __init__(self, workstation: Workstation) -> None:
        self._workstation = workstation

    def _now(self) -> tuple[ScanSource, ...]:
        return tuple(source for _, source in self._workstation.named_sources())

    def __len__(self) -> int:
        return len(self._now())

    def __iter__(self) -> Iterator[ScanSource]:
        return iter(self._now())

    @overload
    def __getitem__(self, place: int) -> ScanSource: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[ScanSource]: ...
    def __getitem__(self, place: int | slice) -> ScanSource | Sequence[ScanSource]:
        return self._now()[place]
