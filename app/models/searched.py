"""Where search looks: which texts are found by any part of them, and how both databases spell that."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.models.base import COLLATION

_SHORT_I = "\ue000"
"""Stands for й while accents are stripped: it is a letter of its own, not an и with an accent."""
_ACCENTS = re.compile("[\u0300-\u036f]")
SHORTEST_PART = 3
"""Letters that an index of three-letter parts needs at least."""


@dataclass(frozen=True, slots=True)
class Searched:
    """Texts of one table that are searched together. columns: joined by a blank, so that no part crosses over.

    plain: the column is kept as search compares it (folded names, addresses in small letters). begins: there is an index
    in the order of the letters as well, for one or two letters, and for the best that comes first.
    """

    table: str
    columns: tuple[str, ...]
    plain: bool = False
    begins: bool = False

    def expression(self, row: str) -> str:
        """The text of *row* (a table, or NEW and OLD of a trigger) as search compares it, in SQL of both databases."""
        if self.plain:
            return f"{row}.{self.columns[0]}"
        joined = " || ' ' || ".join(f"{row}.{column}" for column in self.columns)
        return f'plain_text(({joined}) COLLATE "{COLLATION}")'


SEARCHED: Mapping[str, Searched] = MappingProxyType(
    {
        "counterparty": Searched("counterparty", ("folded",), plain=True, begins=True),
        "contact": Searched("contact", ("folded",), plain=True, begins=True),
        "contact_point": Searched("contact_point", ("value",), plain=True),
        "legal_entity": Searched("legal_entity", ("name", "tax_id", "vat_id", "registration_number", "address")),
        "site": Searched("site", ("name", "address")),
        "deal": Searched("deal", ("number", "title")),
        "inquiry": Searched("inquiry", ("number", "name", "company", "phone", "email", "subject")),
        "product": Searched("product", ("folded",), plain=True, begins=True),
        "product_code": Searched("product", ("code",)),
        "batch": Searched("batch", ("code",)),
    }
)
"""Name of an index → what it covers. PostgreSQL has GIN indexes of three-letter parts (pg_trgm), SQLite FTS5 tables."""


def plain_text(text: str) -> str:
    """*text* as search compares it: small letters without accents, ё as е, й kept, ß as ss; signs stay.

    PostgreSQL has a function of this name that gives the same; SQLite calls this one.
    """
    kept = unicodedata.normalize("NFC", text).replace("й", _SHORT_I).replace("Й", _SHORT_I)
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", kept)).lower()
    return bare.replace(_SHORT_I, "й").replace("ß", "ss").replace("ς", "σ")
