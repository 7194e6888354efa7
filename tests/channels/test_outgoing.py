"""Letters on the wire: what they look like, and what a server may do with them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.outgoing import MailRefused, PerhapsSent, ServerUnreachable, SmtpServer, compose
from app.channels.smtp_address import SmtpAddress, parse_smtp
from app.errors import UserError
from app.events import AttachedFile
from app.letter_making import flowed
from app.letter_quote import answering_subject, own_words, quoted, unfilled
from app.outgoing_mail import OutgoingMail, split_addresses, usable_address
from tests.fakes.certificate import Certificate
from tests.fakes.smtp_server import SmtpFake

AT = datetime(2026, 8, 3, 9, tzinfo=UTC)
MINE = "office@kontor.example"
THEIRS = "d.sokolow@uralchim.example"


def mail(
    text: str = "Good day",
    *,
    to: tuple[str, ...] = (THEIRS,),
    bcc: tuple[str, ...] = (),
    subject: str = "Pump",
    name: str = "Olga Lebedewa",
    files: tuple[AttachedFile, ...] = (),
    references: tuple[str, ...] = (),
    automatic: bool = False,
) -> OutgoingMail:
    return OutgoingMail("<1@kontor.example>", MINE, name, to, (), bcc, subject, text, references, AT, automatic, files)


def read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)


def body(message: EmailMessage) -> str:
    part = message.get_body()
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


@pytest.fixture
def fake() -> Iterator[SmtpFake]:
    with SmtpFake() as server:
        yield server


@pytest.fixture
def line(fake: SmtpFake) -> Iterator[SmtpServer]:
    server = SmtpServer(parse_smtp(fake.address()), seconds=5)
    yield server
    server.close()


class Handed:
    """Counts how often a letter was about to be the server's."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


# ---------------------------------------------------------------- what a letter looks like


def test_a_letter_reads_back_as_it_was_written() -> None:
    drawing = AttachedFile("Angebot № 5 «Насос».pdf", "application/pdf", b"%PDF")
    letter = AttachedFile("brief.eml", "message/rfc822", b"From: x")
    references = ("<a@x.example>", "<" + "b" * 200 + "@x.example>", "<bad id@x>", "<c@x.example>")
    raw = compose(mail("Привет\n\nÄpfel", subject="Предложение на насос", files=(drawing, letter), references=references))
    assert raw.isascii()
    assert raw == compose(
        mail("Привет\n\nÄpfel", subject="Предложение на насос", files=(drawing, letter), references=references)
    )
    message = read(raw)
    assert (message["subject"], message["from"], message["to"]) == (
        "Предложение на насос",
        f"Olga Lebedewa <{MINE}>",
        THEIRS,
    )
    assert (message["message-id"], message["date"].datetime) == ("<1@kontor.example>", AT)
    assert message["in-reply-to"] == "<c@x.example>"
    assert str(message["references"]).split() == [references[0], references[1], references[3]]
    assert body(message) == "Привет\n\nÄpfel\n"
    assert [(each.get_filename(), each.get_content_type()) for each in message.iter_attachments()] == [
        ("Angebot № 5 «Насос».pdf", "application/pdf"),
        ("brief.eml", "application/octet-stream"),
    ]
    assert message["auto-submitted"] is None


def test_what_kontor_writes_itself_says_so() -> None:
    assert read(compose(mail(automatic=True)))["auto-submitted"] == "auto-replied"


def test_hidden_recipients_stay_hidden() -> None:
    message = read(compose(mail(to=(), bcc=("hidden@x.example",))))
    assert "hidden" not in str(message)
    assert message["to"].addresses == ()


