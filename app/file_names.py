"""Safe names for files that come from outside: nothing in a name may lead to another place or break a file system."""

import mimetypes
import re
import unicodedata
from collections.abc import Collection, MutableMapping
from pathlib import PurePosixPath

_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_LONGEST = 180
"""Bytes in UTF-8; file systems take 255, and a number may be put behind."""


def safe_name(name: str, mime: str, taken: Collection[str] = ()) -> str:
    """*name* without path, control and formatting characters or names that Windows reserves; never empty or in *taken*."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    last = "".join(sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Zl", "Zp"))
    last = _FORBIDDEN.sub("_", " ".join(last.split())).strip(". ")
    if not last:
        last = "attachment" + (mimetypes.guess_extension(mime) or ".bin")
    if _RESERVED.fullmatch(last.split(".")[0].strip()):
        last = f"_{last}"
    suffix = PurePosixPath(last).suffix
    suffix = suffix if len(suffix.encode()) <= 20 else ""
    stem = _shortened(last[: len(last) - len(suffix)], _LONGEST - len(suffix.encode()))
    return numbered(stem + suffix, dict.fromkeys((other.casefold() for other in taken), 1))


def numbered(name: str, taken: MutableMapping[str, int]) -> str:
    """*name*, with a number behind it if it is in *taken* (name in one case → last number given), which is kept up to date.

    So thousands of files of one name cost no more than as many of different ones.
    """
    suffix = PurePosixPath(name).suffix
    stem, unique = name[: len(name) - len(suffix)], name
    number = taken.get(name.casefold(), 0)
    while unique.casefold() in taken:
        number += 1
        unique = f"{stem} ({number}){suffix}"
    taken[name.casefold()] = max(number, 1)
    taken.setdefault(unique.casefold(), 1)
    return unique


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(". ") or "attachment"
