"""The search for everything, by any part of a name, number, phone or address; against the same looks in bare SQL."""

import itertools
from collections.abc import Sequence
from functools import partial

from app.database.store import Store
from app.models.searched import SEARCHED, plain_text
from app.operations.search import find
from tests.benchmarks.by_hand import Connection
from tests.benchmarks.company import Company
from tests.benchmarks.measuring import Figure, Side, against_floor, in_turns

SHOWN = 8
LESS = 4
"""A search takes longer than other work: so much fewer rounds are enough."""
SAMPLES = 200
_PARTY = "FROM {table} JOIN counterparty c ON c.id = counterparty_id WHERE c.merged_into_id IS NULL AND {has}"
_LOOKS = {
    # What is shown of each find, and the name that stands beside it.
    "counterparty": "SELECT id, kind, name, '' FROM counterparty WHERE merged_into_id IS NULL AND {has}",
    "contact": f"SELECT c.id, c.kind, contact.name, c.name {_PARTY}",
    "contact_point": f"SELECT c.id, c.kind, c.name, value {_PARTY}",
    "legal_entity": f"SELECT c.id, c.kind, c.name, tax_id {_PARTY}",
    "site": f"SELECT c.id, c.kind, c.name, address {_PARTY}",
    "deal": f"SELECT deal.id, number, title, c.name {_PARTY}",
    "inquiry": f"SELECT inquiry.id, number, subject, c.name {_PARTY}",
    "product": "SELECT id, code, name, '' FROM product WHERE {has}",
    "product_code": "SELECT id, code, name, '' FROM product WHERE {has}",
    "batch": "SELECT batch.id, batch.code, product.name, '' FROM batch JOIN product ON product.id = product_id WHERE {has}",
}
_EXACT = """
    SELECT deal.id, number, title, c.name FROM deal JOIN counterparty c ON c.id = counterparty_id WHERE number = %(text)s
    UNION ALL SELECT product.id, product.code, product.name, '' FROM product JOIN barcode ON product_id = product.id
    WHERE barcode.code = %(text)s
"""


def figures(company: Company, rounds: int) -> list[Figure]:
    """The lines of the table."""
    store = company.store()
    found: list[Figure] = []
    with company.connection() as connection:
        for name, texts in _typed(connection).items():
            _demand_found(store, connection, texts)
            text = partial(_one_of, texts)
            sides = (Side(text, partial(_found, store)), Side(text, partial(_by_hand, connection)))
            found.append(against_floor(f"search: {name}", *in_turns(*sides, max(rounds // LESS, 10)), most=2))
    store.close()
    connection.close()
    return found


def _typed(connection: Connection) -> dict[str, Sequence[str]]:
    """What is typed, by what it is a part of: taken from what is there, so that it is found."""

    def sample(table: str, column: str, where: str = "true") -> list[str]:
        query = f"SELECT {column} FROM {table} WHERE {column} <> '' AND {where} AND id %% 7 = 3 ORDER BY id DESC LIMIT %s"
        return [row[0] for row in connection.execute(query.encode(), [SAMPLES])]

    names = sample("counterparty", "folded", "length(folded) > 9")
    words = [word for name in names for word in name.split() if len(word) > 5]
    phones = sample("contact_point", "value", "kind = 'phone'")
    parts: dict[str, list[str]] = {
        "part of a name": [name[2:9].strip() for name in names],
        "word of many names": sorted(words, key=words.count)[-20:],
        "part of a phone": [phone[4:] for phone in phones],
        "a phone in national notation": [
            f"8 ({phone[2:5]}) {phone[5:8]}-{phone[8:]}" for phone in phones if phone[:2] == "+7"
        ],
        "part of an e-mail": [each[1:-6] for each in sample("contact_point", "value", "kind = 'email'")],
        "part of a tax number": [each[1:] for each in sample("legal_entity", "tax_id", "length(tax_id) > 7")],
        "an address": [" ".join(each.split()[-3:]) for each in sample("legal_entity", "address", "length(address) > 15")],
        "number of a deal": sample("deal", "number"),
        "part of a batch's code": [each[1:] for each in sample("batch", "code")],
        "nothing there": [f"qzx{number}wjk" for number in range(SAMPLES)],
    }
    return {name: texts for name, texts in parts.items() if texts}


def _one_of(texts: Sequence[str], number: int) -> str:
    return texts[number % len(texts)]


def _found(store: Store, text: str) -> Sequence[object]:
    return store.read(find, text, SHOWN)


def _by_hand(connection: Connection, text: str) -> Sequence[object]:
    """Each index asked once for fifty answers, in one statement, which is planned for just this text."""
    given: dict[str, str] = {"text": text}
    looks = []
    for name, query in _LOOKS.items():
        searched = SEARCHED[name]
        written = searched.expression(searched.table)
        terms = []
        for word in _words(name, text):
            given[f"w{len(given)}"] = f"%{word}%"
            terms.append(f"{written} LIKE %(w{len(given) - 1})s")
        looks.append(f"({query.format(table=searched.table, has=' AND '.join(terms) or 'false')} LIMIT 50)")
    with connection.transaction():
        return connection.execute(" UNION ALL ".join([*looks, _EXACT]).encode(), given, prepare=False).fetchall()


def _words(name: str, text: str) -> list[str]:
    lettered = any(sign.isalpha() for sign in text)
    if name == "contact_point":
        digits = "".join(sign for sign in text if sign.isdigit())
        return ([] if " " in text else [text.lower()]) if lettered else [digits.removeprefix("8")]
    apart = "".join(sign if sign.isalnum() else " " for sign in text) if SEARCHED[name].plain else text
    return [word.strip("()-,.") for word in plain_text(apart).split()]


def _demand_found(store: Store, connection: Connection, texts: Sequence[str]) -> None:
    """Raises AssertionError where ours finds nothing that the bare looks find."""
    for text in itertools.islice(texts, 5):
        assert bool(_found(store, text)) >= bool(_by_hand(connection, text)), text
