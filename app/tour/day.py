"""The day, step by step; each step checks the books before the next one begins."""

import os
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.config import Settings
from app.models.terms import Role
from app.opening import make_ready
from app.operations import demo
from app.operations.demo_data import COMPANY, DESKS
from app.tour import aftercare, calls, goods, morning, parts, selling, walk, within_the_hour
from app.tour.cast import login_of
from app.tour.player import Player, application
from app.views.look.theme import ThemeChoice, theme
from app.views.shell.tongue import speak
from app.views.sign_in.door import DeskPlace

BEEN = frozenset({"triage", "new_leads", "my_leads", "deals", "receive", "ship", "telephone", "intake_rules"}) | {
    *("doubles", "promise", "quality_calls"),
}
"""Rooms that the story itself goes through."""


@contextmanager
def serial_line() -> Iterator[tuple[int, str]]:
    """(our end, name of the scanner's port): a pseudo-terminal, as a serial scanner would be."""
    master, slave = os.openpty()
    tty.setraw(slave)
    try:
        yield master, os.ttyname(slave)
    finally:
        os.close(master)
        os.close(slave)


def play(settings: Settings, out: Path, *, look: ThemeChoice, say: Callable[[str], object]) -> int:
    """Play the whole day on the database of *settings*; pictures and documents go to *out*.

    Returns how many pictures were made. Raises TourFailed at the first step that is not as it should be.
    """
    out.mkdir(parents=True, exist_ok=True)
    app = application()
    theme().apply(app, look)
    speak(settings.language)
    make_ready(settings.database)
    with serial_line() as (scanner, port):
        player = Player(replace(settings, scanner=port, folder=str(out / "desk")), out, say=say)
        try:
            demo.fill(player.store, "small", 1)
            _play(player, scanner)
        finally:
            player.end()
    return player.pictures


def _play(player: Player, scanner: int) -> None:
    parts.sign_in(player, tuple(DeskPlace(*each) for each in DESKS), COMPANY)
    selling.goods_are_there(player)
    morning.customers_are_known(player)
    morning.letters_come_in(player)
    morning.dispatcher_sorts(player)
    parts.search(player, "KK-500")
    parts.conflict(player)
    parts.lost_connection(player)
    parts.crash(player)
    seller = morning.head_names_seller(player)
    deal = morning.seller_qualifies(player, seller)
    refused = morning.second_deal(player, seller)
    selling.seller_sells(player, seller, deal)
    goods.plant_is_ready(player, deal)
    goods.boxes_are_received(player, deal, scanner)
    goods.goods_are_shipped(player, seller, deal, scanner)
    aftercare.is_certified(player, seller, deal)
    aftercare.is_installed(player, seller, deal)
    aftercare.is_served_and_closed(player, seller, deal)
    selling.second_is_refused(player, seller, refused)
    calls.telephone_rings(player)
    calls.missed_call_is_called_back(player)
    calls.stranger_becomes_lead(player)
    calls.rules_are_tried(player)
    within_the_hour.several_are_decided_as_one(player)
    within_the_hour.doubles_are_joined_and_parted(player)
    within_the_hour.promise_is_proved(player)
    within_the_hour.head_asks_customers(player)
    boards(player)
    calls.head_sees_missed_calls(player)
    walk.chart_opens_its_rows(player)
    walk.stock_says_where_from(player)
    walk.every_room(player, BEEN)


def boards(player: Player) -> None:
    """What the head sees in the evening."""
    player.sit(player.read(login_of, Role.HEAD, "Prom"))
    player.place.window.go("deals")
    player.picture("board")
