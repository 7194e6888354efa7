"""Letters of all kinds for a measurement, the same for the same seed, no two with the same bytes or Message-ID."""

import random
from collections.abc import Callable, Iterator
from email.message import EmailMessage

BROKEN_PER_CENT = 5
WORDS = (
    *("насос", "щёлочь", "подача", "давление", "камера", "поставка", "срок", "цена", "Pumpe", "Lauge", "Menge", "Angebot"),
    *("Lieferzeit", "Preis", "pump", "alkali", "flow", "head", "delivery", "price", "chamber", "vacuum", "valve", "seal"),
)


def mixed(count: int, seed: int) -> Iterator[bytes]:
    """*count* letters: most are written by people, some by forms and machines, every twentieth is broken."""
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        if number % 100 < BROKEN_PER_CENT:
            yield BROKEN[number % len(BROKEN)](number, chance)
        else:
            yield WHOLE[chance.randrange(len(WHOLE))](number, chance)


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words))


def _begun(number: int, chance: random.Random, *, message_id: bool = True) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Ivan Petrov <ivan.{number}@plant-{number % 997}.example>"
    message["To"] = "sales@kontor-demo.example"
    message["Subject"] = f"{_text(chance, 4)} {number}"
    message["Date"] = "Mon, 03 Aug 2026 09:00:00 +0000"
    if message_id:
        message["Message-ID"] = f"<{number}.{chance.randrange(10**9)}@plant.example>"
    return message


def _plain(number: int, chance: random.Random) -> bytes:
    message = _begun(number, chance, message_id=number % 7 != 0)
    body = (
        f"Good day.\n\n{_text(chance, 80)}\n\nIvan Petrov\nООО «Завод {number}»\n+7 343 {number % 9_000_000 + 1_000_000}\n"
    )
    message.set_content(body, charset="windows-1251" if number % 2 else "utf-8", cte="base64")
    return message.as_bytes()


def _html(number: int, chance: random.Random) -> bytes:
    message = _begun(number, chance)
    rows = "".join(f"<tr><td>{_text(chance, 2)}</td><td>{_text(chance, 6)}</td></tr>" for _ in range(12))
    message.set_content(f"<html><body><p>{_text(chance, 40)}</p><table>{rows}</table></body></html>", subtype="html")
    return message.as_bytes()


def _with_file(number: int, chance: random.Random) -> bytes:
    message = _begun(number, chance)
    message.set_content(_text(chance, 60))
    message.add_attachment(
        b"%PDF-1.4\n" + chance.randbytes(chance.randrange(2_000, 60_000)),
        maintype="application",
        subtype="pdf",
        filename=f"Запрос {number}.pdf",
    )
    return message.as_bytes()


def _form(number: int, chance: random.Random) -> bytes:
    message = _begun(number, chance)
    del message["From"]
    message["From"] = "noreply@tilda.ws"
    message.set_content(
        f"Name: Olga {number}\nPhone: +7 812 {number % 9_000_000 + 1_000_000}\nEmail: olga{number}@lab.example\n"
        f"Message: {_text(chance, 30)}\n"
    )
    return message.as_bytes()


def _automatic(number: int, chance: random.Random) -> bytes:
    message = _begun(number, chance)
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(_text(chance, 20))
    return message.as_bytes()


WHOLE: tuple[Callable[[int, random.Random], bytes], ...] = (_plain, _plain, _plain, _html, _with_file, _form, _automatic)


def _torn(number: int, chance: random.Random) -> bytes:
    """A letter whose end is missing, in the middle of a file."""
    whole = _with_file(number, chance)
    return whole[: len(whole) // 2]


def _nonsense(number: int, chance: random.Random) -> bytes:
    """No letter at all."""
    return chance.randbytes(500) + str(number).encode()


def _lying(number: int, chance: random.Random) -> bytes:
    """Another charset than it says, and NUL bytes."""
    head = f"From: x{number}@liar.example\r\nSubject: {number}\r\nMessage-ID: <liar.{number}@liar.example>\r\n"
    return (
        head.encode() + b"Content-Type: text/plain; charset=us-ascii\r\n\r\n" + _text(chance, 30).encode("utf-16") + b"\0\0"
    )


def _headless(number: int, chance: random.Random) -> bytes:
    """Only a body."""
    return f"\r\n\r\n{_text(chance, 30)} {number}\r\n".encode()


BROKEN: tuple[Callable[[int, random.Random], bytes], ...] = (_torn, _nonsense, _lying, _headless)
