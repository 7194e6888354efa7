"""``main.py intake`` with nothing but a telephone exchange."""

import json
import threading
from pathlib import Path

import pytest

from tests.commands.conftest import Answer, Kontor
from tests.fakes.exchange import FakeExchange
from tests.fakes.exchange_play import recording


def listened_once(kontor: Kontor, url: str, exchange: FakeExchange, *names: str) -> Answer:
    """What ``intake --once`` says while recordings are played; the line ends with them."""

    def play() -> None:
        exchange.wait_signed_in(seconds=60)
        exchange.wait_action("CoreShowChannels", seconds=60)
        for name in names:
            exchange.play(recording(name), slices=100)
        exchange.drop()

    player = threading.Thread(target=play)
    player.start()
    answer = kontor("intake", "--once", "--database", url)
    player.join()
    return answer


def test_calls_stand_in_the_export(
    kontor: Kontor, company_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FakeExchange() as exchange:
        monkeypatch.setenv("KONTOR_EXCHANGE", exchange.address)
        answer = listened_once(kontor, company_url, exchange, "01", "03", "21", "53")
        assert (answer.code, answer.err) == (0, "")
        status = kontor("intake", "--status", "--database", company_url)
        assert "Telephone exchange kontor@127.0.0.1:" in status.out
        assert "secret" not in answer.out + status.out
    target = tmp_path / "calls.json"
    assert kontor("export", "calls", "--to", target, "--database", company_url).code == 0
    found = json.loads(target.read_bytes())
    assert sorted((call["direction"], call["outcome"]) for call in found) == [
        ("in", "answered"),
        ("in", "missed"),
        ("in", "unknown_end"),
        ("internal", "answered"),
    ]
    assert {call["number"] for call in found} == {"+79161234567", None}


def test_an_exchange_that_is_not_there(kontor: Kontor, company_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeExchange() as exchange:
        monkeypatch.setenv("KONTOR_EXCHANGE", exchange.address)
    answer = kontor("intake", "--once", "--database", company_url)
    assert answer.code == 1
    assert "cannot be reached" in answer.out


def test_an_address_that_is_none(kontor: Kontor, company_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KONTOR_EXCHANGE", "pbx")
    answer = kontor("intake", "--once", "--database", company_url)
    assert answer.code == 1
    assert "ami://" in answer.err
