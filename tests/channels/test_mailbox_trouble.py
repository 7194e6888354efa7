"""A mail server that misbehaves on the line: every trouble is one sentence, in time."""

import contextlib
import re
import threading
import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.mailbox import ImapMailbox, Limits, LoginRefused
from app.channels.mailbox_address import parse_mailbox
from app.errors import DeviceTrouble
from tests.fakes.certificate import Certificate
from tests.fakes.hostile_imap import BREATHE, CLOSE, HANG, HostileImap, Steps

SHORT = Limits(connect=0.4, answer=0.5, search=0.5, poll=0.05)
PATIENT = Limits(connect=10, answer=10, search=10, poll=0.05)
"""SHORT only where the server hangs: a busy machine is slow as well."""
SOON = 8.0
"""Seconds; far more than SHORT allows, less than without a limit."""


def mailbox_on(server: HostileImap, limits: Limits = PATIENT) -> ImapMailbox:
    return ImapMailbox(parse_mailbox(server.address()), largest=1000, limits=limits)


def limits_for(steps: Iterable[object]) -> Limits:
    return SHORT if HANG in steps else PATIENT


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            {"LOGIN": [b"TAG NO [AUTHENTICATIONFAILED] wrong secret here\r\n"]},
            "refuses the login of kontor: .* wrong … here",
        ),
        ({"LOGIN": [b"TAG BAD what?\r\n"]}, "refuses the login"),
        ({"LOGIN": [b"TAG NO [UNAVAILABLE] later\r\n"]}, "nobody in at the moment"),
        ({"LOGIN": [b"* BYE too many tries\r\n", CLOSE]}, "ended the connection: too many tries"),
        ({"SELECT": [b"TAG NO no such folder\r\n"]}, "INBOX .* cannot be opened: no such folder"),
        ({"SELECT": [b"* 3 EXISTS\r\nTAG OK done\r\n"]}, "UIDVALIDITY"),
        ({"CAPABILITY": [HANG]}, "does not answer|stopped answering"),
        ({"CAPABILITY": [b"* CAPABILITY caf\xe9\r\nTAG OK done\r\n"]}, "no mail server"),
        ({"SELECT": [HANG]}, "has stopped answering"),
        ({"SELECT": [CLOSE]}, "broke"),
    ],
)
def test_what_goes_wrong_on_the_way_in(script: dict[str, Steps], said: str) -> None:
    began = time.monotonic()
    limits = limits_for([step for steps in script.values() for step in steps])
    with HostileImap(script) as server, mailbox_on(server, limits) as mailbox:
        with pytest.raises(DeviceTrouble) as trouble:
            mailbox.open()
        assert re.search(said, str(trouble.value))
        assert "secret" not in str(trouble.value)
        assert isinstance(trouble.value, LoginRefused) == ("refuses" in said)
    assert time.monotonic() - began < SOON


@pytest.mark.parametrize(
    ("greeting", "said"),
    [
        ([HANG], "does not answer on port"),
        ([CLOSE], "cannot be reached"),
        ([b"* BYE come back later\r\n", CLOSE], "ended the connection: come back later"),
        ([b"220 smtp.example.com ESMTP\r\n"], "no mail server"),
        ([b"\x00" * 5000 + b"\r\n"], "no mail server"),
    ],
)
def test_a_strange_greeting(greeting: Steps, said: str) -> None:
    with (
        HostileImap({}, greeting=greeting) as server,
        mailbox_on(server, limits_for(greeting)) as mailbox,
        pytest.raises(DeviceTrouble, match=said),
    ):
        mailbox.open()


def test_a_server_that_drips_is_one_that_hangs() -> None:
    drip: list[bytes | str] = []
    for _ in range(60):
        drip += [b"x", BREATHE]
    with HostileImap({"UID SEARCH": drip}) as server, mailbox_on(server, SHORT) as mailbox:
        mailbox.open()
        began = time.monotonic()
        with pytest.raises(DeviceTrouble, match="stopped answering"):
            mailbox.waiting(0, None)
        assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("idle", "heard"),
    [
        ([b"* 4 EXISTS\r\n+ idling\r\n"], True),
        ([b"+ idling\r\n* 4 EXISTS\r\n"], True),
        ([b"+ idling\r\n", BREATHE, b"* 4 EX", BREATHE, b"ISTS\r\n"], True),
        ([b"+ idling\r\n* 2 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK still here\r\n"], False),
        ([b"TAG NO not today\r\n"], False),
        ([b"TAG BAD what?\r\n"], False),
    ],
)
def test_what_a_server_says_while_it_idles(idle: Steps, heard: bool) -> None:
    with HostileImap({"IDLE": idle}) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        assert mailbox.wait(20 if heard else 0.3) == heard
        mailbox.waiting(0, None)


