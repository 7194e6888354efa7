"""A mail server that misbehaves: every trouble is one sentence in time, and no letter stands in the way of the others."""

import contextlib
import re
import threading
import time
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.mailbox import FetchedLetter, ImapMailbox, LetterTrouble, Limits, LoginRefused
from app.channels.mailbox_address import parse_mailbox
from app.errors import DeviceTrouble
from tests.fakes.certificate import Certificate
from tests.fakes.hostile_imap import BREATHE, CLOSE, HANG, HostileImap, Script, Steps

SHORT = Limits(connect=0.4, answer=0.4, search=0.5, poll=0.05)
SOON = 4.0
"""Seconds; far more than SHORT allows, far less than without a limit."""
RAW = b"From: a@example.com\r\n\r\nHello\r\n"


def mailbox_on(server: HostileImap, largest: int = 1000) -> ImapMailbox:
    return ImapMailbox(parse_mailbox(server.address()), largest=largest, limits=SHORT)


def asked_for(command: bytes) -> list[int]:
    """The UIDs in ``UID FETCH 1:3,5 …``."""
    uids: list[int] = []
    for part in command.split()[3].decode().split(","):
        first, _, last = part.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return uids


def told(uid: int, raw: bytes = RAW) -> bytes:
    return b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%b)\r\n" % (uid, uid, len(raw), raw)


def sizes(uids: Iterable[int]) -> bytes:
    date = b'INTERNALDATE "01-Nov-2026 09:00:00 +0300"'
    return b"".join(b"* %d FETCH (UID %d RFC822.SIZE 30 %b)\r\n" % (uid, uid, date) for uid in uids)


class Folder:
    """A folder whose letter *bad* is answered with *steps* when its body is asked for; the others are all right."""

    def __init__(self, bad: int, *steps: bytes | str) -> None:
        self.bad, self.steps = bad, steps

    def __call__(self, command: bytes) -> Steps:
        uids = asked_for(command)
        if b"BODY" not in command:
            return [sizes(uids), b"TAG OK done\r\n"]
        answer: list[bytes | str] = []
        for uid in uids:
            if uid == self.bad:
                answer += self.steps
            else:
                answer.append(told(uid))
        return [*answer, b"TAG OK done\r\n"]


def read_all(mailbox: ImapMailbox, uids: Iterable[int]) -> tuple[dict[int, FetchedLetter], LetterTrouble]:
    """Read as the service does: open again and go on after the cursor, until one letter is known to break the line."""
    got: dict[int, FetchedLetter] = {}
    uids = list(uids)
    for _ in range(10):
        mailbox.open()
        try:
            for letter in mailbox.fetch([uid for uid in uids if uid not in got]):
                got[letter.uid] = letter
        except LetterTrouble as trouble:
            return got, trouble
        except DeviceTrouble:
            continue
    raise AssertionError("no letter was found out")


@pytest.mark.parametrize(
    "steps",
    [
        (b"* 5 FETCH (UID 5 BODY[]<0> {500}\r\nhalf a letter", CLOSE),
        (b"* 5 FETCH (UID 5 BODY[]<0> {500}\r\nhalf a letter", HANG),
        (b"* 5 FETCH (UID 5 BODY[]<0> {4}\r\nmore than said\r\nand more\r\n",),
        (b"* BYE internal error\r\n", CLOSE),
        (b"\x00\xff garbage \x80\r\n",),
        (CLOSE,),
    ],
)
def test_the_letter_that_breaks_the_line_is_found_out(steps: tuple[bytes | str, ...]) -> None:
    with HostileImap({"UID FETCH": Folder(5, *steps)}, exists=9) as server, mailbox_on(server) as mailbox:
        got, trouble = read_all(mailbox, range(1, 10))
        assert list(got) == [1, 2, 3, 4]
        assert trouble.uid == 5
        # Whoever passes it over reads the rest.
        mailbox.open()
        assert [letter.uid for letter in mailbox.fetch(range(6, 10))] == [6, 7, 8, 9]
        assert b"EXPUNGE" not in b" ".join(server.said)


@pytest.mark.parametrize(
    "steps",
    [
        (b"* 5 FETCH (UID 5 BODY[]<0> NIL)\r\n",),
        (b"* 5 FETCH (UID 5)\r\n",),
        (b'* 5 FETCH (UID 5 BODY[] "")\r\n',),
        (b"TAG NO [SERVERBUG] no\r\n", "skip"),
        (b"TAG BAD no\r\n", "skip"),
        (),
    ],
)
def test_a_letter_that_the_server_does_not_give_comes_empty(steps: tuple[bytes | str, ...]) -> None:
    folder = Folder(5, *steps)

    def answer(command: bytes) -> Steps:
        said = list(folder(command))
        return said[: said.index("skip")] if "skip" in said else said

    with HostileImap({"UID FETCH": answer}, exists=9) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        letters = list(mailbox.fetch(range(1, 10)))
        assert [letter.uid for letter in letters] == list(range(1, 10))
        assert [letter.raw for letter in letters] == [b"" if uid == 5 else RAW for uid in range(1, 10)]
        assert server.connections == 1


