"""Settings of this workstation: a TOML file, over it the environment, over it the command line.

Nothing happens on import.
"""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import platformdirs

from app.errors import UserError
from app.language import LANGUAGES

ENVIRONMENT = {
    "database_url": "KONTOR_DATABASE_URL",
    "exchange": "KONTOR_EXCHANGE",
    "mailbox": "KONTOR_MAILBOX",
    "smtp": "KONTOR_SMTP",
    "language": "KONTOR_LANGUAGE",
    "region": "KONTOR_REGION",
    "extensions": "KONTOR_EXTENSIONS",
    "own_addresses": "KONTOR_OWN_ADDRESSES",
    "scanner": "KONTOR_SCANNER",
    "keyboard_scanner": "KONTOR_KEYBOARD_SCANNER",
    "folder": "KONTOR_FOLDER",
}
"""Field of Settings → variable that sets it."""


KEYBOARD_SCANNERS = ("suffix", "pause", "none")
"""How a keyboard scanner ends a code, or that there is none."""


@dataclass(frozen=True, slots=True)
class ScannerChoice:
    """Scanners of a workstation: serial ports, and how a keyboard scanner ends a code (one of KEYBOARD_SCANNERS)."""

    ports: tuple[str, ...] = ()
    keyboard: str = "suffix"


@dataclass(frozen=True, slots=True)
class Settings:
    """What this workstation works with.

    database_url: SQLAlchemy-like address, "" for the embedded database in *folder*. exchange, mailbox, smtp: addresses of
    the channels, "" where there is none; several mailboxes with blanks between them. language: ISO 639-1. region: ISO 3166
    country of national phone numbers. extensions: pattern of own telephone extensions. own_addresses: own mail addresses
    and domains, comma separated. scanner: serial ports of the scanners, comma separated, "" for none. keyboard_scanner:
    "suffix" for one that ends a code with Enter or Tab, "pause" for one that does not, "none" where there is none. folder:
    where this workstation keeps its own files.
    """

    database_url: str = ""
    exchange: str = ""
    mailbox: str = ""
    smtp: str = ""
    language: str = "en"
    region: str = "RU"
    extensions: str = r"\d{2,4}"
    own_addresses: str = ""
    scanner: str = ""
    keyboard_scanner: str = "suffix"
    folder: str = ""

    @property
    def home(self) -> Path:
        """The folder of this workstation's own files (embedded database, scan spool, preferences)."""
        return Path(self.folder) if self.folder else platformdirs.user_data_path("kontor", appauthor=False)

    @property
    def database(self) -> str:
        """The address of the database; of the embedded file where none is set."""
        return self.database_url or f"sqlite:///{(self.home / 'kontor.sqlite').as_posix()}"

    @property
    def demo_database(self) -> str:
        """The address of the embedded demo company."""
        return f"sqlite:///{(self.home / 'demo.sqlite').as_posix()}"

    @property
    def spool(self) -> Path:
        """The folder in which scans wait until they are in the database."""
        return self.home / "spool"

    @property
    def preferences(self) -> Path:
        """The file of what this workstation remembers for each person."""
        return self.home / "preferences.ini"

    @property
    def scanners(self) -> "ScannerChoice":
        """The scanners of this workstation."""
        ports = tuple(dict.fromkeys(part.strip() for part in self.scanner.split(",") if part.strip()))
        return ScannerChoice(ports, self.keyboard_scanner)

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """The addresses of the mailboxes, which stand with blanks between them; each once."""
        return tuple(dict.fromkeys(self.mailbox.split()))

    @property
    def own(self) -> frozenset[str]:
        """Own mail addresses and domains, lower case."""
        return frozenset(part.strip().lower() for part in self.own_addresses.split(",") if part.strip())


def settings_file(environment: Mapping[str, str]) -> Path:
    """The TOML file: ``KONTOR_SETTINGS``, or kontor.toml in the person's configuration folder."""
    named = environment.get("KONTOR_SETTINGS")
    return Path(named) if named else platformdirs.user_config_path("kontor", appauthor=False) / "kontor.toml"


def load(environment: Mapping[str, str], **given: str | None) -> Settings:
    """Settings from file, *environment* and what was *given* on the command line, the later winning.

    Raises UserError for a file that cannot be read, an unknown name in it, a value of the wrong kind or language.
    """
    values = _from_file(settings_file(environment))
    values |= {field: environment[name] for field, name in ENVIRONMENT.items() if environment.get(name)}
    values |= {field: value for field, value in given.items() if value}
    settings = Settings(**values)
    if settings.language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise UserError("Kontor does not speak {language}; it speaks {known}.", language=settings.language, known=known)
    return settings


def _from_file(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError("The settings in {path} cannot be read: {error}", path=str(path), error=str(error)) from error
    known = {field.name for field in fields(Settings)}
    for name, value in table.items():
        if name not in known:
            raise UserError("The settings in {path} have an unknown name: {name}", path=str(path), name=name)
        if not isinstance(value, str):
            raise UserError("The setting {name} in {path} must be text in quotes.", path=str(path), name=name)
    return table


def keep(path: Path, **values: str) -> None:
    """Write *values* (fields of Settings) into the TOML file at *path*; its other lines stay as they are.

    The file is whole at every moment. Raises UserError if it cannot be written.
    """
    try:
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        for name, value in values.items():
            said = f"{name} = {json.dumps(value, ensure_ascii=False)}"
            places = [number for number, line in enumerate(lines) if line.partition("=")[0].strip() == name]
            if places:
                lines[places[0]] = said
            else:
                lines.append(said)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text("\n".join(lines) + "\n", "utf-8")
        unfinished.replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("The settings in {path} cannot be written: {error}", path=str(path), error=str(error)) from error
