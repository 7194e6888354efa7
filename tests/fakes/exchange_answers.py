"""What an exchange answers to the actions of a client that is signed in."""

import time

from app.channels.ami_packets import Packet
from tests.fakes.exchange_channels import ChannelBook
from tests.fakes.exchange_play import packet

_DONE = {
    "originate": "Originate successfully queued",
    "redirect": "Redirect successful",
    "atxfer": "Atxfer successfully queued",
    "blindtransfer": "Transfer succeeded",
    "setvar": "Variable Set",
    "hangup": "Channel Hungup",
}
_AT_A_CHANNEL = {"redirect": "Channel does not exist: {channel}", "hangup": "No such channel", "setvar": "No such channel"}


def answer(action: Packet, book: ChannelBook) -> bytes:
    """The answer, with the list that follows if there is one."""
    name = action.get("Action").lower()
    own = answer_id(action)
    channel = action.get("Channel")
    if name == "ping":
        return packet(("Response", "Success"), *own, ("Ping", "Pong"), ("Timestamp", f"{time.time():.6f}"))
    if name == "logoff":
        return packet(("Response", "Goodbye"), *own, ("Message", "Thanks for all the fish."))
    if name == "coreshowchannels":
        follow = ("EventList", "start"), ("Message", "Channels will follow")
        return packet(("Response", "Success"), *own, *follow) + book.shown(own)
    if name == "status":
        follow = ("EventList", "start"), ("Message", "Channel status will follow")
        return packet(("Response", "Success"), *own, *follow) + book.shown(own, "Status")
    if name == "listcommands":
        known = ("Ping", "CoreShowChannels", "Status", "Originate", "Redirect", "Atxfer", "Setvar", "Hangup", "ListCommands")
        return packet(("Response", "Success"), *own, *((each, f"What {each} does.  (Priv: call,all)") for each in known))
    if name == "events":
        mask = action.get("EventMask").lower()
        return packet(("Response", "Success"), *own, ("Events", "Off" if mask in ("off", "") else "On"))
    if name == "originate" and not channel:
        return error(action, "Channel not specified")
    if name in _AT_A_CHANNEL and (channel or name != "setvar") and not book.has(channel):
        return error(action, _AT_A_CHANNEL[name].format(channel=channel))
    if name in _DONE:
        return packet(("Response", "Success"), *own, ("Message", _DONE[name]))
    words = f"Invalid/unknown command: {action.get('Action')}. Use Action: ListCommands to show available commands."
    return error(action, words)


def error(action: Packet, words: str) -> bytes:
    """A refusal, as an exchange words it."""
    return packet(("Response", "Error"), *answer_id(action), ("Message", words))


def answer_id(action: Packet) -> tuple[tuple[str, str], ...]:
    """The ActionID to repeat, if the client gave one."""
    return (("ActionID", action.action_id),) if action.action_id else ()
