"""What a telephone exchange says over its manager interface (AMI), packet by packet, however the network cuts it.

A packet is a run of lines ``Key: value`` that an empty line ends. Keys repeat (sixteen ChanVariable in one event are usual
at a MikoPBX) and mean the same in any case (Uniqueid, UniqueID), so a packet keeps all of them, in order. Nothing that
comes over the line can stop the reader: what is too long is dropped and counted, and the next packet is read.
"""

import re
from dataclasses import dataclass, field

LONGEST_LINE = 64 * 1024
"""Bytes; the longest of all recordings has 200."""
LARGEST_PACKET = 1024 * 1024
"""Bytes; the largest of all recordings has 2,500."""
_LONGEST_BANNER = 200
_KEY = re.compile(rb"\s*[\w()@/.,;<>+-]+[ \t]*:", re.ASCII)
_END_OF_OUTPUT = b"--END COMMAND--"


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as it came: (key, value) in order; values keep their leading blanks."""

    pairs: tuple[tuple[str, str], ...]
    _first: dict[str, str] = field(default_factory=dict, init=False, repr=False, compare=False)

    def get(self, key: str, default: str = "") -> str:
        """The first value under *key*, in whatever case, or *default*."""
        if not self._first:
            self._first.update((name.lower(), value) for name, value in reversed(self.pairs))
        return self._first.get(key.lower(), default)

    def all(self, key: str) -> tuple[str, ...]:
        """Every value under *key*, in order."""
        wanted = key.lower()
        return tuple(value for name, value in self.pairs if name.lower() == wanted)

    @property
    def event(self) -> str:
        """The event's name, "" for an answer."""
        return self.get("Event")

    @property
    def response(self) -> str:
        """What was answered (Success, Error, Goodbye), "" for an event: OriginateResponse has it in ``get("Response")``."""
        return "" if self.event else self.get("Response")

    @property
    def action_id(self) -> str:
        """Which action this belongs to, "" if to none."""
        return self.get("ActionID")


class PacketReader:
    """Bytes in, whole packets out.

    banner: what the other side said before its first packet, "" if nothing. dropped: packets that were too large;
    stray: lines that were no ``Key: value`` and were passed over.
    """

    def __init__(self) -> None:
        self.banner = ""
        self.dropped = 0
        self.stray = 0
        self._rest = bytearray()
        self._pairs: list[tuple[str, str]] = []
        self._size = 0
        self._greeting = True
        self._damaged = False
        self._overlong = False
        self._output = False
        self._gap = False

    def feed(self, data: bytes) -> list[Packet]:
        """The packets that *data* completes; it may begin and end anywhere. Never raises."""
        found: list[Packet] = []
        self._rest += data
        if b"\n" in data:
            lines = bytes(self._rest).split(b"\n")
            self._rest = bytearray(lines.pop())
            for line in lines:
                self._take(line, found)
        if len(self._rest) > LONGEST_LINE:
            # The line goes on, but nothing of it is kept.
            self._overlong = True
            self._rest.clear()
        return found

    def _take(self, line: bytes, found: list[Packet]) -> None:
        if self._overlong or len(line) > LONGEST_LINE:
            self._overlong = False
            self._give_up()
            return
        if b"\0" in line:
            line = line.replace(b"\0", b"")
        line = line[:-1] if line.endswith(b"\r") else line
        if self._output:
            self._take_output(line, found)
        elif line:
            self._take_line(line)
        else:
            self._end(found)

    def _take_line(self, line: bytes) -> None:
        self._size += len(line)
        if self._size > LARGEST_PACKET:
            self._give_up()
        if self._damaged:
            return
        if self._greeting and not self._pairs and not _KEY.match(line):
            self.banner = f"{self.banner} {line.decode('utf-8', 'replace')}".strip()[:_LONGEST_BANNER]
            self._size = 0
            return
        key, colon, value = line.decode("utf-8", "replace").partition(":")
        if not colon or not key.strip():
            self.stray += 1
            return
        if "(" in key and ")" not in key and "):" in value:
            # ChanVariable(IAX2/10.0.0.5:4569-7): the name of a channel may itself have a colon.
            inside, _, value = value.partition("):")
            key = f"{key}:{inside})"
        key = key.strip()
        value = value.removeprefix(" ")
        self._output = not self._pairs and key.lower() == "response" and value.strip().lower() == "follows"
        self._pairs.append((key, value))

    def _take_output(self, line: bytes, found: list[Packet]) -> None:
        """One line of what a command printed: exchanges before Asterisk 14 send it bare, empty lines and all."""
        self._size += len(line)
        text = line.decode("utf-8", "replace")
        if self._gap and text.startswith(("Event:", "Response:")):
            # The output was never ended as it should be: this already is the next packet.
            self._end(found)
            self._take_line(line)
        elif line.endswith(_END_OF_OUTPUT):
            self._output = self._gap = False
        elif self._size > LARGEST_PACKET:
            self._give_up()
            self._output = self._gap = False
        else:
            key, colon, value = text.partition(":")
            known = colon and key.strip().lower() in ("privilege", "actionid")
            self._pairs.append((key.strip(), value.removeprefix(" ")) if known else ("Output", text))
            self._gap = not line

    def _give_up(self) -> None:
        """Drop the packet that is being read, up to its empty line."""
        self._damaged = True
        self._pairs.clear()

    def _end(self, found: list[Packet]) -> None:
        if self._damaged:
            self.dropped += 1
        elif self._pairs:
            found.append(Packet(tuple(self._pairs)))
        self._greeting = self._greeting and not (self._pairs or self._damaged)
        self._pairs.clear()
        self._size = 0
        self._damaged = self._output = self._gap = False
