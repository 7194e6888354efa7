"""What an answer repeats of the letter that it answers: its subject, and its words with marks before them. Pure."""

import re

LONGEST_QUOTE = 20_000
"""Characters that are repeated; whoever needs more has the letter itself."""
LONGEST_SUBJECT = 250

_ANSWERS = re.compile(r"(?:\s*(?:re|aw|antw|antwort|отв|ответ|sv|rif|res)\s*(?:\[\d+\]|\(\d+\))?\s*[:：])+", re.IGNORECASE)
_GAP = re.compile(r"\{\s*([a-z][a-z_]{0,30})\s*\}", re.IGNORECASE)


def answering_subject(subject: str) -> str:
    """The subject of an answer to *subject*, with one "Re:" however often it was answered before; "" for none."""
    bare = " ".join(_ANSWERS.sub("", subject, count=1).split()) if _ANSWERS.match(subject) else " ".join(subject.split())
    return f"Re: {bare}"[:LONGEST_SUBJECT] if bare else ""


def quoted(text: str) -> str:
    """*text* with a mark before each line, as an answer repeats it (RFC 3676, 4.5)."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    lines = whole[:LONGEST_QUOTE].split("\n")
    if len(whole) > LONGEST_QUOTE:
        lines.append("[…]")
    return "\n".join((f">{line}" if line.startswith(">") else f"> {line}").rstrip() for line in lines)


def own_words(text: str) -> str:
    """*text* without the letter that is quoted at its end, and without the line above it that says whose it is."""
    lines = text.split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith(">")):
        end -= 1
    if not any(line.startswith(">") for line in lines[end:]):
        return text.strip()
    if end and lines[end - 1].rstrip().endswith(":") and not _blank_before_quote(lines, end):
        end -= 1
    return "\n".join(lines[:end]).strip()


def _blank_before_quote(lines: list[str], end: int) -> bool:
    return end < len(lines) and not lines[end].strip()


def gaps_in(text: str) -> tuple[str, ...]:
    """The names of the {gaps} in *text*, in small letters, each once."""
    return tuple(dict.fromkeys(name.lower() for name in _GAP.findall(text)))


def unfilled(text: str) -> tuple[str, ...]:
    """The gaps that still stand in our own words; what is quoted may carry any braces."""
    ours = (line for line in own_words(text).split("\n") if not line.startswith(">"))
    return gaps_in("\n".join(ours))


def with_gaps(text: str, values: dict[str, str]) -> str:
    """*text* with each gap that *values* knows filled in; the others stay."""
    return _GAP.sub(lambda found: values.get(found.group(1).lower()) or found.group(0), text)