@given(
    subject=st.text(max_size=200),
    name=st.text(max_size=80),
    text=st.text(max_size=500),
    file=st.text(max_size=60),
    mime=st.text(max_size=40),
)
def test_no_words_can_smuggle_a_header_or_stop_a_letter(subject: str, name: str, text: str, file: str, mime: str) -> None:
    evil = "\r\nBcc: everybody@x.example"
    files = (AttachedFile(file + evil, mime + evil, b"data"),)
    raw = compose(mail(text.encode("utf-8", "replace").decode(), subject=subject + evil, name=name + evil, files=files))
    message = read(raw)
    assert message["bcc"] is None
    assert message["to"].addresses[0].addr_spec == THEIRS
    assert message["from"].addresses[0].addr_spec == MINE
    assert len(list(message.iter_attachments())) == 1
    assert all(len(row) <= 998 for row in raw.split(b"\r\n"))


@given(st.text(alphabet="ab >-\n", max_size=400))
def test_soft_breaks_can_be_undone(text: str) -> None:
    lines = [row for row in flowed(text).split("\n") if not row.startswith(">")]
    assert all(len(row) <= 75 or " " not in row[1:75] for row in lines)


def test_addresses_are_told_from_what_is_none() -> None:
    assert usable_address(" Müller, Hans <Hans.Mueller@Firma.example> ") == "hans.mueller@firma.example"
    assert usable_address("пётр@компания.рф") == "пётр@компания.рф"
    for wrong in (
        "",
        "a@b",
        "a b@c.example",
        "a@b..example",
        ".a@b.example",
        "a@-b.example",
        "a@1.2.3.4",
        "a@b.example\r\nRCPT",
    ):
        assert usable_address(wrong) == "", wrong
    typed = 'a@x.example; "Müller, Hans" <h@x.example>\nb@x.example c@x.example, half@, A@x.example'
    assert split_addresses(typed) == ("a@x.example", "h@x.example", "b@x.example", "c@x.example", "half@")


def test_an_answer_repeats_subject_and_words_once() -> None:
    for said in ("Pump", "Re: Pump", "AW: Re: Pump", "Отв: RE[2]: Pump", "re : Pump"):
        assert answering_subject(said) == "Re: Pump", said
    assert answering_subject("WG: Pump") == "Re: WG: Pump"
    assert answering_subject(" \n ") == ""
    assert quoted("a\n> b\n\nc") == "> a\n>> b\n>\n> c"
    answer = f"Thank you, {{name}}.\n\nOlga\n\nOn 3 Aug, Dmitri wrote:\n{quoted('Order {number} please')}"
    assert own_words(answer) == "Thank you, {name}.\n\nOlga"
    assert unfilled(answer) == ("name",)
    assert unfilled("> {name}\nIn the middle: {deal}") == ("deal",)


# ---------------------------------------------------------------- where it is handed over


@pytest.mark.parametrize(
    ("text", "port", "security"),
    [
        ("smtp://user:p%40ss@mail.example:587", 587, "starttls"),
        ("smtp://user:pass@mail.example", 587, "starttls"),
        ("smtp://mail.example", 25, "starttls"),
        ("smtps://user:pass@mail.example", 465, "tls"),
        ("smtp://user:pass@mail.example:465", 465, "tls"),
        ("smtp://127.0.0.1:2525", 2525, "plain"),
        ("smtp://[::1]:2525?security=starttls", 2525, "starttls"),
    ],
)
def test_an_address_says_how_the_line_is_kept(text: str, port: int, security: str) -> None:
    found = parse_smtp(text)
    assert (found.port, found.security) == (port, security)
    assert "pass" not in str(found) + repr(found)
    assert "p%40ss" not in str(found) + repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:99999",
        "smtp://mail.example/inbox",
        "smtp://user:se#cret@mail.example",
        "smtp://mail.example?security=plain",
        "smtps://mail.example?security=starttls",
        "smtp://mail.example\r\n:25",
    ],
)
def test_what_is_no_address_says_so_and_shows_no_password(text: str) -> None:
    with pytest.raises(UserError) as raised:
        parse_smtp(text)
    assert "cret" not in str(raised.value)


def test_a_server_takes_letters_over_one_line(fake: SmtpFake, line: SmtpServer) -> None:
    handed = Handed()
    raw = compose(mail("One line\n.\n..two\n.end"))
    for _ in range(3):
        assert line.send(raw, MINE, (THEIRS, "b@x.example"), handed).delivered == (THEIRS, "b@x.example")
    assert (handed.times, fake.connections) == (3, 1)
    assert [(each.sender, each.recipients) for each in fake.letters] == [(MINE, (THEIRS, "b@x.example"))] * 3
    assert fake.letters[0].data == raw


