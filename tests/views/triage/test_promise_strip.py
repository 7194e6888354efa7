"""The strip above the inbox: the streak, and the banner when a promised time is near or was missed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from app.operations.triage import Promise
from app.views.triage.promise_strip import BANNER, HEIGHT, PromiseStrip
from tests.operations.triage_desk import NOON

CALM = Promise(None, 0, 3, NOON, 0, 40, None, 12, 30)


@pytest.fixture
def strip(qtbot: QtBot) -> PromiseStrip:
    strip = PromiseStrip()
    qtbot.addWidget(strip)
    strip.resize(1100, HEIGHT)
    strip.show()
    return strip


def banner(strip: PromiseStrip, promise: Promise, moment: datetime) -> str:
    strip.show_promise(promise, moment)
    return strip.banner.sentence if strip.banner.isVisible() else ""


def test_nothing_is_said_while_there_is_time(strip: PromiseStrip) -> None:
    assert banner(strip, CALM, NOON - timedelta(minutes=31)) == ""
    assert strip.sizeHint().height() == HEIGHT


def test_before_a_promised_time_the_banner_says_what_is_left(strip: PromiseStrip) -> None:
    said = banner(strip, CALM, NOON - timedelta(minutes=20))
    assert said.startswith("3 inquiries are still to be sorted by ")
    assert said.endswith(", in 20 min.")
    assert strip.sizeHint().height() == HEIGHT + BANNER
    assert said in strip.accessibleName()
    assert banner(strip, replace(CALM, left=0), NOON - timedelta(minutes=20)) == ""
    assert banner(strip, replace(CALM, remind=0), NOON - timedelta(minutes=20)) == ""


def test_what_is_late_is_said_at_once(strip: PromiseStrip) -> None:
    late = replace(CALM, late=1, late_since=NOON - timedelta(hours=2), streak=0)
    said = banner(strip, late, NOON)
    assert said == "1 inquiry lies here past its promised time, 2 h 00 by now."
    assert not strip.streak.isVisible()


def test_the_streak_stands_where_there_is_room_for_it(strip: PromiseStrip) -> None:
    banner(strip, CALM, NOON)
    assert strip.streak.isVisible()
    assert strip.streak.text() == "12 times in a row"
    strip.resize(900, HEIGHT)
    assert not strip.streak.isVisible()
    assert "12 times in a row" in strip.accessibleName()
