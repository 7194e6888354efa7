"""The readable text of an HTML letter: scripts, styles, pictures and addresses of trackers never get into it."""

import re
from html import unescape
from html.parser import HTMLParser

import nh3

from app.channels.labels import label_of

_BLOCK_TAGS = (
    "address article blockquote body center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr html li main "
    "ol p pre section table tbody tfoot thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_SILENT_TAGS = "script style title head template noscript object iframe svg math textarea select"
_SILENT = frozenset(_SILENT_TAGS.split())
_KEPT = set(_BLOCKS | {"br", "td", "th", "b", "strong", "i", "em", "u", "span", "a"}) - {"html", "body", "form", "main"}
_VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
_CLOSED_AT_ONCE = frozenset(_VOID_TAGS.split())
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_WHOLE_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})[^<>]*>?")
_BARE_AMPERSAND = re.compile(r"&(?![a-zA-Z#])")
_SEEN_OR_NOT = {"*": {"style", "hidden"}}
_HIDDEN = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all|"
    r"max-height\s{0,9}:\s{0,9}0(?:px)?\s{0,9}(?:;|$)",
    re.IGNORECASE,
)
"""Forewords for the list of letters, and what only some screens show. Not font-size: wrappers set it to nothing."""
_LONGEST = 400_000
_DEEPEST = 2_000
_MOST_ENTITIES = 30_000
_DEEPEST_TABLE = 40
_LABEL_LENGTH = 60


def html_to_text(html: str) -> str:
    """The text of *html*, one line a block, quoted blocks after ``> ``, rows of two cells as ``label: value``."""
    # A bare "&" costs the cleaner a look at all that follows.
    html = _BARE_AMPERSAND.sub("&amp;", html[:_LONGEST])
    if _is_deep(html):
        return _without_tags(html)
    html = nh3.clean(html, tags=_KEPT, attributes=_SEEN_OR_NOT, clean_content_tags=set(_SILENT) - _KEPT, link_rel=None)
    # A letter that hides everything is read all the same: better a foreword too much than a need lost.
    return _read(html, hiding=True) or _read(html, hiding=False)


def _read(html: str, *, hiding: bool) -> str:
    reader = _TextReader(hiding)
    reader.feed(html)
    reader.close()
    return reader.text()


def _is_deep(html: str) -> bool:
    """Whether no honest letter is built so: the cleaner's time grows with the square of the depth, and of "&" in a row."""
    depth = deepest = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in _CLOSED_AT_ONCE:
            continue
        depth += -1 if closing else 1
        deepest = max(deepest, depth)
    return deepest > _DEEPEST or html.count("&") > _MOST_ENTITIES


def _without_tags(html: str) -> str:
    """The words of *html* that no honest program wrote: tags cut out, what scripts and styles hold with them."""
    said: list[str] = []
    end, silent = 0, ""
    for tag in _WHOLE_TAG.finditer(html):
        name = tag.group(2).lower()
        if not silent:
            said += [html[end : tag.start()], "\n" if name in _BLOCKS or name == "br" else ""]
            silent = name if name in ("script", "style") and not tag.group(1) else ""
        elif tag.group(1) and name == silent:
            silent = ""
        end = tag.end()
    said.append("" if silent else html[end:])
    return _tidy(unescape("".join(said)))


class _TextReader(HTMLParser):
    """Collects text; a table's row is gathered cell by cell, tables may stand in tables."""

    def __init__(self, hiding: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._hiding = hiding
        self._hidden = 0
        self._heads: list[str] = []
        self._silent: list[str] = []
        self._quote = 0
        self._pieces: list[str] = []
        self._rows: list[tuple[list[str], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._hidden or (self._hiding and attrs and tag not in _CLOSED_AT_ONCE and _is_hidden(attrs)):
            self._hidden += tag not in _CLOSED_AT_ONCE
        elif tag in _SILENT:
            self._silent.append(tag)
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "tr" and len(self._rows) < _DEEPEST_TABLE:
            self._rows.append(([], self._pieces))
            self._pieces = []
        elif tag in ("td", "th"):
            self._pieces = []
        elif tag in _BLOCKS:
            self._break()
            if tag == "blockquote":
                self._quote += 1
                self._pieces.append("\x01")
            elif tag == "li":
                self._pieces.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= tag not in _CLOSED_AT_ONCE
        elif self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag in ("td", "th") and self._rows:
            self._rows[-1][0].append(_tidy("".join(self._pieces)))
            self._pieces = []
        elif tag == "tr" and self._rows:
            self._end_row()
        elif tag in _BLOCKS:
            self._break()
            if tag == "blockquote" and self._quote:
                self._quote -= 1
                self._pieces.append("\x02\n")
            elif tag == "p":
                self._pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden and (not self._silent or self._silent[-1] == "head"):
            self._pieces.append(re.sub(r"[ \t\r\n\xa0]+", " ", data.replace("\x01", "").replace("\x02", "")))

    def text(self) -> str:
        """What was read, quoted lines marked."""
        while self._rows:
            self._end_row()
        if self._heads:
            self._pieces += ["\n", ": ".join(cell for cell in self._heads if cell)]
        lines, depth = [], 0
        for line in _tidy("".join(self._pieces)).split("\n"):
            depth += line.count("\x01")
            bare = line.replace("\x01", "").replace("\x02", "").strip()
            bare = "" if bare == "-" else bare
            if bare or not depth:
                lines.append("> " + bare if depth else bare)
            depth -= line.count("\x02")
        return _tidy("\n".join(lines))

    def _break(self) -> None:
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._pieces.append("\n")

    def _end_row(self) -> None:
        cells, outside = self._rows.pop()
        cells.append(_tidy("".join(self._pieces)))
        filled = [cell for cell in cells if cell]
        if self._heads and len(cells) >= len(self._heads):
            pairs = [f"{head.rstrip(' :')}: {cell}" for head, cell in zip(self._heads, cells, strict=False) if head and cell]
            self._heads = []
            self._pieces = [*outside, "\n" if outside else "", "\n".join(pairs), "\n"]
            return
        if len(filled) > 1 and all(len(cell) <= _LABEL_LENGTH and label_of(cell) for cell in filled):
            self._heads = cells  # a row of labels: the values stand in the row below it
            self._pieces = outside
            return
        labelled = 2 <= len(filled) <= 3 and "\n" not in filled[0] and len(filled[0]) <= _LABEL_LENGTH
        if labelled and len(filled) == 2:
            row = f"{filled[0].rstrip(' :')}: {filled[1]}"
        elif labelled and "\n" not in filled[1]:
            row = f"{filled[0]} {filled[1].rstrip(' :')}: {filled[2]}"
        else:
            row = "\n".join(filled)
        self._pieces = [*outside, "\n" if outside else "", row, "\n"]


def _is_hidden(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name == "hidden" or (name == "style" and value and _HIDDEN.search(value[:2_000])) for name, value in attrs)


def _tidy(text: str) -> str:
    lines = [line.strip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines).strip())
