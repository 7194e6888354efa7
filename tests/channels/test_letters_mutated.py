"""Whatever bytes come, a letter arrives or is kept as unreadable, fit for the database; nothing is raised."""

import random
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.channels.letters import DAMAGED, Reading, read_letter
from app.events import MailArrived, MailUnreadable
from app.letter_html import html_of
from tests.letter_mutations import mutated, originals

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "mail"
LETTERS = [file.read_bytes() for file in sorted(SAMPLES.glob("*.eml"))]
ORIGINALS = originals()
READING = Reading(own_addresses=frozenset({"kontor-demo.example"}))
patient = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def survives(raw: bytes) -> None:
    found = read_letter(raw, origin="x", received_at=datetime(2026, 11, 18, tzinfo=UTC), reading=READING)
    assert isinstance(found, MailArrived | MailUnreadable)
    assert found.raw == raw
    assert found.unique_key
    html_of(raw)
    assert isinstance(found, MailArrived) or found.reason != DAMAGED
    if isinstance(found, MailArrived):
        kept = [
            found.unique_key,
            found.subject,
            found.name,
            found.company,
            found.phone,
            found.phone_raw,
            found.email,
            found.text,
        ]
        kept += [
            found.original,
            found.sender,
            *found.recipients,
            *found.references,
            *(file.name for file in found.attachments),
        ]
        for text in kept:
            assert "\x00" not in text
            text.encode()


@patient
@given(st.sampled_from(LETTERS), st.floats(0, 1), st.floats(0, 1))
def test_letters_cut_anywhere(raw: bytes, start: float, end: float) -> None:
    survives(raw[: int(len(raw) * end)])
    survives(raw[int(len(raw) * start) :])


@patient
@given(st.sampled_from(LETTERS), st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=40))
def test_letters_with_flipped_bytes(raw: bytes, flips: list[tuple[float, int]]) -> None:
    damaged = bytearray(raw)
    for where, value in flips:
        damaged[int(where * len(damaged))] = value
    survives(bytes(damaged))


@patient
@given(st.sampled_from(LETTERS), st.sampled_from(LETTERS), st.binary(max_size=80))
def test_letters_with_doubled_and_foreign_headers(raw: bytes, other: bytes, noise: bytes) -> None:
    head = raw.split(b"\n\n")[0]
    survives(head + b"\n" + raw)
    survives(other.split(b"\n\n")[0] + b"\nSubject: " + noise + b"\nFrom: " + noise + b"\n" + raw)
    survives(raw.replace(b"base64", noise or b"8bit").replace(b"utf-8", noise))


@patient
@given(st.text(alphabet="абвАБ ABCdef0123456789.,:;@<>()[]/\\|-–_+=*#№«»\"'\n\t", max_size=400))
def test_any_words_of_a_person(body: str) -> None:
    survives(b"From: a@kunde.example\nContent-Type: text/plain; charset=utf-8\n\n" + body.encode())
    survives(b"From: noreply@jivosite.com\nContent-Type: text/html; charset=utf-8\n\n" + body.encode())


@patient
@given(st.binary(max_size=2000))
def test_any_bytes(raw: bytes) -> None:
    survives(raw)
    survives(b"From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n--x\n" + raw + b"\n--x--")


@patient
@given(st.integers(0, 2**32))
def test_letters_damaged_in_many_ways_at_once(seed: int) -> None:
    survives(mutated(random.Random(seed), ORIGINALS))
