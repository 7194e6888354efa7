"""Trying rules on the last hundred letters of a sender: what each would say instead, with nothing saved."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.letter_learning import FIELDS
from app.letter_rules import share_found, values
from app.models.mail import LetterTemplate
from app.models.terms import Role
from app.operations.actors import require
from app.operations.letter_samples import LetterRow, last_letters


@dataclass(frozen=True, slots=True)
class TriedField:
    """One field of one letter: what is known now, and what would be known. found: the rules found it themselves."""

    field: str
    before: str
    after: str
    found: bool

    @property
    def changed(self) -> bool:
        """Whether something else would be known; blanks and line ends do not count."""
        return " ".join(self.before.split()) != " ".join(self.after.split())


@dataclass(frozen=True, slots=True)
class TriedLetter:
    """One letter. share: per cent of the taught fields that were found."""

    id: int
    at: datetime
    subject: str
    fields: tuple[TriedField, ...]
    share: int

    @property
    def changed(self) -> bool:
        """Whether anything would be known otherwise."""
        return any(field.changed for field in self.fields)


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules would do. understood: letters in which all was found, partly: something, silent: nothing.

    before: in how many of these letters the template in use finds all that it was taught, None where there is none.
    token: proves that these rules were tried, for saving.
    """

    sender: str
    token: str
    letters: tuple[TriedLetter, ...]
    understood: int
    partly: int
    silent: int
    changed: int
    before: int | None

    @property
    def confidence(self) -> int:
        """Per cent of the letters in which all was found."""
        return 100 * self.understood // len(self.letters) if self.letters else 0


def trial(session: Session, sender: str, rules: Mapping[str, Any]) -> Trial:
    """What *rules* would find in the last hundred letters of *sender*. Saves nothing. Raises NotAllowed."""
    require(session, Role.ADMIN, Role.HEAD)
    rows = last_letters(session, sender)
    tried = tuple(_tried(rules, row) for row in rows)
    shares = [each.share for each in tried]
    record = session.scalars(select(LetterTemplate).where(LetterTemplate.sender == sender, LetterTemplate.active)).first()
    before = None if record is None else sum(_tried(record.rules, row).share == 100 for row in rows)
    return Trial(
        sender,
        token_of(sender, rules),
        tried,
        understood=shares.count(100),
        partly=sum(0 < share < 100 for share in shares),
        silent=shares.count(0),
        changed=sum(each.changed for each in tried),
        before=before,
    )


def token_of(sender: str, rules: Mapping[str, Any]) -> str:
    """The same for the same rules of the same sender, and for no others."""
    said = json.dumps([sender, rules], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _tried(rules: Mapping[str, Any], row: LetterRow) -> TriedLetter:
    found = values(rules, row.original, row.around)
    fields = tuple(
        TriedField(field, row.found.get(field, ""), found.get(field, row.found.get(field, "")), field in found)
        for field in FIELDS
    )
    return TriedLetter(row.id, row.at, row.subject, fields, share_found(rules, found))
