"""Who hears whom: the exchange's bridges and the channels in them."""

from app.channels.call_channels import Channel

_MOST_MEMBERS = 100


class Bridges:
    """The bridges that somebody is in."""

    def __init__(self) -> None:
        self._members: dict[str, list[Channel]] = {}

    def enter(self, channel: Channel, bridge: str) -> list[Channel]:
        """*channel* is in *bridge* now, and in no other; everybody who is there."""
        if channel.bridge != bridge:
            self.leave(channel)
            channel.bridge = bridge
        members = self._members.setdefault(bridge, [])
        if channel not in members and len(members) < _MOST_MEMBERS:
            members.append(channel)
        return members

    def leave(self, channel: Channel) -> None:
        """*channel* hears nobody any more."""
        members = self._members.get(channel.bridge, [])
        if channel in members:
            members.remove(channel)
            if not members:
                del self._members[channel.bridge]
        channel.bridge = ""
