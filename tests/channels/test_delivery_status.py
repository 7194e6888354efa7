"""Letters that come back, by the standard and by servers that know none."""

import pytest

from tests.channels.letter_making import letter, read

ASKED = "<q117@kontor-demo.example>"


def report(groups: str, *, returned: str = "", kind: str = "message/delivery-status") -> bytes:
    last = f"--b\r\n{returned}\r\n" if returned else ""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example (Mail Delivery System)\r\nTo: sales@kontor-demo.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn@mx.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n{groups}\r\n{last}--b--\r\n"
    ).encode()


HEADERS_BACK = f"Content-Type: text/rfc822-headers\r\n\r\nFrom: sales@kontor-demo.example\r\nMessage-ID: {ASKED}\r\n"
LETTER_BACK = f"Content-Type: message/rfc822\r\n\r\nFrom: sales@kontor-demo.example\r\nMessage-ID: {ASKED}\r\n\r\nOffer\r\n"


@pytest.mark.parametrize("returned", [HEADERS_BACK, LETTER_BACK])
def test_each_recipient_of_a_report_is_told(returned: str) -> None:
    groups = (
        "Final-Recipient: rfc822; Gone@Kunde.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <gone@kunde.example>: User\r\n unknown\r\n\r\n"
        "Final-Recipient: rfc822; full@kunde.example\r\nAction: failed\r\nStatus: 4.2.2\r\n\r\n"
        "Final-Recipient: rfc822; slow@kunde.example\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
        "Final-Recipient: rfc822; there@kunde.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n"
        "Original-Recipient: rfc822;old@firma.example\r\nFinal-Recipient: rfc822;new@other.example\r\nAction: FAILED\r\n"
    )
    found = read(report(groups, returned=returned))
    assert (found.automatic, found.source) == ("bounce", "letter")
    assert [(each.address, each.permanent, each.status) for each in found.bounced] == [
        ("gone@kunde.example", True, "5.1.1"),
        ("full@kunde.example", False, "4.2.2"),
        ("slow@kunde.example", False, "4.4.1"),
        ("old@firma.example", True, ""),
    ]
    assert found.bounced[0].reason == "550 5.1.1 <gone@kunde.example>: User unknown"
    assert {each.message_id for each in found.bounced} == {ASKED}


def test_a_report_in_the_newer_form_is_read_and_without_the_letter_it_has_no_id() -> None:
    groups = "Final-Recipient: utf-8; kim@lab.example\r\nAction: failed\r\nStatus: 5.7.1\r\n"
    found = read(report(groups, kind="message/global-delivery-status"))
    assert [(each.address, each.status, each.message_id) for each in found.bounced] == [("kim@lab.example", "5.7.1", "")]


QMAIL = f"""Hi. This is the qmail-send program at mx.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<gone@kunde.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 5.1.1 No such user
Giving up on 192.0.2.7.

<full@kunde.example>:
Remote host said: 452 4.2.2 Mailbox full

--- Below this line is a copy of the message.

Return-Path: <sales@kontor-demo.example>
Message-ID: {ASKED}
To: third@kunde.example
"""
EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  gone@kunde.example
    host mx.kunde.example [192.0.2.7]
    SMTP error from remote mail server after RCPT TO:<gone@kunde.example>:
    550 User unknown

------ This is a copy of the message, including all the headers. ------

Message-Id: {ASKED}
To: gone@kunde.example
"""
POSTFIX = f"""This is the mail system at host mx.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<gone@kunde.example>: host mx.kunde.example[192.0.2.7] said: 550 5.1.1
    <gone@kunde.example>: Recipient address rejected: User unknown

Message-ID: {ASKED}
"""
EXCHANGE = """Delivery has failed to these recipients or groups:

Gone Person (gone@kunde.example)
The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.

Diagnostic information for administrators:

Generating server: mx.example

gone@kunde.example
#550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup ##

Original message headers:

Received: from x ([192.0.2.1]) by mx.example
"""
YANDEX = f"""Это письмо создано автоматически сервером Яндекс.Почты.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

gone@kunde.example

Причина: 550 5.7.1 No such user!

Исходное письмо:
Message-ID: {ASKED}
"""
MAIL_RU = f"""Это письмо создано автоматически сервером Mail.Ru, отвечать на него не нужно.

К сожалению, Ваше письмо не может быть доставлено одному или нескольким получателям:

**********************

Сообщение не доставлено. Такой пользователь не зарегистрирован.
gone@kunde.example

**********************

--- текст письма ---
Message-Id: {ASKED}
"""
GERMAN = """Diese Nachricht wurde automatisch erstellt.

Ihre E-Mail konnte nicht zugestellt werden:

gone@kunde.example: Postfach unbekannt (550)
"""
DELAYED = """Reporting: your message to the following recipient has been delayed.

slow@kunde.example

No action is required on your part. Delivery attempts will continue: this is a warning, your message is delayed.
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (QMAIL, [("gone@kunde.example", True, "5.1.1"), ("full@kunde.example", False, "4.2.2")]),
        (EXIM, [("gone@kunde.example", True, "")]),
        (POSTFIX, [("gone@kunde.example", True, "5.1.1")]),
        (EXCHANGE, [("gone@kunde.example", True, "5.1.10")]),
        (YANDEX, [("gone@kunde.example", True, "5.7.1")]),
        (MAIL_RU, [("gone@kunde.example", True, "")]),
        (GERMAN, [("gone@kunde.example", True, "")]),
        (DELAYED, [("slow@kunde.example", False, "")]),
    ],
    ids=["qmail", "exim", "postfix", "exchange", "yandex", "mail.ru", "german", "delayed"],
)
def test_what_servers_print_without_a_standard_is_read(text: str, told: list[tuple[str, bool, str]]) -> None:
    found = read(letter(text, sender="MAILER-DAEMON@mx.example", subject="failure notice", Return_Path="<>"))
    assert found.automatic == "bounce"
    assert [(each.address, each.permanent, each.status) for each in found.bounced] == told
    assert all(each.reason for each in found.bounced)
    if ASKED in text:
        assert {each.message_id for each in found.bounced} == {ASKED}


def test_exims_header_names_who_was_not_reached() -> None:
    text = "A message that you sent could not be delivered. Ask help@mx.example or read https://mx.example.\n\n550 unknown"
    found = read(letter(text, sender="Mail Delivery System <x@mx.example>", X_Failed_Recipients="a@k.example, b@k.example"))
    assert [each.address for each in found.bounced] == ["a@k.example", "b@k.example"]


def test_a_bounce_falls_back_on_the_letter_it_answers() -> None:
    found = read(letter(GERMAN, sender="postmaster@mx.example", subject="Unzustellbar", In_Reply_To=ASKED))
    assert [each.message_id for each in found.bounced] == [ASKED]


@pytest.mark.parametrize(
    "headers",
    [
        {"sender": "Ivan <ivan@kunde.example>", "subject": "Letter to old@firma.example could not be delivered"},
        {"sender": "Ivan <ivan@kunde.example>", "Auto_Submitted": "auto-replied"},
        {"sender": "MAILER-DAEMON@mx.example", "subject": "Your mailbox"},
    ],
)
def test_what_is_no_returned_letter_reports_nobody(headers: dict[str, str]) -> None:
    assert read(letter("Please write to old@firma.example instead.", **headers)).bounced == ()
