"""Names of callers as exchanges tell them: escaped, cut, damaged, or none at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.caller_names import read_name, without_queue
from tests.channels.call_scripts import CallScript, only, played

NUMBER = "89161234567"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("Иван Петров", "Иван Петров"),
        (' ООО \\"Рога и копыта\\"', 'ООО "Рога и копыта"'),
        ("O\\'Neil \\\\ Sons", "O'Neil \\ Sons"),
        ("one\\ttwo\\nthree", "one two three"),
        ('"Ivan"', "Ivan"),
        # Cut after 79 bytes: within a letter, and within an escape.
        ("Общество с ограниченной ответственн\ufffd", "Общество с ограниченной ответственн"),
        ("Long name\\", "Long name"),
        # Written in another code page: nothing of it can be read.
        ("\ufffd" * 12, ""),
        ("\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd", ""),
        ("\ufffd\ufffd\ufffd \ufffd\ufffd x", ""),
        ("Petrov \ufffd Sons GmbH", "Petrov Sons GmbH"),
        # A number is no name, whoever's it is.
        ("89161234567", ""),
        ("+7 (916) 123-45-67", ""),
        ("Anonymous", ""),
        ("<unknown>", ""),
        ("asterisk", ""),
        ("", ""),
        ("  ", ""),
        ("4U", "4U"),
        ("\ud800Ivan\x07", "Ivan"),
    ],
)
def test_a_name(raw: str, name: str) -> None:
    assert read_name(raw, NUMBER) == name


@given(st.text(max_size=600))
def test_any_name_can_be_kept(raw: str) -> None:
    name = read_name(raw, NUMBER)
    assert len(name) <= 200
    assert name == name.strip()
    name.encode()
    assert name.isprintable()


def test_what_a_queue_writes_in_front_is_taken_off() -> None:
    assert without_queue("Отдел продаж:Иван", "Иван") == "Иван"
    assert without_queue("Отдел продаж:Иван", "") == "Иван"
    assert without_queue("Иван", "") == "Иван"


@pytest.mark.parametrize(("renamed", "name"), [("Sales:", ""), ("Sales:Ivan", "Ivan"), ("Sales:89161234567", "")])
def test_a_queue_names_a_caller_who_had_no_name(renamed: str, name: str) -> None:
    script = CallScript()
    trunk = script.calls("PJSIP/trunk-00000001", NUMBER)
    trunk.shown = renamed
    script.tell("NewCallerid", trunk)
    assert only(played(script.packets)).name == name


def test_the_first_name_stays_whatever_the_dial_plan_writes_later() -> None:
    script = CallScript()
    trunk = script.calls("PJSIP/trunk-00000001", NUMBER, shown='ООО \\"Рога\\"')
    trunk.shown, trunk.number = "Queue:somebody", "101"
    script.tell("NewCallerid", trunk)
    script.hangs_up(trunk)
    call = only(played(script.packets))
    assert (call.name, call.raw_number) == ('ООО "Рога"', NUMBER)
