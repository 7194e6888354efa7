"""Counterparties that may be meant by a name or a mail domain, by the indexes of either database; few, and at once.

PostgreSQL compares three-letter parts (pg_trgm, ``%``); the embedded database looks up pieces of words in its FTS5 index of
three-letter parts. How alike the names really are is for the caller to say (``app.models.likeness``).
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Select, String, and_, column, func, literal, literal_column, or_, select, text
from sqlalchemy import table as plain_table
from sqlalchemy.orm import Session

from app.models.counterparties import ContactPoint, Counterparty
from app.models.likeness import least_share, parts, shorter_names, spelled_otherwise
from app.models.terms import ContactPointKind

SHORTEST_NAME = 3
SAME = 20
"""So many with just this name: whoever is only similar is not asked for any more."""
NEAREST = 40
TRANSLITERATED = 0.85
"""Of the usual likeness: there are many ways to write a name in other letters."""
_THRESHOLD = text(
    "SELECT set_config('pg_trgm.similarity_threshold', :share, true), set_config('enable_seqscan', :walking, true)"
)
"""Comparing three-letter parts costs far more than a planner thinks: in small books it would read through all names."""
_LAST = chr(0x10FFFF)


def by_name(session: Session, name: str) -> list[int]:
    """Ids of counterparties whose folded name may be *name* (folded), also in the other alphabet; [] for a letter or two."""
    if len(name) < SHORTEST_NAME:
        return []
    otherwise = spelled_otherwise(name)
    found = _called(session, [each for spelled in (name, *otherwise) for each in shorter_names(spelled)], name)
    if sum(each == name for _, each in found) < SAME:
        found += _going_on(session, (name, *otherwise))
        found += _similar(session, [name], 1.0)
        found += _similar(session, otherwise, TRANSLITERATED)
    return list(dict.fromkeys(key for key, _ in found))


def at_domain(session: Session, domain: str, limit: int) -> list[int]:
    """Ids of at most *limit* counterparties with a valid address at *domain*."""
    address = ContactPoint.value.endswith(f"@{domain}", autoescape=True)
    query = (
        select(ContactPoint.counterparty_id)
        .join(Counterparty, Counterparty.id == ContactPoint.counterparty_id)
        .where(
            ContactPoint.kind == ContactPointKind.EMAIL,
            address,
            ContactPoint.valid,
            Counterparty.merged_into_id.is_(None),
        )
        .distinct()
        .limit(limit)
    )
    if _embedded(session):
        query = query.where(ContactPoint.id.in_(_matching("search_contact_point", [f"@{domain}"])))
    return list(session.scalars(query))


def _embedded(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _ordered(session: Session) -> ColumnElement[str]:
    """The folded name as the index of beginnings has it."""
    name: ColumnElement[str] = Counterparty.__table__.c.folded
    return name if _embedded(session) else name.collate("C")


def _standing() -> Select[int, str]:
    return select(Counterparty.id, Counterparty.folded).where(Counterparty.merged_into_id.is_(None))


def _rows(session: Session, query: Select[int, str]) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in session.execute(query)]


def _called(session: Session, names: Sequence[str], first: str) -> list[tuple[int, str]]:
    """Those whose name is one of *names*, those who are called *first* before others."""
    written = _ordered(session)
    query = _standing().where(written.in_({*names, first}))
    return _rows(session, query.order_by((written == first).desc(), Counterparty.id).limit(NEAREST))


def _going_on(session: Session, names: Sequence[str]) -> list[tuple[int, str]]:
    """Those whose name begins with all of one of *names* and goes on: with more words, or with a shortened one whole."""
    written = _ordered(session)
    begins = (and_(written > name, written < f"{name}{_LAST}") for name in names)
    return _rows(session, _standing().where(or_(*begins)).limit(SAME))


def _similar(session: Session, names: Sequence[str], looseness: float) -> list[tuple[int, str]]:
    if not names:
        return []
    if _embedded(session):
        pieces = sorted({piece for name in names for piece in parts(name)})
        matching = _matching("search_counterparty", pieces, NEAREST * 3)
        return _rows(session, _standing().where(Counterparty.id.in_(matching))) if pieces else []
    share = min(least_share(name) for name in names) * looseness
    session.execute(_THRESHOLD, {"share": f"{share:.3f}", "walking": "off"})
    alike = or_(*(Counterparty.folded.bool_op("%")(literal(name, String)) for name in names))
    near = func.greatest(*(func.similarity(Counterparty.folded, name) for name in names))
    found = _rows(session, _standing().where(alike).order_by(near.desc(), Counterparty.id).limit(NEAREST))
    session.execute(_THRESHOLD, {"share": f"{share:.3f}", "walking": "on"})
    return found


def _matching(index: str, pieces: Iterable[str], limit: int | None = None) -> Select[int]:
    """Rows of an FTS5 index that have one of *pieces* in them, those with most and rarest ones first where some must go."""
    phrases = " OR ".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
    rows = plain_table(index, column("rowid"), column("rank"))
    query = select(rows.c.rowid).where(literal_column(index).op("MATCH")(phrases))
    return query if limit is None else query.order_by(rows.c.rank).limit(limit)
