"""The channels that stand at an exchange, as its own events tell: what CoreShowChannels is answered with."""

import time
from dataclasses import dataclass

from tests.fakes.exchange_play import packet, value

_SHOWN = (
    b"Channel",
    b"ChannelState",
    b"ChannelStateDesc",
    b"CallerIDNum",
    b"CallerIDName",
    b"ConnectedLineNum",
    b"ConnectedLineName",
    b"Language",
    b"AccountCode",
    b"Context",
    b"Exten",
    b"Priority",
    b"Uniqueid",
    b"Linkedid",
)


@dataclass(slots=True)
class _Standing:
    said: bytes
    began: float
    bridge: bytes = b""


class ChannelBook:
    """Hears the events that are played; knows each channel from its first word to its Hangup."""

    def __init__(self) -> None:
        self._standing: dict[bytes, _Standing] = {}
        self._gone: set[bytes] = set()

    def hear(self, block: bytes) -> None:
        """Take one packet into account."""
        if not block.startswith(b"Event: ") or not (unique := value(block, b"Uniqueid")):
            return
        name = block[len("Event: ") : block.find(b"\r\n")]
        if name == b"Hangup":
            self._standing.pop(unique, None)
            self._gone.add(unique)
        elif name == b"Rename" and unique in self._standing:
            standing = self._standing[unique]
            old = b"\nChannel: " + value(standing.said, b"Channel")
            standing.said = standing.said.replace(old, b"\nChannel: " + value(block, b"Newname"), 1)
        elif unique not in self._gone and value(block, b"ChannelState") and value(block, b"Linkedid"):
            standing = self._standing.setdefault(unique, _Standing(block, time.monotonic()))
            standing.said = block
            if name == b"BridgeEnter":
                standing.bridge = value(block, b"BridgeUniqueid")
            elif name == b"BridgeLeave":
                standing.bridge = b""

    def forget(self) -> None:
        """The exchange begins anew: no channel stands."""
        self._standing.clear()
        self._gone.clear()

    def has(self, channel: str) -> bool:
        """Whether a channel of that name stands."""
        return channel.encode() in {value(each.said, b"Channel") for each in self._standing.values()}

    @property
    def names(self) -> list[str]:
        """The channels that stand, in the order of their beginning."""
        return [value(each.said, b"Channel").decode("utf-8", "replace") for each in self._standing.values()]

    def shown(self, action_id: tuple[tuple[str, str], ...], kind: str = "CoreShowChannel") -> bytes:
        """The events that follow on CoreShowChannels, or on Status."""
        end = f"{kind}sComplete" if kind == "CoreShowChannel" else f"{kind}Complete"
        told = bytearray()
        for each in self._standing.values():
            seconds = int(time.monotonic() - each.began)
            duration = b"%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
            pairs = [(key, value(each.said, key)) for key in _SHOWN]
            pairs += [(b"Application", b""), (b"ApplicationData", b""), (b"Duration", duration), (b"BridgeId", each.bridge)]
            told += packet(("Event", kind), *action_id)[:-2]
            told += b"".join(key + b": " + said + b"\r\n" for key, said in pairs) + b"\r\n"
        items = str(len(self._standing))
        return bytes(told) + packet(("Event", end), *action_id, ("EventList", "Complete"), ("ListItems", items))
