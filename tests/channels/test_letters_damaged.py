"""Letters that break the rules of mail: character sets, headers, names, encodings, parts, lengths."""

import base64
import time

import pytest

from tests.channels.letter_making import letter, read

FROM = b"From: Ivan <ivan@kunde.example>\r\n"
RUSSIAN = "Добрый день! Прошу выслать цену на насос Х 50-32-125, 3 шт."


@pytest.mark.parametrize("declared", [b"us-ascii", b"iso-8859-1", b"utf-8", b"windows-1251", b"koi8-r", b"x-unknown"])
@pytest.mark.parametrize("real", ["iso-8859-5", "cp866", "utf-16", "utf-16-le", "utf-16-be"])
def test_rarer_ways_of_writing_russian_are_guessed(real: str, declared: bytes) -> None:
    head = FROM + b"Subject: x\r\nContent-Type: text/plain; charset=" + declared
    assert read(head + b"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + RUSSIAN.encode(real)).text == RUSSIAN


@pytest.mark.parametrize(
    ("charset", "text"),
    [("gb2312", "你好，我们需要一台泵"), ("big5", "你好，我們需要一台泵"), ("shift_jis", "ポンプが必要です")],
)
def test_wide_character_sets_are_read_as_they_say(charset: str, text: str) -> None:
    raw = FROM + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + text.encode(charset)
    assert read(raw).text == text


CP1251 = base64.b64encode("Запрос цены".encode("cp1251"))
SUBJECTS = [
    (b"=?utf-8?B?0J/RgNC40LLQ?= =?utf-8?B?tdGC?=", "Привет"),
    (b"=?utf-8?Q?=D0=9F=D1=80=D0?=\r\n =?utf-8?Q?=B8?=", "При"),
    ("Запрос =?utf-8?B?0J/RgNC40LLQtdGC?= цены".encode(), "Запрос Привет цены"),
    (b"C:\\users =?utf-8?B?0J/RgNC40LLQtdGC?=", "C:\\users Привет"),
    ("Запрос цены".encode("cp1251"), "Запрос цены"),
    (b"=?utf-8?B?" + CP1251 + b"?=", "Запрос цены"),
    (b"=?x-foo?B?" + CP1251 + b"?=", "Запрос цены"),
    (b"=?utf-8*ru?Q?Need a pump?=", "Need a pump"),
    (b"=?utf-8?B?!!!?=", ""),
]


@pytest.mark.parametrize(("sent", "shown"), SUBJECTS)
def test_subjects_are_read_however_they_were_encoded(sent: bytes, shown: str) -> None:
    assert read(FROM + b"Subject: " + sent + b"\r\n\r\nx").subject == shown


NAMES = [
    (b"filename*=utf-8''%D0%BF%D0%BB%D0%B0%D0%BD.pdf", "план.pdf"),
    (b"filename*0*=utf-8''%D0%BF%D0; filename*1*=%BB%D0%B0%D0%BD.pdf", "план.pdf"),
    (b"filename*=windows-1251''%EF%EB%E0%ED.pdf", "план.pdf"),
    (b'filename="=?utf-8?B?0L/Qu9Cw?=\r\n =?utf-8?B?0L0ucGRm?="', "план.pdf"),
    ('filename="план.pdf"'.encode("cp1251"), "план.pdf"),
    ('filename="план.pdf"'.encode(), "план.pdf"),
    (b'filename="../../..\\\\..\\\\aux.txt\x00.exe"', "_aux.txt.exe"),
    (b"filename=", "attachment.pdf"),
]


@pytest.mark.parametrize(("sent", "kept"), NAMES)
def test_names_of_files_are_read_however_they_were_encoded(sent: bytes, kept: str) -> None:
    raw = (
        FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nsee\r\n--b\r\nContent-Type: application/pdf\r\n"
    )
    found = read(raw + b"Content-Disposition: attachment; " + sent + b"\r\n\r\nx\r\n--b--\r\n")
    assert [file.name for file in found.attachments] == [kept]


WORDS = base64.b64encode("Нужен насос".encode())
BODIES = [
    (b"Content-Type: multipart/mixed\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nNeed a pump\r\n--b--", "Need a pump"),
    (b"Content-Type: multipart/mixed; boundary=zzz\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
     b"Content-Transfer-Encoding: base64\r\n\r\n" + WORDS + b"\r\n--b--", "Нужен насос"),
    (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nNeed\r\n--b\r\nContent-Type: "
    b"text/plain\r\n\r\na pump", "Need\n\na pump"),
    (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", ""),
    (b"Content-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n!!" + WORDS + b"@@@",
     "Нужен насос"),
    (b"Content-Transfer-Encoding: base64\r\n\r\nWe need a pump, please send an offer.", "We need a pump, "
    "please send an offer."),
    (b"Content-Transfer-Encoding: quoted-printable\r\n\r\nNeed =XX 100% =\r\na pump=", "Need =XX 100% a pump"),
    (b"Content-Transfer-Encoding: 8-bit-ish\r\n\r\nNeed a pump", "Need a pump"),
    (b"Content-Type: text/plain; charset=utf-8\r\n\r\na\xed\xa0\x80b pump", "a\ufffdb pump"),
    (b"Content-Type: text/html\r\n\r\n" + "<p>Нужен насос</p>".encode("cp1251"), "Нужен насос"),
    (b"Need a pump\r\n", "Need a pump"),
    (b"\r\n-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nNeed a pump\r\n-----BEGIN PGP "
    b"SIGNATURE-----\r\n\r\niQ\r\n", "Need a pump"),
]  # fmt: skip


@pytest.mark.parametrize(("rest", "text"), BODIES)
def test_broken_bodies_are_read_as_far_as_they_go(rest: bytes, text: str) -> None:
    assert read(FROM + b"Subject: x\r\n" + rest).text == text


@pytest.mark.parametrize(
    "raw",
    [
        b"From: Ivan <ivan@kunde.example>\rSubject: x\r\rNeed\rthree",
        b"From: Ivan <ivan@kunde.example>\r\nSubject: x\n\r\nNeed\rthree\n",
        b"From ivan@kunde.example Mon Nov 16 10:00:00 2026\nFrom: Ivan <ivan@kunde.example>\nSubject: x\n\nNeed\nthree",
        b"\xef\xbb\xbfFrom: Ivan <ivan@kunde.example>\nSubject: x\n\nNeed\nthree",
        "From: Ivan <ivan@kunde.example>\nSubject: x\n\nNeed\nthree".encode("utf-16"),
    ],
)
def test_line_ends_and_marks_before_a_letter_do_no_harm(raw: bytes) -> None:
    found = read(raw)
    assert (found.email, found.name, found.subject, found.text) == ("ivan@kunde.example", "Ivan", "x", "Need\nthree")


def test_sealed_letters_say_so_and_keep_their_content() -> None:
    smime = read(
        FROM + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64\r\n\r\nMIIB\r\n"
    )
    assert "S/MIME" in smime.text
    assert [file.name for file in smime.attachments] == ["smime.p7m"]
    pgp = b"--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--"
    sealed = read(FROM + b"Content-Type: multipart/encrypted; boundary=b\r\n\r\n" + pgp)
    assert "encrypted" in sealed.text
    assert [file.name for file in sealed.attachments] == ["encrypted.asc"]


def test_of_several_addresses_to_answer_to_a_persons_is_taken() -> None:
    found = read(
        letter("Need a pump", sender="a@kunde.example", Reply_To="noreply@kunde.example, Real <real@kunde.example>")
    )
    assert found.email == "real@kunde.example"
    both = read(letter("Need a pump", sender="Boss <boss@kontor-demo.example>, Ivan <ivan@kunde.example>"))
    assert (both.email, both.name) == ("ivan@kunde.example", "Ivan")


PLAIN = FROM + b"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
ENDLESS = {
    "blanks": PLAIN + b" " * 1_000_000 + b"x",
    "one line": PLAIN + b"a" * 3_000_000,
    "digits": PLAIN + b"1 " * 1_000_000,
    "html starts": FROM + b"Content-Type: text/html\r\n\r\n" + b"<a " * 130_000,
    "html entities": FROM + b"Content-Type: text/html\r\n\r\n" + b"&" * 400_000,
    "subject": FROM + b"Subject: " + b"=?a?b?" * 50_000 + b"\r\n\r\nx",
    "parameters": FROM + b"Content-Type: text/plain; " + b"a=b; " * 50_000 + b"\r\n\r\nx",
    "numbered parameters": FROM + b"Content-Type: a/b; " + b"".join(b"n*%d=b; " % n for n in range(20_000)) + b"\r\n\r\nx",
    "references": FROM + b"References: " + b"a " * 100_000 + b"\r\n\r\nx",
    "headers": FROM + b"X-A: b\r\n" * 20_000 + b"\r\nx",
    "blank lines": b"Return-Path: <>\r\n" + PLAIN + b"undelivered " + b"\n" * 90_000 + b"Sent: x" + b" \n- " * 9_000,
    "letters in letters": FROM + b"Content-Type: message/rfc822\r\n\r\n" * 200 + b"\r\nx",
    "chat": b"From: noreply@jivosite.com\r\nSubject: Chat\r\n\r\n" + b"Chat\n10:02 Olga\n" * 20_000,
}  # fmt: skip


@pytest.mark.parametrize("raw", ENDLESS.values(), ids=ENDLESS)
def test_no_letter_takes_long(raw: bytes) -> None:
    begin = time.process_time()
    read(raw)
    assert time.process_time() - begin < 5, "each takes well under a second; the square of its length would take minutes"


def test_thousands_of_files_of_one_name_stay_apart() -> None:
    part = b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=a.pdf\r\n\r\nx\r\n"
    found = read(FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 2_000 + b"--b--")
    names = {file.name for file in found.attachments}
    assert len(names) == 2_000
    assert {"a.pdf", "a (2).pdf", "a (2000).pdf"} <= names
