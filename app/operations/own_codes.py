"""Codes of our own on batch labels (``app.reports.labels``): an article without GTIN carries ``article|batch``; on a small
label the batch may stand in a second symbol, apart from the article."""

from app.events import ScannedCode

BETWEEN = "|"
BESIDE_ARTICLE = frozenset({"10", "11", "13", "15", "17", "21"})
"""What a second symbol of one label may carry: batch, dates and serial number."""


def article_and_batch(text: str) -> tuple[str, str]:
    """The article's code and the batch ("" if the code names none) of a code of our own."""
    article, _, batch = text.partition(BETWEEN)
    return article.strip(), batch.strip()


def is_batch_alone(meaning: ScannedCode) -> bool:
    """Whether this is the second symbol of a label: the batch without its article, which GS1 forbids on a symbol alone."""
    return bool(meaning.batch) and meaning.gtin is None and meaning.elements.keys() <= BESIDE_ARTICLE
