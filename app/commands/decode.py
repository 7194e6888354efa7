"""``main.py decode``: what scanned strings mean, a line each, as the station would understand them."""

import argparse
import json
import re
import sys
from datetime import UTC, datetime

from app.config import Settings
from app.events import ScannedCode
from app.gs1 import read_code
from app.language import tr

_LONE = re.compile("[\ud800-\udfff]")
"""What stands for a byte that is no UTF-8."""


def run(settings: Settings, given: argparse.Namespace) -> int:
    """Read standard input to its end; one answer a line, in the same order. A bad code is an answer, not a failure."""
    # Scanners send bytes: a line that is no UTF-8 is still a line, and surrogates keep what cannot be read apart.
    for line in sys.stdin.buffer:
        # Some scanners end a code with CR alone.
        for piece in line.rstrip(b"\r\n").split(b"\r"):
            code = piece.decode("utf-8", "surrogateescape")
            # Today in the place where the station stands: expiry centuries are counted from it.
            meaning = read_code(code, today=datetime.now(UTC).astimezone().date())
            print(as_json(meaning) if given.json else as_words(meaning), flush=True)
    return 0


def as_json(meaning: ScannedCode) -> str:
    """One JSON object: code, symbology, elements {AI: value}, gtin, batch, expiry, serial, quantity, problem, hint.

    The code is exact, signs that nobody can print are escaped; bytes that are no UTF-8 stand as U+FFFD.
    """
    text = json.dumps(
        {
            "code": meaning.code,
            "symbology": meaning.symbology or None,
            "elements": dict(meaning.elements),
            "gtin": meaning.gtin,
            "batch": meaning.batch,
            "expiry": meaning.expiry.isoformat() if meaning.expiry else None,
            "serial": meaning.serial,
            "quantity": None if meaning.quantity is None else f"{meaning.quantity.normalize():f}",
            "problem": meaning.problem,
            "hint": meaning.hint,
        },
        ensure_ascii=False,
    )
    text = _LONE.sub("\ufffd", text)
    return "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)


def as_words(meaning: ScannedCode) -> str:
    """One line for a person: the elements with their identifiers in brackets, then what is wrong or doubtful."""
    parts = [" ".join(f"({ai}) {shown(value)}" for ai, value in meaning.elements.items()) or shown(meaning.code)]
    if meaning.symbology:
        parts.append(meaning.symbology)
    parts += [tr(sentence) for sentence in (meaning.problem, meaning.hint) if sentence]
    return " · ".join(parts)


def shown(code: str) -> str:
    """*code* with what cannot be printed replaced, so that a console is not driven by a barcode."""
    return "".join(
        letter if letter.isprintable() else "{GS}" if letter == "\x1d" else "\N{REPLACEMENT CHARACTER}" for letter in code
    )
