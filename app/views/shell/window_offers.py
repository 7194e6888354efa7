"""The commands that the search offers: rooms, the room's own, new things, languages, themes, the person's choices."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from app.language import LANGUAGES, tr
from app.views.notices.words import quiet_words
from app.views.room import Creation, Room, RoomEntry
from app.views.shell.badge import THEMES, Badge, BadgeDeeds
from app.views.shell.commands import Offer
from app.views.shell.key_sheet import NOTICES_KEY
from app.views.shell.notices import Bell
from app.views.shell.rail import KEYS


def room_offers(entries: Sequence[RoomEntry], go: Callable[[str], object]) -> list[Offer]:
    """One offer for each room of this person."""
    keys = [*KEYS, *[""] * len(entries)]
    return [
        Offer(entry.icon, tr(entry.title), tr("room"), partial(go, entry.name), key)
        for entry, key in zip(entries, keys, strict=False)
    ]


def command_offers(room: Room | None) -> list[Offer]:
    """What the room that is shown can do now."""
    if room is None:
        return []
    return [
        Offer("caret-right", action.text(), tr("command"), action.trigger, key)
        for action, key in room.commands
        if action.isEnabled()
    ]


def creation_offers(entries: Sequence[RoomEntry], create: Callable[[RoomEntry, Creation], object]) -> list[Offer]:
    """What can be begun anew."""
    return [
        Offer(creation.icon, tr(creation.sentence), tr("new"), partial(create, entry, creation))
        for entry in entries
        for creation in entry.creations
    ]


def notice_offers(bell: Bell) -> list[Offer]:
    """The list of notifications, and quiet for the desktop."""
    words = quiet_words(bell.news.quiet_until, datetime.now(UTC))
    return [
        Offer("bell", tr("Notifications"), tr("command"), bell.open_list, NOTICES_KEY),
        Offer("bell-slash", words, tr("setting"), bell.turn_quiet),
    ]


def choice_offers(deeds: BadgeDeeds, badge: Badge, show_keys: Callable[[], object]) -> list[Offer]:
    """Language, theme, rows, rail, keys, sign out and quit."""
    languages = [
        Offer("translate", tr("Language: {language}", language=name), tr("setting"), partial(deeds.speak, code))
        for code, name in LANGUAGES.items()
    ]
    themes = [
        Offer("moon", tr("Theme: {theme}", theme=tr(words)), tr("setting"), partial(deeds.dress, choice))
        for choice, words in THEMES.items()
    ]
    rows = tr("Normal rows") if badge.compact else tr("Compact rows")
    rail = tr("Rooms with names") if badge.folded else tr("Rooms as icons only")
    return [
        *languages,
        *themes,
        Offer("rows", rows, tr("setting"), partial(deeds.set_compact, not badge.compact)),
        Offer("list", rail, tr("setting"), partial(deeds.set_folded, not badge.folded)),
        Offer("question", tr("Keys of this screen"), tr("help"), show_keys, "F1"),
        Offer("sign-out", tr("Sign out, change desk"), tr("command"), deeds.sign_out),
        Offer("power", tr("Quit Kontor"), tr("command"), deeds.quit, "Ctrl+Q"),
    ]
