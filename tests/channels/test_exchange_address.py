"""The address of the exchange: what it says, what it may say, and what no text of it ever shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.channels.exchange_address import PORT, TLS_PORT, parse_exchange
from app.errors import UserError


def test_the_usual_address() -> None:
    address = parse_exchange(" ami://crm:s3cret@192.168.1.5 ")
    assert (address.host, address.port, address.tls) == ("192.168.1.5", PORT, False)
    assert (address.login, address.secret) == ("crm", "s3cret")
    assert address.channel_of("101") == "PJSIP/101"
    assert (address.originate_context, address.transfer_context, address.history, address.zone) == ("", "", "", "")
    assert not address.plain


def test_tls_has_its_own_port() -> None:
    assert parse_exchange("amis://a:b@pbx.example").port == TLS_PORT
    assert parse_exchange("amis://a:b@pbx.example:5038") == parse_exchange("AMIS://a:b@PBX.example.:5038/")
    assert parse_exchange("amis://a:b@pbx.example").tls


def test_signs_with_a_meaning_are_escaped() -> None:
    address = parse_exchange("ami://c%40m:p%40ss%3A%2F%23%25%D0%96@[fe80::1]:6038")
    assert (address.login, address.secret, address.host, address.port) == ("c@m", "p@ss:/#%Ж", "fe80::1", 6038)
    assert address.shown == "c@m@[fe80::1]:6038"


def test_the_dialplan_of_a_mikopbx() -> None:
    address = parse_exchange("ami://a:b@pbx?miko=true")
    assert address.channel_of("101") == "Local/101@internal-originate"
    assert (address.originate_context, address.transfer_context) == ("all_peers", "internal-transfer")


def test_what_is_said_counts_more_than_what_is_usual() -> None:
    address = parse_exchange("ami://a:b@pbx?miko=true&phone=SIP/{extension}&context=from-internal&transfer=xfer")
    assert (address.phone, address.originate_context, address.transfer_context) == (
        "SIP/{extension}",
        "from-internal",
        "xfer",
    )
    own = parse_exchange("ami://a:b@pbx?phone=PJSIP%2F%7Bextension%7D&context=from+internal")
    assert (own.phone, own.transfer_context) == ("PJSIP/{extension}", "from+internal")


def test_history_and_zone() -> None:
    address = parse_exchange("ami://a:b@pbx?history=https%3A%2F%2F%3Akey%40pbx.example%2F&zone=Asia/Yekaterinburg&plain=yes")
    assert (address.history, address.zone, address.plain) == ("https://:key@pbx.example/", "Asia/Yekaterinburg", True)
    assert "key" not in repr(address)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begins with ami://"),
        ("imap://a:b@pbx", "begins with ami://"),
        ("ami://a:b@", "names no server"),
        ("ami://a:b@p bx", "names no server"),
        ("ami://pbx", "needs a user and a secret"),
        ("ami://a@pbx", "needs a user and a secret"),
        ("ami://:b@pbx", "needs a user and a secret"),
        ("ami://a:b@pbx:0", "cannot be read"),
        ("ami://a:b@pbx:99999", "cannot be read"),
        ("ami://a:b@[fe80", "cannot be read"),
        ("ami://a:b#c@pbx", "cannot be read"),
        ("ami://a:%ff@pbx", "not written in UTF-8"),
        ("ami://a:%0A@pbx", "one line"),
        ("ami://a:b@pbx/context", "ends with its port"),
        ("ami://a:b@pbx?contexts=x", "“contexts”"),
        ("ami://a:b@pbx?context=a%0D%0AAction:x", "one line"),
        ("ami://a:b@pbx?miko=maybe", "true or false"),
        ("ami://a:b@pbx?phone=PJSIP/101", "{extension}"),
        ("ami://a:b@pbx?phone={extension}", "{extension}"),
        ("ami://a:b@pbx?history=ftp://pbx", "call history"),
        ("ami://a:b@pbx?history=http://", "call history"),
        ("ami://a:b@pbx?zone=Moscow", "no time zone"),
        ("ami://a:b@pbx?zone=../etc/passwd", "no time zone"),
    ],
)
def test_what_cannot_be_is_said_in_words(text: str, words: str) -> None:
    with pytest.raises(UserError) as trouble:
        parse_exchange(text)
    assert words in str(trouble.value)


@given(st.text(max_size=40))
def test_the_secret_is_never_shown(rest: str) -> None:
    said = ""
    try:
        address = parse_exchange("ami://crm:Gr0ssGeheim@pbx" + rest)
        said = f"{address!r} {address} {address.shown}"
    except UserError as trouble:
        said = str(trouble)
    assert said
    assert "Gr0ssGeheim" not in said
