"""Nothing of a letter's HTML loads, runs or pretends."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clean_html import clean
from app.letter_html import html_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://track.example/p.gif' width=1 height=1>",
    "<img srcset='https://track.example/p.gif 2x' src='data:image/png;base64,AAAA'>",
    "<svg onload=alert(1)><image href='https://track.example/p'/></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<style>@import url(https://track.example/s.css); body{background:url(https://track.example/b)}</style>",
    "<link rel=stylesheet href=https://track.example/s.css><base href=https://track.example/>",
    "<meta http-equiv=refresh content='0;url=https://track.example/'>",
    "<iframe src='https://track.example'></iframe><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=https://track.example/o></object><embed src=https://track.example/e><applet code=x></applet>",
    "<form action=https://track.example/f><input type=image src=https://track.example/i></form><button formaction=x>",
    "<body background=https://track.example/b onload=alert(1)>",
    "<table background='https://track.example/t'><tr><td background='https://track.example/c'>x</td></tr></table>",
    "<div style='background:url(https://track.example/u)'>x</div>",
    "<div style='background-color:u\\72l(https://track.example/u)'>x</div>",
    "<div style='color:red;list-style-image:url(https://track.example/u);position:fixed;top:0;left:0'>x</div>",
    "<div style='width:expression(alert(1));behavior:url(#x);-moz-binding:url(x)'>x</div>",
    "<div style=\"font-family:'x';color:image-set('https://track.example/i' 1x)\">x</div>",
    "<a href='javascript:alert(1)'>x</a><a href=' java&#10;script:alert(1)'>y</a><a href='vbscript:x'>z</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a><a href='file:///etc/passwd'>y</a><a href='//track.example'>z</a>",
    "<a href='https://ok.example' ping='https://track.example/' target=_top onclick=alert(1)>x</a>",
    "<video poster=https://track.example/p src=https://track.example/v></video><audio src=https://track.example/a></audio>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<!--[if mso]><img src=https://track.example/p><![endif]-->",
    "<template><script>alert(1)</script></template><xmp><script>alert(1)</script></xmp><plaintext><script>alert(1)",
    "<img alt='\"><img src=https://track.example/p>' src='cid:x'>",
    "<b title='><img src=https://track.example/p>'>x</b><p dir='\" onmouseover=alert(1)'>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<div>" * 3_000 + "<script>alert(1)</script><img src=https://track.example/p>",
    "&" * 100_000 + "<script>alert(1)</script>",
]


FORBIDDEN = frozenset(
    {
        *("script", "style", "img", "iframe", "svg", "math", "form", "input", "link", "base", "meta", "object"),
        *("embed", "applet", "video", "audio"),
    }
)
LOADS = re.compile(r"\s(?:on\w+|src|srcset|background|poster|action|formaction|ping|target)\s*=", re.IGNORECASE)


def harmless(cleaned: str) -> None:
    for tag in re.findall(r'<(?:[^>"]|"[^"]*")*>', cleaned):
        bare = re.sub(r'"[^"]*"', '""', tag)
        assert bare[1:].strip("/>").split(" ")[0].strip("/>") not in FORBIDDEN
        assert not LOADS.search(bare)
        style = "".join(re.findall(r'style="([^"]*)"', tag))
        assert not re.search(r"url|expression|image|import|position|binding|behavior", style, re.IGNORECASE)
        for address in re.findall(r'href="([^"]*)"', tag):
            assert re.match(r"(?:https?://|mailto:)", address)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_nothing_hostile_is_left(hostile: str) -> None:
    cleaned = clean(f"<p>before</p>{hostile}")
    harmless(cleaned)
    assert "before" in cleaned


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(HOSTILE[:-2]), st.text(alphabet="<>\"'=/ abhrefsc:&;#x\\", max_size=30)), max_size=6)
)
def test_hostile_pieces_in_any_order_leave_nothing(pieces: list[str]) -> None:
    harmless(clean("".join(pieces)))


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        (
            "<p style='color: red; text-align:center'>Hi <b>you</b></p>",
            '<p style="color: red; text-align: center">Hi <b>you</b></p>',
        ),
        ("<p>1 &lt; 2 &amp; 3 & 4</p>", "<p>1 &lt; 2 &amp; 3 &amp; 4</p>"),
        (
            "<img src='cid:plan@x' alt='Plan'> <img src='cid:q'><img src='https://t.example/l.png' alt='Logo'>",
            "[Plan] [picture][Logo]",
        ),
        ("<div style='display:none'>hidden</div>", '<div style="display: none">hidden</div>'),
        ("<div style='display:flex;width:10px'>x</div>", '<div style="width: 10px">x</div>'),
    ],
)
def test_what_is_harmless_stays(html: str, shown: str) -> None:
    assert clean(html) == shown


@pytest.mark.parametrize(
    ("link", "true"),
    [
        ("<a href='https://evil.example/login'>https://bank.example</a>", " [https://evil.example/login]"),
        ("<a href='https://evil.example/'><b>www.bank.example</b></a>", " [https://evil.example/]"),
        ("<a href='https://bank.example@evil.example/'>log in</a>", " [https://bank.example@evil.example/]"),
        ("<a href='mailto:thief@evil.example'>sales@bank.example</a>", " [thief@evil.example]"),
        ("<a href='https://www.bank.example/a?b=1'>bank.example</a>", ""),
        ("<a href='https://bank.example/'>our offer</a>", ""),
        ("<a href='mailto:sales@bank.example?subject=x'>sales@bank.example</a>", ""),
    ],
)
def test_a_link_that_pretends_shows_where_it_leads(link: str, true: str) -> None:
    cleaned = clean(link)
    assert cleaned.rpartition("</a>")[2] == true
    assert 'rel="noopener' in cleaned


def test_the_html_of_a_letter_is_found_in_its_bytes() -> None:
    head = b"From: a@k.example\r\nMIME-Version: 1.0\r\n"
    raw = head + (
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n"
        "--a\r\nContent-Type: text/plain\r\n\r\nplain\r\n--a\r\nContent-Type: text/html; charset=windows-1251\r\n"
        "Content-Transfer-Encoding: 8bit\r\n\r\n<p onclick=x>Нужен насос</p>\r\n--a--\r\n"
        "--m\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n<p>other</p>\r\n--m--\r\n"
    ).encode("cp1251")
    assert html_of(raw) == "<p>Нужен насос</p>"
    assert html_of(head + b"\r\nplain") == ""
    assert html_of(b"") == ""
    assert html_of(b"\x00\xff" * 100) == ""