def test_who_is_refused_is_named_and_the_others_get_it(fake: SmtpFake, line: SmtpServer) -> None:
    fake.refuse |= {"gone@x.example": "550 5.1.1 No such user", "busy@x.example": "450 Greylisted"}
    done = line.send(compose(mail()), MINE, (THEIRS, "gone@x.example", "busy@x.example"), Handed())
    assert done.delivered == (THEIRS,)
    assert (dict(done.refused), dict(done.later)) == (
        {"gone@x.example": "550 5.1.1 No such user"},
        {"busy@x.example": "450 Greylisted"},
    )
    handed = Handed()
    with pytest.raises(MailRefused) as nobody:
        line.send(compose(mail()), MINE, ("gone@x.example",), handed)
    assert (nobody.value.permanent, handed.times, len(fake.letters)) == (True, 0, 1)
    with pytest.raises(MailRefused) as later:
        line.send(compose(mail()), MINE, ("gone@x.example", "busy@x.example"), handed)
    assert (later.value.permanent, dict(later.value.refused)) == (False, {"gone@x.example": "550 5.1.1 No such user"})


@pytest.mark.parametrize(("answer", "permanent"), [("451 Come again", False), ("554 5.7.1 Spam", True), ("421 Bye", False)])
def test_a_letter_that_is_refused_did_not_go(fake: SmtpFake, line: SmtpServer, answer: str, permanent: bool) -> None:
    fake.answers.append(answer)
    with pytest.raises(MailRefused, match=answer[4:]) as raised:
        line.send(compose(mail()), MINE, (THEIRS,), Handed())
    assert raised.value.permanent is permanent
    assert line.send(compose(mail()), MINE, (THEIRS,), Handed()).delivered == (THEIRS,)


@pytest.mark.parametrize("misdeed", ["die_before_data", "die_in_data"])
def test_a_line_that_breaks_before_the_last_line_sends_nothing(fake: SmtpFake, line: SmtpServer, misdeed: str) -> None:
    fake.misdeeds.append(misdeed)  # type: ignore[arg-type]  # one of the literals
    handed = Handed()
    big = compose(mail(files=(AttachedFile("a.bin", "application/octet-stream", b"x" * 2_000_000),)))
    with pytest.raises(MailRefused, match=r"line to the mail server 127\.0\.0\.1 broke") as raised:
        line.send(big, MINE, (THEIRS,), handed)
    assert (raised.value.permanent, handed.times, fake.letters) == (False, 0, [])


@pytest.mark.parametrize("misdeed", ["die_after_data", "take_and_die"])
def test_a_line_that_breaks_after_it_leaves_a_doubt(fake: SmtpFake, line: SmtpServer, misdeed: str) -> None:
    fake.misdeeds.append(misdeed)  # type: ignore[arg-type]  # one of the literals
    with pytest.raises(PerhapsSent):
        line.send(compose(mail()), MINE, (THEIRS,), Handed())
    assert len(fake.letters) == (misdeed == "take_and_die")


def test_who_may_not_hand_over_breaks_the_line(fake: SmtpFake, line: SmtpServer) -> None:
    def refused() -> None:
        raise UserError("Taken back")

    with pytest.raises(UserError, match="Taken back"):
        line.send(compose(mail()), MINE, (THEIRS,), refused)
    assert line.send(compose(mail()), MINE, (THEIRS,), Handed()).delivered == (THEIRS,)
    assert (fake.connections, len(fake.letters)) == (2, 1)


