"""Moving articles in: matched by code, then by barcode; traits that are new are made; written all at once [M79]."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.gtin import Gtin
from app.language import phrase
from app.models.counterparties import Counterparty
from app.models.naming import LONGEST_NAME, folded
from app.models.products import Barcode, Product, Trait
from app.models.terms import CounterpartyKind, TraitKind
from app.operations.import_cells import (
    Findings,
    RowCells,
    amount_in,
    currency_of,
    decimal_sign,
    row_cells,
    same_words,
    unit_of,
)
from app.operations.import_columns import PRODUCT_COLUMNS
from app.operations.importing import ImportResult, looked_up, may_import, records, refused, require_column, unknown_columns
from app.operations.settings import setting
from app.tables import Table

LONGEST_CODE = 64
LONGEST_BARCODE = 80
HIGHEST_PRICE = Decimal(10) ** 15
FLAGS = ("made", "has_expiry", "needs_certificate", "needs_commissioning", "active")
TRAITS = {"equipment": TraitKind.EQUIPMENT, "material": TraitKind.MATERIAL}
ONE = Decimal(1)


@dataclass(slots=True)
class _Article:
    """One row, understood. values: column of Product → value, only what the row says; traits: field → name."""

    cells: RowCells
    code: str
    values: dict[str, object] = field(default_factory=dict)
    traits: dict[str, str] = field(default_factory=dict)
    supplier: str = ""
    barcodes: tuple[str, ...] = ()
    product: Product | None = None
    is_new: bool = False


def import_products(session: Session, table: Table, *, dry_run: bool = False) -> ImportResult:
    """Add and complete articles from *table*. Filled cells win over what is kept, empty ones change nothing.

    A barcode with a wrong check digit is kept as the company's own code, and said: real lists are full of them.
    dry_run: only say what would happen, problems included. Raises ImportRefused, NotAllowed, UserError.
    """
    may_import(session)
    require_column(table, PRODUCT_COLUMNS, "code", "gtin")
    columns = unknown_columns(table, PRODUCT_COLUMNS)
    findings = Findings()
    rows = [cells for cells in row_cells(table, PRODUCT_COLUMNS, findings) if not _is_group(cells)]
    sign = decimal_sign(value for cells in rows for value in cells.values("price"))
    articles = _joined([_article(cells, sign) for cells in rows])
    known, owners = _known(session, articles)
    barcodes = set(owners)
    _suppliers(session, articles)
    for article in articles:
        _match(article, known, owners)
    answer = refused(findings, table, dry_run=dry_run)
    if answer is not None:
        return answer
    if dry_run:
        session.expunge_all()
    created, updated, unchanged = _write(session, articles, barcodes, dry_run=dry_run)
    return ImportResult(created, updated, unchanged, doubts=tuple(findings.doubts), unknown_columns=columns)


def _is_group(cells: RowCells) -> bool:
    """Whether a row is only a heading: a name, and nothing else in any column that is known."""
    said = [name for name in PRODUCT_COLUMNS if cells.text(name)]
    return said in (["name"], ["code"])


def _article(cells: RowCells, sign: str) -> _Article:
    article = _Article(cells, cells.text("code", LONGEST_CODE))
    values: dict[str, object] = {
        "name": cells.text("name", LONGEST_NAME),
        "description": cells.lines("description"),
        "unit": unit_of(cells.text("unit", 16)),
        "lead_days": cells.whole("lead_days"),
        "shelf_days": cells.whole("shelf_days"),
        **{name: cells.flag(name) for name in FLAGS},
        **_price(cells, sign),
    }
    if values["shelf_days"]:
        values["has_expiry"] = True if values["has_expiry"] is None else values["has_expiry"]
    article.values = {name: value for name, value in values.items() if value not in (None, "")}
    article.traits = {name: word for name in TRAITS if (word := cells.text(name, LONGEST_NAME))}
    article.supplier = cells.text("supplier", LONGEST_NAME)
    article.barcodes = tuple(dict.fromkeys(_barcodes(cells)))
    if not article.code and not article.barcodes:
        cells.wrong("code", phrase("An article needs a code."))
    return article


def _price(cells: RowCells, sign: str) -> dict[str, object]:
    """Price and currency, the latter from its own column or from the sign behind the amount."""
    said: dict[str, object] = {}
    word = cells.text("currency")
    price = cells.text("price")
    if price:
        try:
            read = amount_in(price, sign)
        except ValueError:
            cells.wrong("price", phrase("This can be read in two ways: write it with two decimals."), price)
            read = (Decimal(0), "")
        if read is None or not 0 <= read[0] < HIGHEST_PRICE:
            cells.wrong("price", phrase("This is no price."), price)
        elif read[0] != round(read[0], 2):
            cells.wrong("price", phrase("A price has at most two decimals."), price)
        else:
            said["price"] = round(read[0], 2)
            word = word or read[1]
    currency = currency_of(word) if word else ""
    if currency is None:
        cells.wrong("currency", phrase("No currency is known by this name: write its three letters, such as EUR."), word)
    elif currency:
        said["currency"] = currency
    return said


def _barcodes(cells: RowCells) -> Iterator[str]:
    for cell in cells.values("gtin"):
        for piece in cell.replace(",", ";").replace("\n", ";").replace("/", ";").split(";"):
            code = "".join(piece.split())
            if not code:
                continue
            if len(code) > LONGEST_BARCODE:
                cells.wrong("gtin", phrase("At most {count} characters fit here.", count=LONGEST_BARCODE), code)
                continue
            try:
                yield str(Gtin(code))
            except ValueError:
                if code.isdigit() and len(code) in (8, 12, 13, 14):
                    cells.doubtful("gtin", phrase("The check digit is wrong; the code is kept as your own."), code)
                yield code


def _joined(articles: Sequence[_Article]) -> list[_Article]:
    """Rows of the same code as one article; where they contradict each other, that is a problem of the later row."""
    first: dict[str, _Article] = {}
    joined = []
    for article in articles:
        earlier = first.setdefault(article.code, article) if article.code else article
        if earlier is article:
            joined.append(article)
            continue
        for name, value in article.values.items():
            if earlier.values.setdefault(name, value) != value:
                article.cells.wrong(name, phrase("Another row has the same code and says something else."))
        for name, word in article.traits.items():
            if not same_words(earlier.traits.setdefault(name, word), word):
                article.cells.wrong(name, phrase("Another row has the same code and says something else."))
        earlier.barcodes = tuple(dict.fromkeys((*earlier.barcodes, *article.barcodes)))
    return joined


def _known(session: Session, articles: Sequence[_Article]) -> tuple[dict[str, Product], dict[str, Product]]:
    """(code → article, barcode → article) of what the books have."""
    codes = [article.code for article in articles if article.code]
    barcodes = [code for article in articles for code in article.barcodes]
    query = select(Barcode.code, Barcode.product_id)
    owned = {row.code: row.product_id for row in looked_up(session, query, Barcode.code, [*barcodes, *codes])}
    by_id = {product.id: product for product in records(session, Product, Product.id, owned.values())}
    by_code = {product.code: product for product in records(session, Product, Product.code, codes)}
    return by_code, {code: by_id[product_id] for code, product_id in owned.items()}


def _match(article: _Article, known: Mapping[str, Product], owners: dict[str, Product]) -> None:
    """Find the article of the books that a row is about, or begin a new one."""
    product = known.get(article.code)
    if product is None and not article.code:
        product = next((owners[code] for code in article.barcodes if code in owners), None)
    if product is None:
        product = Product(
            code=(article.code or next(iter(article.barcodes), ""))[:LONGEST_CODE], name="", folded="", unit="pc",
            price=Decimal(0), currency="", description="", made=False, has_expiry=False, needs_certificate=False,
            needs_commissioning=False, active=True, lead_days=14,
        )  # fmt: skip
        if "name" not in article.values:
            article.cells.wrong("name", phrase("A new article needs a name."))
        article.is_new = True
    article.product = product
    for code in article.barcodes:
        owner = owners.setdefault(code, product)
        if owner is not product:
            article.cells.wrong("gtin", phrase("This barcode belongs to article {code} already.", code=owner.code), code)


def _suppliers(session: Session, articles: Sequence[_Article]) -> None:
    names = {folded(article.supplier) for article in articles if article.supplier}
    query = select(Counterparty.folded, Counterparty.id).where(
        Counterparty.kind == CounterpartyKind.SUPPLIER, Counterparty.merged_into_id.is_(None)
    )
    known = {row.folded: row.id for row in looked_up(session, query, Counterparty.folded, names)}
    for article in articles:
        if not article.supplier:
            continue
        supplier = known.get(folded(article.supplier))
        if supplier is None:
            sentence = phrase("No supplier is known by this name: import the suppliers first.")
            article.cells.wrong("supplier", sentence, article.supplier)
        else:
            article.values["supplier_id"] = supplier


def _write(session: Session, articles: Sequence[_Article], barcodes: set[str], *, dry_run: bool) -> tuple[int, int, int]:
    """(created, updated, unchanged) articles; *barcodes*: those that the books have."""
    currency = str(setting(session, "company.currency", "EUR"))
    _make_traits(session, articles, dry_run=dry_run)
    created = updated = 0
    lacking: list[tuple[Product, str]] = []
    for article in articles:
        product = article.product
        assert product is not None
        if article.is_new:
            created += 1
            _complete(product, {"currency": currency, **article.values})
            if not dry_run:
                session.add(product)
        # The own code is a barcode too: labels of the house carry it where there is no GTIN.
        missing = [code for code in dict.fromkeys((product.code, *article.barcodes)) if code not in barcodes]
        barcodes |= set(missing)
        lacking += [(product, code) for code in missing]
        if not article.is_new:
            updated += _complete(product, article.values) or bool(missing)
    if not dry_run:
        session.flush()
        session.add_all(Barcode(product_id=product.id, code=code, quantity=ONE) for product, code in lacking)
        session.flush()
    return created, updated, len(articles) - created - updated


def _complete(product: Product, values: Mapping[str, object]) -> bool:
    changed = {name: value for name, value in values.items() if getattr(product, name) != value}
    for name, value in changed.items():
        setattr(product, name, value)
    if "name" in changed:
        product.folded = folded(product.name)
    return bool(changed)


def _make_traits(session: Session, articles: Sequence[_Article], *, dry_run: bool) -> None:
    """Turn the words of traits into ids; a word that is new becomes a trait."""
    known = {(row.kind, " ".join(row.name.split()).casefold()): row for row in session.scalars(select(Trait))}
    wanted = {(TRAITS[name], word.casefold()): word for article in articles for name, word in article.traits.items()}
    for key, word in wanted.items():
        if key not in known:
            known[key] = Trait(kind=key[0], name=word, needs_certificate=False)
            if not dry_run:
                session.add(known[key])
    if not dry_run:
        session.flush()
    for article in articles:
        for name, word in article.traits.items():
            article.values[f"{name}_id"] = known[TRAITS[name], word.casefold()].id
