"""The address of a mailbox: what it says, and that its password is never shown."""

import dataclasses
import traceback
from datetime import date
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.mailbox_address import MailboxAddress, parse_mailbox
from app.errors import UserError

READABLE = st.text(st.characters(categories=("L", "M", "N", "P", "S"), include_characters=" "), min_size=1).filter(
    str.isprintable
)


@pytest.mark.parametrize(
    ("text", "port", "security"),
    [
        ("imap://u:p@mail.example.com:993/INBOX", 993, "tls"),
        ("imaps://u:p@mail.example.com", 993, "tls"),
        ("imaps://u:p@mail.example.com:1993", 1993, "tls"),
        ("imap://u:p@mail.example.com", 143, "starttls"),
        ("imap://u:p@mail.example.com:1143", 1143, "starttls"),
        ("imap://u:p@mail.example.com?security=tls", 993, "tls"),
        ("imap://u:p@mail.example.com:993?security=starttls", 993, "starttls"),
        ("imap://u:p@127.0.0.1:1143", 1143, "plain"),
        ("imap://u:p@127.8.9.10", 143, "plain"),
        ("imap://u:p@localhost", 143, "plain"),
        ("imap://u:p@[::1]:1143/INBOX", 1143, "plain"),
        ("imap://u:p@127.0.0.1:993", 993, "tls"),
        ("imap://u:p@localhost:1143?security=starttls", 1143, "starttls"),
    ],
)
def test_port_and_security_follow_from_what_is_said(text: str, port: int, security: str) -> None:
    address = parse_mailbox(text)
    assert (address.port, address.security) == (port, security)


def test_everything_an_address_can_say() -> None:
    address = parse_mailbox(
        "imap://anna@firm.de:p%40ss%3A%2F%3F%23%25@[2001:db8::7]:993/Anfragen/Gro%C3%9Fe?since=2026-01-31"
    )
    assert address == MailboxAddress(
        "2001:db8::7", 993, "tls", "anna@firm.de", "p@ss:/?#%", "Anfragen/Große", date(2026, 1, 31)
    )
    assert parse_mailbox("imap://u:p@h/Входящие").folder == "Входящие"
    assert parse_mailbox("imap://u@h").password == ""
    assert parse_mailbox("imap://u:p@h/").folder == "INBOX"


@given(login=READABLE, password=READABLE, folder=READABLE.map(lambda name: f"a{name}"))
def test_what_is_percent_encoded_comes_back(login: str, password: str, folder: str) -> None:
    text = f"imap://{quote(login, safe='')}:{quote(password, safe='')}@host.example/{quote(folder, safe='')}"
    address = parse_mailbox(text)
    assert (address.login, address.password, address.folder) == (login, password, folder.strip("/"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "begins with imap://"),
        ("smtp://u:geheim@h", "begins with imap://"),
        ("imap://u:geheim@", "names no server"),
        ("imap://:geheim@h", "names no user"),
        ("imap://h/INBOX", "names no user"),
        ("imap://u:geheim@h:port", "cannot be read"),
        ("imap://u:geheim@h:0", "cannot be read"),
        ("imap://u:geheim@h:70000", "cannot be read"),
        ("imap://u:geheim@[::1/INBOX", "cannot be read"),
        ("imap://u:geheim#1@h", "cannot be read"),
        ("imap://u:geheim@h/IN\nBOX", "cannot be read"),
        ("imap://u:geheim%0D%0AA1 LOGOUT@h", "readable characters"),
        ("imap://u:geheim%FF@h", "UTF-8"),
        ("imap://u:geheim@h?since=31.01.2026", "31.01.2026"),
        ("imap://u:geheim@h?sinse=2026-01-31", "sinse"),
        ("imap://u:geheim@h?security=none", "none"),
        ("imaps://u:geheim@h?security=starttls", "imaps://"),
        ("imap://u:geheim@mail.example.com?security=plain", "needs TLS or STARTTLS"),
        ("imap://u:geheim@128.0.0.1?security=plain", "needs TLS or STARTTLS"),
        ("imap://u:geheim@localhost.example.com?security=plain", "needs TLS or STARTTLS"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_without_the_password(text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_mailbox(text)
    assert said in str(refused.value)
    assert "geheim" not in "".join(traceback.format_exception(refused.value))


def test_the_password_is_in_no_text_of_the_address() -> None:
    address = parse_mailbox("imap://anna:geheim@mail.example.com:993/INBOX")
    assert "geheim" not in f"{address} {address!r} {[address]}"
    assert str(address) == "imaps://anna@mail.example.com:993/INBOX"
    assert str(parse_mailbox("imap://anna:geheim@[::1]:1143")) == "imap://anna@[::1]:1143/INBOX"


def test_no_other_way_to_an_address_leaves_the_password_open() -> None:
    address = parse_mailbox("imap://anna:geheim@127.0.0.1")
    with pytest.raises(UserError, match="needs TLS or STARTTLS"):
        dataclasses.replace(address, host="mail.example.com")
