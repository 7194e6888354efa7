"""What people note of calls while they talk and after; and calls of which nothing has to be noted [C19].

Each person has one note of a call, kept as it is typed. The text of the call in the history is made of all of them.
"""

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models.calls import Call, CallNote
from app.models.company import Employee
from app.models.interactions import Interaction
from app.models.session import acting, now, replayable, touch
from app.operations.actors import actor
from app.operations.call_rows import NoteRow

LONGEST_NOTE = 20_000


@replayable
def note(session: Session, interaction_id: int, text: str) -> NoteRow:
    """Keep what who is signed in has typed of a call so far, in the place of what was kept before; "" takes it away.

    Whoever may see a call may note something of it, while it goes on and later. Raises NotAllowed where nobody is signed
    in, NotFound.
    """
    who = actor(session)
    _take_over(session, interaction_id, _held(session, interaction_id))
    kept = text.replace("\0", "").strip()[:LONGEST_NOTE]
    moment = now(session)
    if kept:
        _keep(session, interaction_id, who.id, kept)
    else:
        mine = (CallNote.interaction_id == interaction_id, CallNote.employee_id == who.id)
        session.execute(delete(CallNote).where(*mine))
    _join(session, interaction_id)
    return NoteRow(interaction_id, who.id, who.name, kept, moment if kept else None, mine=True)


def add_to_note(session: Session, interaction_id: int, text: str) -> NoteRow:
    """Put *text* below what who is signed in has noted of a call already. Raises as ``note`` does."""
    who = actor(session)
    _take_over(session, interaction_id, _held(session, interaction_id))
    before = next((each.text for each in notes(session, interaction_id) if each.employee_id == who.id), "")
    return note(session, interaction_id, f"{before}\n{text}" if before and text not in before else before or text)


def notes(session: Session, interaction_id: int) -> tuple[NoteRow, ...]:
    """What was noted of a call, in the order of the names; a call of before may have a text without notes."""
    me = acting(session)
    rows = session.execute(
        select(CallNote.employee_id, Employee.name, CallNote.text, CallNote.changed_at)
        .join(Employee, Employee.id == CallNote.employee_id)
        .where(CallNote.interaction_id == interaction_id)
        .order_by(Employee.name, Employee.id)
    ).all()
    if rows:
        return tuple(NoteRow(interaction_id, r[0], r[1], r[2], r[3], r[0] == me) for r in rows)
    alone = session.execute(
        select(Interaction.employee_id, Employee.name, Interaction.text)
        .join(Employee, Employee.id == Interaction.employee_id)
        .where(Interaction.id == interaction_id, Interaction.text != "")
    ).one_or_none()
    if alone is None or alone[0] is None:
        return ()
    return (NoteRow(interaction_id, alone[0], alone[1], alone[2], None, alone[0] == me),)


@replayable
def settle(session: Session, interaction_id: int) -> None:
    """Nothing has to be noted of this call: it is no call without result any more. Raises NotAllowed, NotFound."""
    actor(session)
    call = _call(session, interaction_id)
    if call.settled_at is None:
        call.settled_at = now(session)


@replayable
def unsettle(session: Session, interaction_id: int) -> None:
    """Take ``settle`` back. Raises NotAllowed, NotFound."""
    actor(session)
    _call(session, interaction_id).settled_at = None


def _call(session: Session, interaction_id: int) -> Call:
    found = session.get(Call, interaction_id, with_for_update=True)
    if found is None:
        raise NotFound("This call does not exist (any more).")
    return found


def _held(session: Session, interaction_id: int) -> tuple[int | None, str]:
    """Whose call it is and its text, held: two who note at once write the text one after the other. Raises NotFound."""
    _call(session, interaction_id)
    query = select(Interaction.employee_id, Interaction.text).where(Interaction.id == interaction_id)
    row = session.execute(query.with_for_update()).one()
    return row.employee_id, row.text


def _take_over(session: Session, interaction_id: int, held: tuple[int | None, str]) -> None:
    """A text that was written past the notes (with a task, by a person) becomes the note of who wrote it."""
    employee_id, text = held
    noted = session.scalar(select(CallNote.employee_id).where(CallNote.interaction_id == interaction_id).limit(1))
    if text and noted is None and employee_id is not None:
        _keep(session, interaction_id, employee_id, text)


def _keep(session: Session, interaction_id: int, employee_id: int, text: str) -> None:
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    fresh = insert(CallNote).values(
        interaction_id=interaction_id, employee_id=employee_id, text=text, changed_at=now(session)
    )
    session.execute(
        fresh.on_conflict_do_update(
            index_elements=[CallNote.interaction_id, CallNote.employee_id],
            set_={"text": fresh.excluded.text, "changed_at": fresh.excluded.changed_at},
        )
    )


def _join(session: Session, interaction_id: int) -> None:
    """Write the text of the call anew. Past the mapped class: the trail need not keep every pause of typing."""
    query = (
        select(Employee.name, CallNote.text)
        .join(Employee, Employee.id == CallNote.employee_id)
        .where(CallNote.interaction_id == interaction_id)
        .order_by(Employee.name, Employee.id)
    )
    found = session.execute(query).all()
    text = found[0].text if len(found) == 1 else "\n".join(f"{each.name}: {each.text}" for each in found)
    session.execute(update(Interaction).where(Interaction.id == interaction_id).values(text=text))
    touch(session, "interaction", interaction_id)
    touch(session, "call_note", interaction_id)
