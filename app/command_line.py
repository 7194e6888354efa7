"""The command line: one parser, and for each verb the module whose ``run`` does it.

The verbs wait with their loading (app.on_first_use): the parser hands modules on and asks nothing of them. So the window
is there soon, and a server that only takes letters needs no windows.
"""

import argparse
import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence

from app import __version__, config
from app.commands import database, decode, export, importing, intake, tour, window
from app.errors import UserError
from app.language import LANGUAGES, choose, tr


class _Known:
    """The choices of an argument, asked for when they are needed."""

    def __init__(self, names: Callable[[], Collection[str]]) -> None:
        self._names = names

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._names()))

    def __contains__(self, name: object) -> bool:
        return name in self._names()


def run(arguments: Sequence[str]) -> int:
    """Do what *arguments* say; 0 when it was done, 1 when it was refused in one sentence, 2 for a wrong command line."""
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a letter shows a substitute; no verb fails for it.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    given = parser().parse_args(arguments)
    try:
        settings = config.load(os.environ, database_url=given.database, language=getattr(given, "language", None))
        choose(settings.language)
        code: int = given.verb.run(settings, given)
    except UserError as refused:
        print(refused.said(), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(tr("Stopped."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our answers has heard enough; what is left goes nowhere, also at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="main.py", description="Kontor. Without a verb, the window opens.")
    top.add_argument("--version", action="version", version=f"Kontor {__version__}")
    top.add_argument("--demo", action="store_true", help="open a ready company in an embedded database")
    top.add_argument("--as", dest="login", metavar="LOGIN", help="whose desk to sit at")
    _common(top)
    top.set_defaults(verb=window)
    verbs = top.add_subparsers(metavar="VERB")
    _database(verbs.add_parser("database", help="schema, integrity check, demo data"))
    _intake(verbs.add_parser("intake", help="read mailboxes and make inquiries of the letters"))
    _import(verbs.add_parser("import", help="move in: goods and counterparties from CSV or XLSX"))
    _export(verbs.add_parser("export", help="any list the windows show, as CSV, XLSX or JSON"))
    _decode(verbs.add_parser("decode", help="what scanned strings mean, a line each from standard input"))
    _tour(verbs.add_parser("tour", help="play the company's day through the real windows"))
    return top


def _common(verb: argparse.ArgumentParser, *, default: object = None) -> None:
    verb.add_argument("--database", metavar="URL", default=default, help="postgresql://… or sqlite:///file")


def _verb(verb: argparse.ArgumentParser) -> None:
    # SUPPRESS: "--database" before the verb is not overwritten by the verb's own missing one.
    _common(verb, default=argparse.SUPPRESS)


def _database(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("action", choices=["create", "upgrade", "check", "demo"])
    verb.add_argument(
        "--size",
        metavar="SIZE",
        default="small",
        choices=_Known(lambda: database.SIZES),
        help="how large a demo company: %(choices)s",
    )
    verb.add_argument("--seed", type=int, default=1, help="the same seed gives the same company")
    _verb(verb)
    verb.set_defaults(verb=database)


def _intake(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--once", action="store_true", help="take in what waits, then end")
    verb.add_argument("--mail-folder", metavar="DIR", help="a folder of .eml files, besides the mailboxes")
    verb.add_argument("--status", action="store_true", help="how the mailboxes are doing, a line each; changes nothing")
    verb.add_argument("--count", action="store_true", help="how many letters would come; changes nothing")
    verb.add_argument(
        "--set-password", metavar="NAME", help="keep the password of a mailbox in the keyring of this computer"
    )
    _verb(verb)
    verb.set_defaults(verb=intake)


def _import(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("file", nargs="+", help="CSV or XLSX with a header row")
    verb.add_argument(
        "--as", dest="kind", metavar="KIND", required=True, choices=_Known(lambda: importing.KINDS), help="%(choices)s"
    )
    verb.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
    _verb(verb)
    verb.set_defaults(verb=importing)


def _export(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("list", metavar="LIST", choices=_Known(lambda: export.CHOICES), help="%(choices)s")
    verb.add_argument(
        "--to",
        required=True,
        metavar="FILE",
        help="ending in .csv, .xlsx or .json (process: .bpmn, .svg, .png; segment: .csv, .txt, .xlsx)",
    )
    verb.add_argument("--segment", metavar="NAME", help="contacts or phones of a marketing segment")
    verb.add_argument("--changes", action="store_true", help="of a segment: only what is new or changed since the last time")
    verb.add_argument(
        "--basis", choices=["consent", "customer", "interest"], help="of a segment: the legal basis, consent if not said"
    )
    _verb(verb)
    verb.set_defaults(verb=export)


def _decode(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--json", action="store_true", help="one JSON object a line")
    _verb(verb)
    verb.set_defaults(verb=decode)


def _tour(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("--out", required=True, metavar="DIR", help="where pictures and documents go")
    verb.add_argument("--language", choices=sorted(LANGUAGES))
    verb.add_argument("--theme", choices=["light", "dark"], default="light")
    _verb(verb)
    verb.set_defaults(verb=tour)
