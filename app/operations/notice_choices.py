"""What each person wants to be told of, and how; what the role must be told is no choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import UserError
from app.language import phrase
from app.models.company import Setting
from app.models.notice_terms import AT_ONCE, NOTICE_WORDS, NoticeKind, owed_to
from app.models.session import acting, now, touch
from app.models.terms import ROLE_WORDS, Role
from app.operations.actors import actor
from app.operations.notices import OFF, NoticeRow, page, unread_count
from app.operations.own_settings import owner_of
from app.operations.settings import keep

DESKTOP = "notices.desktop"
"""Key of what a person chose for the desktop: kind → yes or no."""
QUIET = "notices.quiet"
"""Key of the moment until which a person wants no notices on the desktop; the bell has them all the same."""
NEWEST = 30


@dataclass(frozen=True, slots=True)
class NoticeChoice:
    """How one kind comes to a person. must: the role that has to be told of it, None where it is a choice."""

    kind: NoticeKind
    bell: bool
    desktop: bool
    must: Role | None


@dataclass(frozen=True, slots=True)
class NoticeChoices:
    """Every kind, in the order of the settings. quiet_until: None where nothing is held back."""

    rows: tuple[NoticeChoice, ...]
    quiet_until: datetime | None

    def of(self, kind: NoticeKind) -> NoticeChoice:
        """How *kind* comes."""
        return next(row for row in self.rows if row.kind is kind)


@dataclass(frozen=True, slots=True)
class BellNews:
    """What a desk shows of its notices: how many are unread, the newest of them, which of these may also show themselves.

    quiet_until: the desktop stays free of them until then.
    """

    unread: int
    newest: tuple[NoticeRow, ...]
    desktop: frozenset[NoticeKind]
    quiet_until: datetime | None


def choices(session: Session) -> NoticeChoices:
    """What who is signed in has chosen. Raises NotAllowed where nobody is."""
    who = actor(session)
    kept = _kept(session, who.id)
    rows = []
    for kind in NoticeKind:
        must = owed_to(kind, who.roles)
        bell = must is not None or OFF + kind not in kept
        rows.append(NoticeChoice(kind, bell, bell and _on_desktop(kept, kind), must))
    return NoticeChoices(tuple(rows), _quiet(session, kept))


def choose(session: Session, kind: NoticeKind, bell: bool, desktop: bool) -> NoticeChoices:
    """Tell who is signed in of *kind* from now on: in the bell, on the desktop too, or not at all.

    Without the bell nothing comes to the desktop either. Raises UserError where a role must be told; NotAllowed.
    """
    who = actor(session)
    must = owed_to(kind, who.roles)
    if must is not None and not bell:
        raise UserError(
            "“{kind}” always comes to the bell: your role has to know it ({role}).",
            kind=phrase(NOTICE_WORDS[kind]),
            role=phrase(ROLE_WORDS[must]),
        )
    owner, kept = owner_of(who.id), _kept(session, who.id)
    if bell and OFF + kind in kept:
        session.execute(delete(Setting).where(Setting.owner == owner, Setting.key == OFF + kind))
        touch(session, Setting.__tablename__)
    elif not bell:
        keep(session, OFF + kind, True, owner)
    if bell:
        keep(session, DESKTOP, {**_chosen(kept), kind.value: desktop}, owner)
    session.flush()
    return choices(session)


def be_quiet(session: Session, until: datetime | None) -> NoticeChoices:
    """Show who is signed in nothing on the desktop before *until*; None ends it. Raises NotAllowed."""
    keep(session, QUIET, until.isoformat() if until is not None else "", owner_of(actor(session).id))
    session.flush()
    return choices(session)


def bell(session: Session) -> BellNews:
    """What the bell of who is signed in shows, and what may show itself."""
    kept = _kept(session, acting(session) or 0)
    unread = unread_count(session)
    newest = page(session, True, None, NEWEST).rows if unread else ()
    desktop = frozenset(kind for kind in NoticeKind if _on_desktop(kept, kind))
    return BellNews(unread, newest, desktop, _quiet(session, kept))


def _kept(session: Session, employee_id: int) -> Mapping[str, Any]:
    rows = session.execute(
        select(Setting.key, Setting.value).where(Setting.owner == owner_of(employee_id), Setting.key.like("notice%"))
    )
    return {row.key: row.value for row in rows}


def _chosen(kept: Mapping[str, Any]) -> dict[str, bool]:
    found = kept.get(DESKTOP)
    return {key: value for key, value in found.items() if isinstance(value, bool)} if isinstance(found, dict) else {}


def _on_desktop(kept: Mapping[str, Any], kind: NoticeKind) -> bool:
    return _chosen(kept).get(kind.value, kind in AT_ONCE)


def _quiet(session: Session, kept: Mapping[str, Any]) -> datetime | None:
    """Until when it is quiet, None where that is over; a moment that nobody can read holds nothing back."""
    try:
        until = datetime.fromisoformat(str(kept.get(QUIET) or ""))
    except ValueError:
        return None
    return until if until.tzinfo is not None and until > now(session) else None
