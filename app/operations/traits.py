"""The three parameters that equipment is selected by, as a form offers them [M52]."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.products import Trait
from app.models.terms import TraitKind


@dataclass(frozen=True, slots=True)
class TraitRow:
    """One value of a parameter. needs_certificate: such equipment is certified by an outside body [M66]."""

    id: int
    kind: TraitKind
    name: str
    needs_certificate: bool


def traits(session: Session) -> tuple[TraitRow, ...]:
    """All values of the three parameters, by name."""
    rows = session.execute(select(Trait.id, Trait.kind, Trait.name, Trait.needs_certificate).order_by(Trait.name))
    return tuple(TraitRow(*row) for row in rows)