def test_a_server_that_hangs_is_left() -> None:
    with SmtpFake() as fake:
        hasty = SmtpServer(parse_smtp(fake.address()), seconds=0.2, answer_seconds=0.2)
        fake.misdeeds.append("hang_at_greeting")
        with pytest.raises(ServerUnreachable, match="does not answer on port"):
            hasty.send(compose(mail()), MINE, (THEIRS,), Handed())
        fake.misdeeds.append("hang_after_data")
        with pytest.raises(PerhapsSent, match="does not answer in time"):
            hasty.send(compose(mail()), MINE, (THEIRS,), Handed())
        fake.stop()
        with pytest.raises(ServerUnreachable, match="cannot be reached on port"):
            hasty.send(compose(mail()), MINE, (THEIRS,), Handed())


def test_a_kept_line_that_broke_is_made_anew(fake: SmtpFake, line: SmtpServer) -> None:
    line.send(compose(mail()), MINE, (THEIRS,), Handed())
    fake.stop()
    fake.start()
    line.send(compose(mail()), MINE, (THEIRS,), Handed())
    assert len(fake.letters) == 2


def test_a_server_that_wants_to_know_who_sends() -> None:
    with SmtpFake(users={"olga": "секрет"}) as fake:
        known = SmtpServer(SmtpAddress("127.0.0.1", fake.port, "plain", "olga", "секрет"), seconds=5)
        assert known.send(compose(mail()), MINE, (THEIRS,), Handed()).delivered == (THEIRS,)
        known.close()
        for login, word in (("olga", "does not let olga in: 535"), ("", "does not let – in")):
            wrong = SmtpServer(SmtpAddress("127.0.0.1", fake.port, "plain", login, "wrong"), seconds=5)
            with pytest.raises(ServerUnreachable, match=word):
                wrong.send(compose(mail()), MINE, (THEIRS,), Handed())
            wrong.close()
        assert len(fake.letters) == 1


def test_tls_is_checked_and_starttls_demanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = Certificate(tmp_path)
    with SmtpFake(starttls=certificate.context) as fake:
        address = parse_smtp(fake.address(query="?security=starttls"))
        with pytest.raises(ServerUnreachable, match="certificate of the mail server"):
            SmtpServer(address, seconds=5).send(compose(mail()), MINE, (THEIRS,), Handed())
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.authority))
        server = SmtpServer(address, seconds=5)
        assert server.send(compose(mail()), MINE, (THEIRS,), Handed()).delivered == (THEIRS,)
        server.close()
    with SmtpFake(tls=certificate.context) as fake:
        server = SmtpServer(parse_smtp(fake.address(scheme="smtps")), seconds=5)
        assert server.send(compose(mail()), MINE, (THEIRS,), Handed()).delivered == (THEIRS,)
        server.close()
    with SmtpFake() as fake:
        server = SmtpServer(parse_smtp(fake.address(query="?security=starttls")), seconds=5)
        with pytest.raises(ServerUnreachable, match="no encryption"):
            server.send(compose(mail()), MINE, (THEIRS,), Handed())
        assert fake.letters == []


def test_addresses_beyond_latin_go_only_where_the_server_knows_them(fake: SmtpFake, line: SmtpServer) -> None:
    line.send(compose(mail(to=("info@компания.рф",))), MINE, ("info@компания.рф",), Handed())
    assert fake.letters[0].recipients == ("info@xn--80aqeigdi5k.xn--p1ai",)
    cyrillic = "пётр@компания.рф"
    line.send(compose(mail(to=(cyrillic,))), MINE, (cyrillic,), Handed())
    assert fake.letters[1].recipients == ("пётр@xn--80aqeigdi5k.xn--p1ai",)
    with SmtpFake(utf8=False, largest=2_000_000) as old:
        server = SmtpServer(parse_smtp(old.address()), seconds=5)
        with pytest.raises(MailRefused, match="knows Latin letters only") as raised:
            server.send(compose(mail(to=(cyrillic,))), MINE, (cyrillic,), Handed())
        assert raised.value.permanent
        big = mail(files=(AttachedFile("a.bin", "application/octet-stream", b"x" * 3_000_000),))
        with pytest.raises(MailRefused, match=r"has 4 MB with its files; the mail server 127\.0\.0\.1 takes 1 MB"):
            server.send(compose(big), MINE, (THEIRS,), Handed())
        server.close()
