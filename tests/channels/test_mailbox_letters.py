"""A mail server that misbehaves over letters: no letter stands in the way of the others, and none is taken for another."""

from collections.abc import Iterable

import pytest

from app.channels.mailbox import FetchedLetter, ImapMailbox, LetterTrouble, Limits
from app.channels.mailbox_address import parse_mailbox
from app.errors import DeviceTrouble
from tests.fakes.hostile_imap import CLOSE, HANG, HostileImap, Script, Steps

RAW = b"From: a@example.com\r\n\r\nHello\r\n"


def mailbox_on(server: HostileImap, *, answer: float = 10) -> ImapMailbox:
    """answer: seconds; short only where the server hangs, a busy machine is slow as well."""
    return ImapMailbox(parse_mailbox(server.address()), largest=1000, limits=Limits(connect=10, answer=answer))


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
    answer = 0.5 if HANG in steps else 10
    with HostileImap({"UID FETCH": Folder(5, *steps)}, exists=9) as server, mailbox_on(server, answer=answer) as mailbox:
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


@pytest.mark.parametrize("exists", [1, 9])
def test_a_server_that_gives_no_letter_at_all_makes_none_of_them_a_bad_one(exists: int) -> None:
    def answer(command: bytes) -> Steps:
        return [b"TAG NO the disk is away\r\n"] if b"BODY" in command else [sizes(asked_for(command)), b"TAG OK done\r\n"]

    with HostileImap({"UID FETCH": answer}, exists=exists) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        if exists == 1:
            assert [letter.raw for letter in mailbox.fetch([1])] == [b""]
            return
        with pytest.raises(DeviceTrouble, match="gives out no letters"):
            list(mailbox.fetch(range(1, 10)))


def test_whether_a_letter_is_bad_or_the_server_is() -> None:
    with HostileImap({"UID FETCH": Folder(5, CLOSE)}, exists=9) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        assert mailbox.gives_others(5)
    with HostileImap({"UID FETCH": [CLOSE]}, exists=9) as server, mailbox_on(server) as mailbox:
        mailbox.open()
        with pytest.raises(DeviceTrouble, match="broke"):
            mailbox.gives_others(5)


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
        mailbox.mark_seen(range(1, 2000, 2))
        assert max(len(command) for command in server.said) < 4_000
