"""Safe names for files that come from outside: nothing in a name may lead to another place or break a file system."""

import mimetypes
import re
import unicodedata
from collections.abc import Collection
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
    unique, number = stem + suffix, 1
    known = {other.casefold() for other in taken}
    while unique.casefold() in known:
        number += 1
        unique = f"{stem} ({number}){suffix}"
    return unique


def _shortened(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore").rstrip(". ") or "attachment"