def test_a_letter_that_is_gone_between_its_size_and_its_body_is_left_out() -> None:
    bodies: list[bytes] = []

    def answer(command: bytes) -> Steps:
        if b"BODY" in command:
            bodies.append(command)
        gone = {5} if b"BODY" in command or bodies else set[int]()
        left = [uid for uid in asked_for(command) if uid not in gone]
        return [
            b"".join(told(uid) for uid in left) if b"BODY" in command else sizes(left),
            b"* 5 EXPUNGE\r\nTAG OK done\r\n",
        ]

    with HostileImap({"UID FETCH": answer}, exists=5) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        assert [letter.uid for letter in mailbox.fetch([5, 1, 2])] == [1, 2]


def test_odd_but_lawful_answers_are_understood() -> None:
    def answer(command: bytes) -> Steps:
        uids = asked_for(command)
        if b"BODY" not in command:
            return [b"* 7 EXISTS\r\n* 2 EXPUNGE\r\n", sizes(uids), b"* 1 FETCH (FLAGS (\\Seen))\r\nTAG OK done\r\n"]
        uid = uids[0]
        odd = {
            # The UID after the letter, flags of others in between, literal8, a quoted letter, another order.
            1: b"* 1 FETCH (FLAGS (\\Seen))\r\n* 1 FETCH (BODY[]<0> {5}\r\nUID 9 UID 1 FLAGS ())\r\n* OK still here\r\n",
            2: b"* 2 FETCH (UID 2 BODY[]<0> ~{4}\r\n\x00\xff\r\n)\r\n* 2 FETCH (FLAGS (caf\xe9))\r\n",
            3: b'* 3 FETCH (UID 3 BODY[] "a \\"short\\" one \\\\")\r\n',
            4: told(5) + b"* 3 EXISTS\r\n" + told(4),
        }
        return [odd.get(uid, told(uid)), b"TAG OK done\r\n"]

    with HostileImap({"UID FETCH": answer}) as server, mailbox_on(server) as mailbox:
        got: list[bytes] = []
        for uids in ([1], [2], [3], [4, 5]):
            mailbox.open()
            got += [letter.raw for letter in mailbox.fetch(uids)]
        assert got == [b"UID 9", b"\x00\xff\r\n", b'a "short" one \\', RAW, RAW]
        assert mailbox.wait(0.1), "the letters that were told of meanwhile are news"


def test_a_server_that_sends_more_than_was_asked_for_does_not_fill_the_memory() -> None:
    with HostileImap({"UID FETCH": Folder(1, told(1, b"x" * 3_000_000))}) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        assert [len(letter.raw) for letter in mailbox.fetch([1, 2])] == [1001, len(RAW)]


def test_a_hundred_thousand_letters() -> None:
    count = 100_000
    lines = [b"* SEARCH " + b" ".join(b"%d" % uid for uid in range(at, at + 10_000)) for at in range(1, count, 10_000)]
    script: Script = {"UID SEARCH": [b"\r\n".join(reversed(lines)) + b"\r\nTAG OK done\r\n"], "UID FETCH": Folder(0)}
    with HostileImap(script, exists=count) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        assert mailbox.waiting(0, None) == list(range(1, count + 1))
        assert mailbox.waiting(count - 3, None) == [count - 2, count - 1, count]
        assert [letter.uid for letter in mailbox.fetch(range(1, count, 97))] == list(range(1, count, 97))
        mailbox.mark_seen(range(1, count, 2))
        assert max(len(command) for command in server.said) < 4_000


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
    with HostileImap(script) as server, mailbox_on(server) as mailbox:
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
        mailbox_on(server) as mailbox,
        pytest.raises(DeviceTrouble, match=said),
    ):
        mailbox.open()


def test_a_server_that_drips_is_one_that_hangs() -> None:
    drip: list[bytes | str] = []
    for _ in range(60):
        drip += [b"x", BREATHE]
    with HostileImap({"UID SEARCH": drip}) as server, mailbox_on(server) as mailbox:
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
    with HostileImap({"IDLE": idle}) as server, mailbox_on(server) as mailbox:
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
        with ImapMailbox(address, limits=SHORT) as mailbox, pytest.raises(DeviceTrouble):
            mailbox.open()
        assert not any(b"LOGIN" in command for command in server.said)


def test_a_server_that_calls_us_signed_in_does_not_talk_us_out_of_encryption() -> None:
    with HostileImap({}, greeting=[b"* PREAUTH welcome\r\n"], capabilities=b"IMAP4rev1 STARTTLS") as server:
        address = parse_mailbox(server.address(query="security=starttls"))
        with ImapMailbox(address, limits=SHORT) as mailbox, pytest.raises(DeviceTrouble, match="no encryption"):
            mailbox.open()


def test_an_encrypted_line_that_ends_is_one_that_broke(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = Certificate(tmp_path_factory.mktemp("certificate"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
    with HostileImap({"UID SEARCH": [b"* SEARCH 1", CLOSE]}, context=certificate.context) as server:
        mailbox = ImapMailbox(parse_mailbox(server.address("imaps")), limits=SHORT)
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
