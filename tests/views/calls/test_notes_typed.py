"""A note is kept as it is typed: in the books after a pause, on disk before; a closed window and a crash lose nothing."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app.devices.note_journal import NoteJournal
from app.models.calls import CallNote
from app.operations import call_desk
from app.views.calls.at_desk import restored_note
from app.views.calls.note_keeper import NoteKeeper
from app.views.desk import Desk
from tests.clock import FixedClock
from tests.deal_factories import PHONE
from tests.operations.ringing import STRANGER, answered, hung_up, ring
from tests.views.calls.conftest import AtDesk
from tests.views.paper_books import BooksOnPaper


def noted(olga: AtDesk) -> list[str]:
    """Every note in the books."""
    return olga.at.store.read(lambda session: list(session.scalars(select(CallNote.text))))


def test_a_pause_of_typing_brings_the_note_into_the_books(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(answered(ring(PHONE, at=clock())))
    pop_up = olga.only
    pop_up.begin_note()
    pop_up.note.text.insertPlainText("can wait until 8 Dec,")
    pop_up.note.text.insertPlainText(" not later")
    olga.qtbot.waitUntil(lambda: noted(olga) == ["can wait until 8 Dec, not later"])
    olga.settle()
    assert "Note is kept, also if this window closes" in olga.said(pop_up)
    assert olga.journal.kept() == {}


def test_a_window_that_is_put_away_at_once_keeps_what_was_typed(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(PHONE, at=clock()))
    olga.only.begin_note()
    olga.only.note.text.insertPlainText("the last word")
    olga.press("Esc", olga.only.note.text)
    olga.settle()
    assert olga.shown == []
    assert noted(olga) == ["the last word"]
    olga.work_elsewhere()
    olga.press("Ctrl+J", olga.room.field)
    olga.qtbot.waitUntil(lambda: bool(olga.shown) and olga.only.card is not None)
    olga.settle()
    assert olga.only.note.value == "the last word"


def test_a_call_that_ends_leaves_its_window_while_one_types(olga: AtDesk, clock: FixedClock) -> None:
    call = answered(ring(PHONE, at=clock()))
    olga.tell(call)
    olga.only.begin_note()
    olga.only.note.text.insertPlainText("calls again")
    clock.advance(minutes=3)
    olga.tell(hung_up(call))
    assert olga.only.note.text.hasFocus()
    assert olga.only.note.value == "calls again"
    clock.advance(minutes=30)
    olga.calls.incoming.ask()
    olga.settle()
    assert olga.only.note.text.hasFocus()


def test_of_somebody_new_both_fields_are_the_note(olga: AtDesk, clock: FixedClock) -> None:
    olga.tell(ring(STRANGER, at=clock()))
    pop_up = olga.only
    pop_up.begin_note()
    pop_up.who.insert("Nina")
    pop_up.who.textEdited.emit("Nina")
    pop_up.note.text.insertPlainText("a pump")
    olga.calls.close_all()
    olga.settle()
    assert noted(olga) == ["Nina\na pump"]


def test_what_a_killed_program_leaves_on_disk_comes_into_the_books_at_the_next_start(
    olga: AtDesk, clock: FixedClock, books: BooksOnPaper
) -> None:
    interaction = olga.tell(ring(PHONE, at=clock()))
    books.plug.clear()
    cut_off = Desk(books, retry_after=10_000)
    before = NoteKeeper(cut_off, olga.journal, call_desk.note, restored_note, olga.window)
    before.typed(interaction, "typed just before the crash")
    olga.qtbot.waitUntil(lambda: bool(olga.journal.kept()))
    assert cut_off.stop()
    assert noted(olga) == []
    NoteKeeper(olga.desk, olga.journal, call_desk.note, restored_note, olga.window).replay()
    olga.settle()
    assert noted(olga) == ["typed just before the crash"]
    assert olga.journal.kept() == {}


def test_what_was_noted_elsewhere_since_is_not_written_over(olga: AtDesk, clock: FixedClock) -> None:
    interaction = olga.tell(ring(PHONE, at=clock()))
    olga.at.store.write(call_desk.note, interaction, "from the other desk")
    early = clock() - timedelta(minutes=5)
    olga.at.store.write(restored_note, interaction, "left on the disk", early)
    assert noted(olga) == ["from the other desk\nleft on the disk"]
    olga.at.store.write(restored_note, interaction, "left on the disk", early)
    assert noted(olga) == ["from the other desk\nleft on the disk"]
    olga.at.store.write(restored_note, interaction, "typed later", clock() + timedelta(seconds=1))
    assert noted(olga) == ["typed later"]


def test_a_disk_that_takes_nothing_is_said_and_the_books_have_the_note(
    olga: AtDesk, clock: FixedClock, tmp_path: Path
) -> None:
    interaction = olga.tell(ring(PHONE, at=clock()))
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be")
    keeper = NoteKeeper(olga.desk, NoteJournal(blocked), call_desk.note, restored_note, olga.window)
    refused: list[str] = []
    keeper.refused.connect(lambda error: refused.append(error.said()))
    keeper.typed(interaction, "kept all the same")
    keeper.keep_all()
    olga.settle()
    assert len(refused) == 1
    assert "could not be kept on this computer" in refused[0]
    assert noted(olga) == ["kept all the same"]