@pytest.mark.parametrize(
    ("idle", "said"),
    [
        ([b"+ idling\r\n* BYE going down\r\n", CLOSE], "ended the connection: going down"),
        ([b"+ idling\r\n", CLOSE], "broke"),
        ([b"+ idling\r\n", BREATHE, b"\xff\xfe\r\n"], "cannot be understood"),
        ([HANG], "stopped answering"),
    ],
)
def test_a_line_that_ends_while_it_idles(idle: Steps, said: str) -> None:
    with HostileImap({"IDLE": idle}) as server, mailbox_on(server, limits_for(idle)) as mailbox:
        mailbox.open()
        with pytest.raises(DeviceTrouble, match=said):
            mailbox.wait(20)


def test_the_wait_ends_at_once_even_if_the_server_hangs() -> None:
    with HostileImap({"DONE": [HANG], "LOGOUT": [HANG]}) as server:
        mailbox = ImapMailbox(parse_mailbox(server.address()))
        mailbox.open()
        stopped = threading.Event()
        stopped.set()
        began = time.monotonic()
        mailbox.wait(60, stopped)
        mailbox.close()
        assert time.monotonic() - began < SOON


def test_marking_as_seen_is_a_courtesy() -> None:
    for answer in (b"TAG NO read-only\r\n", b"TAG BAD no\r\n", b"* 1 EXPUNGE\r\nTAG OK done\r\n"):
        with HostileImap({"UID STORE": [answer]}) as server, mailbox_on(server) as mailbox:
            mailbox.open()
            mailbox.mark_seen([1, 2])
            assert mailbox.waiting(0, None) == [1, 2, 3]


def test_what_was_put_into_the_line_before_encryption_is_refused(tmp_path_factory: pytest.TempPathFactory) -> None:
    script: dict[str, Steps] = {"STARTTLS": [b"TAG OK done\r\n* CAPABILITY IMAP4rev1 EVIL\r\nTAG OK done\r\n", HANG]}
    with HostileImap(script, capabilities=b"IMAP4rev1 STARTTLS") as server:
        address = parse_mailbox(server.address(query="security=starttls"))
        with ImapMailbox(address, limits=PATIENT) as mailbox, pytest.raises(DeviceTrouble):
            mailbox.open()
        assert not any(b"LOGIN" in command for command in server.said)


def test_a_server_that_calls_us_signed_in_does_not_talk_us_out_of_encryption() -> None:
    with HostileImap({}, greeting=[b"* PREAUTH welcome\r\n"], capabilities=b"IMAP4rev1 STARTTLS") as server:
        address = parse_mailbox(server.address(query="security=starttls"))
        with ImapMailbox(address, limits=PATIENT) as mailbox, pytest.raises(DeviceTrouble, match="no encryption"):
            mailbox.open()


def test_an_encrypted_line_that_ends_is_one_that_broke(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate(tmp_path_factory.mktemp("certificate"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with HostileImap({"UID SEARCH": [b"* SEARCH 1", CLOSE]}, context=certificate.context) as server:
        mailbox = ImapMailbox(parse_mailbox(server.address("imaps")), limits=PATIENT)
        mailbox.open()
        with pytest.raises(DeviceTrouble, match="broke"):
            mailbox.waiting(0, None)


WORDS = rb"""* |TAG |OK|NO|BYE|FETCH |(|)|UID 1|BODY[]|<0> |{5}~|~|"|EXISTS|SEARCH| 1 |+ |[UIDVALIDITY|INTERNALDATE """
PIECES = [*WORDS.replace(b"~", b"\r\n").split(b"|"), b"{99999999999999999999}\r\n", b"\n", b"\x00", b"\xff"]


@given(
    garbage=st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=6)), max_size=15),
    command=st.sampled_from(["UID FETCH", "SELECT"]),
)
def test_whatever_a_server_answers_is_letters_or_one_sentence(garbage: list[bytes], command: str) -> None:
    with (
        HostileImap({command: [b"".join(garbage), CLOSE]}) as server,
        mailbox_on(server) as mailbox,
        contextlib.suppress(DeviceTrouble),
    ):
        mailbox.open()
        assert all(letter.uid == 1 for letter in mailbox.fetch([1]))
