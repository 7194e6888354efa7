"""Letters in any character set, automatic mail, files and damage beyond what the samples show."""

from datetime import UTC, datetime, timedelta

import pytest

from app.channels.letters import Reading, read_letter
from app.events import MailArrived, MailUnreadable
from tests.channels.letter_making import OWN, RECEIVED, letter, read


def plain(body: bytes, charset: str) -> bytes:
    head = f'From: a@kunde.example\r\nSubject: x\r\nContent-Type: text/plain; charset="{charset}"\r\n'
    return head.encode() + b"Content-Transfer-Encoding: 8bit\r\n\r\n" + body


RUSSIAN = "Добрый день! Прошу выслать цену на насос Х 50-32-125, 3 шт."
GERMAN = "Wir benötigen ein Angebot für zwei Trockenschränke, größer als 200 l."


@pytest.mark.parametrize("declared", ["koi8-r", "windows-1251", "utf-8", "us-ascii", "iso-8859-1", "no-such-charset", ""])
@pytest.mark.parametrize("real", ["koi8-r", "cp1251", "utf-8"])
def test_russian_is_read_whatever_the_letter_claims(declared: str, real: str) -> None:
    assert read(plain(RUSSIAN.encode(real), declared)).text == RUSSIAN


@pytest.mark.parametrize(
    ("declared", "real"), [("iso-8859-1", "cp1252"), ("iso-8859-15", "iso-8859-15"), ("utf-8", "latin-1")]
)
def test_german_is_read_whatever_the_letter_claims(declared: str, real: str) -> None:
    assert read(plain(GERMAN.encode(real), declared)).text == GERMAN


def test_raw_eight_bit_headers_are_guessed() -> None:
    raw = "From: Павел Громов <g@kunde.example>\r\nSubject: Запрос цены\r\n\r\nНасос".encode("cp1251")
    found = read(raw)
    assert (found.name, found.subject, found.text, found.email) == (
        "Павел Громов",
        "Запрос цены",
        "Насос",
        "g@kunde.example",
    )


def test_nul_bytes_never_reach_the_text() -> None:
    found = read(b"From: a@kunde.example\r\nSubject: a\x00b\r\n\r\nneed\x00 a pump")
    assert "\x00" not in found.text + found.subject + found.original
    assert found.text == "need a pump"


@pytest.mark.parametrize(
    ("extra", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "out of office"),
        ({"Auto_Submitted": "auto-generated"}, "automatic notice"),
        ({"X_Autoreply": "yes"}, "out of office"),
        ({"X_Autorespond": "away"}, "out of office"),
        ({"Precedence": "auto_reply"}, "out of office"),
        ({"X_MDAutoResponse": "yes"}, "out of office"),
        ({"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"}, "out of office"),
        ({"subject": "Out of the office pumps wanted"}, ""),
        ({"subject": "Автоответчик для линии нужен"}, ""),
        ({"Precedence": "bulk"}, "bulk mail"),
        ({"Precedence": "junk"}, "bulk mail"),
        ({"Precedence": "list"}, "mailing list"),
        ({"List_Unsubscribe": "<https://x.example/u>"}, "mailing list"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"sender": "MAILER-DAEMON@mx.example"}, "bounce"),
        ({"sender": "postmaster@mx.example"}, "bounce"),
        ({"sender": "Boss <boss@kontor-demo.example>"}, "our own letter"),
        ({"X_Auto_Response_Suppress": "All", "subject": "Автоответ: отпуск"}, "out of office"),
        ({"X_Auto_Response_Suppress": "All"}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"List_Id": "<sales.kontor-demo.example>", "Precedence": "list"}, ""),
    ],
)
def test_automatic_mail_is_told_by_its_headers(extra: dict[str, str], reason: str) -> None:
    assert read(letter("We need a pump.", **extra)).automatic == reason


def test_a_read_receipt_is_automatic() -> None:
    raw = (
        b"From: a@kunde.example\r\nContent-Type: multipart/report; "
        b"report-type=disposition-notification; boundary=b\r\n\r\n--b--\r\n"
    )
    assert read(raw).automatic == "read receipt"


def test_html_shows_no_scripts_styles_or_addresses() -> None:
    html = (
        "<style>p{color:red}</style><p>Need a <a "
        "href='https://track.example/x'>pump</a></p><script>alert(1)</script><img src='https://t.example/p.gif'>"
    )
    found = read(letter("", html=html))
    assert found.text == "Need a pump"
    assert "track.example" not in found.original


def test_of_two_alternatives_the_readable_one_is_taken() -> None:
    assert read(letter("Need a pump", html="<p>Need a <b>pump</b></p>")).text == "Need a pump"
    assert read(
        letter("Your browser does not support HTML.", html="<p>We need a big pump for our new plant in Kassel.</p>")
    ).text.startswith("We need")


