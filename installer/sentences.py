"""Finds the sentences of the program that are to be translated, by reading its source as Python does.

A sentence counts where it is the literal first argument of one of the calls in ``SINGLE`` or ``PLURAL``; a choice between
two literals (``tr("a" if x else "b")``) counts as both.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

SINGLE = frozenset(
    (
        "tr",
        "phrase",
        "marked",
        "Phrase",
        "UserError",
        "NotFound",
        "NotAllowed",
        "Conflict",
        "GateClosed",
        "Offline",
        "DeviceTrouble",
        "SchemaMismatch",
    )
)
PLURAL = frozenset({"trn"})
KEEPS_GAPS = frozenset({"marked"})
"""Calls that only mark a sentence; its gaps are filled elsewhere."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence where it is said: its plural (empty if it has none), and the gaps that the call fills.

    fills is None where the call does not show which (``**params``, or a sentence that is only marked).
    """

    text: str
    plural: str
    file: str
    line: int
    fills: frozenset[str] | None

    @property
    def key(self) -> str | tuple[str, str]:
        """What a catalogue finds it by."""
        return (self.text, self.plural) if self.plural else self.text


def gaps(text: str) -> frozenset[str]:
    """The names of the ``{gaps}`` in *text*. Raises ValueError for a brace that opens nothing."""
    return frozenset(name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name is not None)


def sentences(root: Path, *folders: str) -> list[Sentence]:
    """Every sentence said in the Python files of *folders* (or files) under *root*, in the order of files and lines."""
    found: list[Sentence] = []
    for folder in folders:
        place = root / folder
        for path in [place] if place.is_file() else sorted(place.rglob("*.py")):
            found += said_in(path.read_text(encoding="utf-8"), path.relative_to(root).as_posix())
    return found


def said_in(source: str, file: str) -> Iterator[Sentence]:
    """The sentences said in *source*, the text of *file*."""
    for node in ast.walk(ast.parse(source, file)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = called(node)
        fills = None if name in KEEPS_GAPS else filled(node)
        if name in SINGLE:
            for text in literals(node.args[0]):
                yield Sentence(text, "", file, node.lineno, fills)
        elif name in PLURAL and len(node.args) > 1:
            for one, many in zip(literals(node.args[0]), literals(node.args[1]), strict=True):
                yield Sentence(one, many, file, node.lineno, None if fills is None else fills | {"count"})


def called(node: ast.Call) -> str:
    """The last word of what *node* calls: ``tr`` for both ``tr(…)`` and ``language.tr(…)``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def filled(node: ast.Call) -> frozenset[str] | None:
    """The names of the keyword arguments of *node*; None where ``**`` hides some."""
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else frozenset(name for name in names if name)


def literals(node: ast.expr) -> Iterator[str]:
    """The literal texts that *node* may be; none for a variable or a call. The empty text needs no translation."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value:
            yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)