def test_a_forwarded_letter_is_read_and_kept() -> None:
    inner = letter(
        "Прошу цену на насос.\n\nС уважением,\nОльга Ким\nтел. +7 495 555 88 99", sender="Ольга Ким <kim@lab.example>"
    )
    outer = letter("FYI", sender="Boss <boss@kontor-demo.example>", subject="Fwd: цена")
    outer.add_attachment(inner)
    found = read(outer)
    assert (found.automatic, found.name, found.email, found.phone) == ("", "Ольга Ким", "kim@lab.example", "+74955558899")
    assert "Прошу цену на насос." in found.text
    assert [file.mime for file in found.attachments] == ["message/rfc822"]


def test_a_letter_forwarded_in_the_text_is_read() -> None:
    body = (
        "\n---------- Forwarded message ---------\nFrom: Eva Braun <eva@labor.example>\nDate: Mon\n"
        "Subject: Pump\n\nWe need a pump."
    )
    found = read(letter(body, sender="boss@kontor-demo.example", subject="Fwd: Pump"))
    assert (found.automatic, found.name, found.email, found.text) == (
        "",
        "Eva Braun",
        "eva@labor.example",
        "We need a pump.",
    )


@pytest.mark.parametrize(
    ("sent", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("con.txt", "_con.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("план: 1?.pdf", "план_ 1_.pdf"),
    ],
)
def test_names_of_files_are_made_safe(sent: str, safe: str) -> None:
    message = letter("see file")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename=sent)
    assert [file.name for file in read(message).attachments] == [safe]


def test_files_of_one_name_and_endless_names_stay_apart() -> None:
    message = letter("see files")
    for _ in range(2):
        message.add_attachment(b"x", maintype="application", subtype="pdf", filename="ы" * 300 + ".pdf")
    names = [file.name for file in read(message).attachments]
    assert len(set(names)) == 2
    assert all(len(name.encode()) <= 200 and name.endswith(".pdf") for name in names)


def test_special_parts_are_kept_as_files() -> None:
    message = letter("see you")
    message.add_attachment(b"tnef", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    message.add_attachment("BEGIN:VCALENDAR\nSUMMARY:Visit\nEND:VCALENDAR", subtype="calendar", filename="invite.ics")
    assert [file.name for file in read(message).attachments] == ["winmail.dat", "invite.ics"]


def test_an_invitation_without_words_says_what_it_is_about() -> None:
    raw = (
        b"From: a@kunde.example\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n"
        b"SUMMARY:Visit to the plant\r\nEND:VCALENDAR\r\n"
    )
    assert read(raw).text == "Visit to the plant"


def test_keys_times_and_languages() -> None:
    with_id = letter("We need a pump for the plant", Date="Mon, 16 Nov 2026 09:12:44 +0300")
    assert read(with_id).unique_key == "<one@kunde.example>"
    assert read(with_id).sent_at == datetime(2026, 11, 16, 6, 12, 44, tzinfo=UTC)
    assert read(with_id).language == "en"
    without = letter("Wir brauchen eine Pumpe", message_id="", Date="yesterday")
    assert read(without).unique_key.startswith("sha256:")
    assert read(without).sent_at == RECEIVED
    assert read(without).language == "de"
    assert read(letter("x", Date=(RECEIVED + timedelta(days=900)).strftime("%d %b %Y %H:%M:%S +0000"))).sent_at == RECEIVED
    assert read(letter("12345")).language == ""


def test_an_empty_letter_of_a_person_still_arrives() -> None:
    found = read(b"From: Eva Braun <eva@labor.example>\r\nSubject: call me\r\n\r\n")
    assert (found.text, found.email, found.name, found.subject) == ("", "eva@labor.example", "Eva Braun", "call me")


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\x00\xff\xfe" * 50, b"just words", b"x" * 2000])
def test_what_is_no_letter_is_kept_with_a_reason(raw: bytes) -> None:
    found = read_letter(raw, origin="test", received_at=RECEIVED, reading=Reading(own_addresses=OWN, largest=1000))
    assert isinstance(found, MailUnreadable)
    assert (found.raw, bool(found.reason)) == (raw, True)


def test_parts_within_parts_without_end_do_not_stop_the_queue() -> None:
    raw = b"From: a@kunde.example\r\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(3000)
    )
    found = read_letter(raw, origin="test", received_at=RECEIVED, reading=Reading(own_addresses=OWN))
    assert isinstance(found, MailArrived | MailUnreadable)


def test_deeply_nested_html_is_read_in_time() -> None:
    assert read(letter("", html="<div>" * 40_000 + "need a pump")).text == "need a pump"
