"""Writing by keys: kept while it is typed, over a crash too; ready texts, files, sending with undo, later, bounces."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.models.mail import OutgoingLetter
from app.models.mail_terms import LetterState
from app.operations import letter_drafts, letter_texts
from app.operations.letter_texts import TextEntry
from app.views.conflict import ConflictDialog
from app.views.deals.form import InlineForm
from app.views.letters.later import LaterForm, read_time
from app.views.letters.pick_form import PickForm
from app.views.letters.window import LetterWindow
from app.views.room import RoomEntry
from app.views.shell.badge import Person
from app.views.shell.house import House
from app.views.shell.main_window import MainWindow
from tests.deal_factories import deal
from tests.views.keepsakes import Choices
from tests.views.letters.conftest import Writing, act, bounce, letter_in
from tests.views.paper_room import PaperRoom


def kept(writing: Writing, draft_id: int, field: str) -> object:
    return writing.at.get(OutgoingLetter, draft_id, field)


def state(writing: Writing, draft_id: int) -> LetterState:
    return LetterState(str(kept(writing, draft_id, "state")))


def open_form(window: LetterWindow) -> QWidget | None:
    """The line that asks something, above the foot."""
    return window.slot.form


def ready_text(writing: Writing, body: str, name: str = "Greeting") -> None:
    with writing.at.acting("Igor"):
        writing.at.store.write(letter_texts.add, TextEntry(name, "en", body, "About {deal}"))


def begun(writing: Writing) -> LetterWindow:
    """A letter to the customer with subject and a word, on its way to be kept."""
    window = writing.write("write_to_counterparty", writing.at.customer)
    if not window.sheet.to.text():
        window.sheet.to.setFocus()
        writing.type("d.sokolow@uralchim.example, ")
        window.sheet.subject.setFocus()
    writing.type("Pump")
    writing.press("Tab")
    writing.press("Tab")
    assert QApplication.focusWidget() is window.sheet.text
    writing.type("Good day")
    return window


def test_what_is_typed_is_kept_after_a_pause_and_survives_a_crash(writing: Writing) -> None:
    window = begun(writing)
    assert window.foot.note == "not kept yet"
    writing.qtbot.waitUntil(lambda: not window.keeper.is_dirty)
    assert str(kept(writing, window.draft.id, "text")).startswith("Good day")
    assert kept(writing, window.draft.id, "subject") == "Pump"
    # The program dies: nothing of the window is asked any more.
    writing.letters._drafts.pop(window.draft.id)
    window.keeper.stop()
    window.hide()
    window.deleteLater()
    again = writing.write("write_to_counterparty", writing.at.customer)
    assert (again.draft.id, again.sheet.subject.text()) == (window.draft.id, "Pump")
    assert again.sheet.text.toPlainText().startswith("Good day")


def test_esc_keeps_what_was_just_typed_and_says_so(writing: Writing) -> None:
    window = begun(writing)
    writing.press("Esc")
    writing.qtbot.waitUntil(lambda: not writing.letters.windows)
    assert str(kept(writing, window.draft.id, "text")).startswith("Good day")
    assert state(writing, window.draft.id) is LetterState.DRAFT
    assert writing.said() == "The draft is kept in the room “Letters”."


def test_the_program_ends_in_the_middle_of_a_word(writing: Writing) -> None:
    window = begun(writing)
    draft_id = window.draft.id
    writing.letters.close_all()
    writing.settle()
    assert str(kept(writing, draft_id, "text")).startswith("Good day")


def test_the_same_draft_has_one_window_and_two_places_meet_in_a_conflict(writing: Writing) -> None:
    window = begun(writing)
    writing.qtbot.waitUntil(lambda: not window.keeper.is_dirty)
    writing.letters.open("write_to_counterparty", writing.at.customer)
    writing.settle()
    assert writing.letters.windows == (window,)
    writing.at.store.write(letter_drafts.save, window.draft.id, window.keeper.version, text="From the other desk")
    writing.settle()
    writing.type("!")
    writing.qtbot.waitUntil(lambda: window.findChild(ConflictDialog) is not None)
    dialog = window.findChild(ConflictDialog)
    assert dialog is not None
    dialog.keep_theirs.click()
    writing.settle()
    assert window.sheet.text.toPlainText() == "From the other desk"
    assert not window.keeper.is_dirty
    window.activateWindow()
    writing.qtbot.waitUntil(window.isActiveWindow)
    window.sheet.text.setFocus()
    writing.type("And mine. ")
    writing.qtbot.waitUntil(lambda: not window.keeper.is_dirty)
    assert kept(writing, window.draft.id, "text") == "And mine. From the other desk"


def test_a_letter_goes_and_comes_back_by_undo(writing: Writing) -> None:
    window = begun(writing)
    writing.press("Ctrl+Return")
    writing.qtbot.waitUntil(lambda: not writing.letters.windows)
    assert state(writing, window.draft.id) is LetterState.WAITING
    assert "in ten seconds" in writing.said()
    QTest.keyClick(writing.messages.bar.window(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    writing.qtbot.waitUntil(lambda: bool(writing.letters.windows))
    (again,) = writing.letters.windows
    assert isinstance(again, LetterWindow)
    assert state(writing, again.draft.id) is LetterState.DRAFT
    assert again.sheet.text.toPlainText().startswith("Good day")


def test_what_is_missing_is_said_and_nothing_is_lost(writing: Writing) -> None:
    window = writing.write()
    writing.type("half@")
    window.sheet.text.setFocus()
    writing.type("Hello")
    writing.press("Ctrl+Return")
    assert window.messages.bar.sentence == "“half@” is no mail address."
    writing.qtbot.waitUntil(lambda: not window.keeper.is_dirty)
    assert kept(writing, window.draft.id, "to") == ["half@"]
    assert window.foot.send.isEnabled()


def test_a_letter_goes_later(writing: Writing) -> None:
    window = begun(writing)
    writing.press("Ctrl+Shift+Return")
    form = window.slot.form
    assert isinstance(form, LaterForm)
    form.fields["time"].setFocus()
    writing.press("Ctrl+A")
    writing.type("noon")
    writing.press("Return")
    assert form.fields["time"].error == "This is no time of day. Write it like 8:30."
    writing.press("Ctrl+A")
    writing.type("7:45")
    writing.press("Return")
    writing.qtbot.waitUntil(lambda: not writing.letters.windows)
    at = kept(writing, window.draft.id, "send_at")
    assert isinstance(at, datetime)
    assert at > datetime.now(UTC)
    assert at.astimezone().strftime("%H:%M") == "07:45"
    assert "07:45" in writing.said()


def test_times_of_day_are_read_as_people_write_them() -> None:
    read = {text: time.toString("HH:mm") for text in ("8", "8:30", "14.05", "9 Uhr", "18h") if (time := read_time(text))}
    assert read == {"8": "08:00", "8:30": "08:30", "14.05": "14:05", "9 Uhr": "09:00", "18h": "18:00"}
    assert read_time("24:00") is None
    assert read_time("8:61") is None


def test_a_bouncing_address_is_asked_about_in_a_line(writing: Writing) -> None:
    writing.at.store.write(bounce, "d.sokolow@uralchim.example")
    window = writing.write()
    writing.type("d.sokolow@uralchim.example, ")
    window.sheet.subject.setFocus()
    writing.type("Pump")
    writing.press("Ctrl+Return")
    form = window.slot.form
    assert isinstance(form, InlineForm)
    assert QApplication.focusWidget() is form.save
    writing.press("Return")
    writing.qtbot.waitUntil(lambda: not writing.letters.windows)
    assert state(writing, window.draft.id) is LetterState.WAITING


def test_a_ready_text_names_and_marks_what_it_lacks(writing: Writing) -> None:
    ready_text(writing, "Dear {name},\n\nabout {deal}.")
    window = writing.write("write_to_counterparty", writing.at.customer)
    writing.press("Ctrl+T")
    form = window.slot.form
    assert isinstance(form, PickForm)
    writing.type("greet")
    writing.press("Return")
    writing.qtbot.waitUntil(lambda: window.slot.form is None)
    writing.settle()
    text = window.sheet.text.toPlainText()
    assert "{deal}" in text
    assert "Number of the deal" in window.messages.bar.sentence
    assert len(window.sheet.text.extraSelections()) == text.count("{")
    assert window.sheet.text.textCursor().selectedText() == "{name}"
    window.sheet.to.setFocus()
    writing.type("einkauf@nord.example")
    writing.press("Ctrl+Return")
    assert "before the letter goes" in window.messages.bar.sentence
    assert state(writing, window.draft.id) is LetterState.DRAFT


def test_files_come_by_dialog_and_from_the_deal_and_go_with_undo(writing: Writing, tmp_path: Path) -> None:
    window = writing.write("write_about_deal", deal(writing.at))
    paths = [tmp_path / "plan.pdf", tmp_path / "photo.png", tmp_path / "empty.txt"]
    for path, data in zip(paths, (b"%PDF-1.7 plan", b"\x89PNG\r\n\x1a\n", b""), strict=True):
        path.write_bytes(data)
    window.attach(paths)
    writing.qtbot.waitUntil(lambda: len(window.strip.files) == 2)
    writing.settle()
    assert "empty" in window.messages.bar.sentence
    window.sheet.text.setFocus()
    writing.type("Both are here.")
    window.strip.list.setFocus()
    writing.press("Del")
    writing.qtbot.waitUntil(lambda: [file.name for file in window.strip.files] == ["photo.png"])
    act(window.messages)
    writing.qtbot.waitUntil(lambda: len(window.strip.files) == 2)
    writing.qtbot.waitUntil(lambda: not window.keeper.is_dirty)
    assert "Both are here." in str(kept(writing, window.draft.id, "text"))
    writing.press("Ctrl+Shift+D")
    assert isinstance(open_form(window), PickForm)
    writing.press("Esc")
    assert open_form(window) is None
    assert window.isVisible()


def test_files_that_are_dropped_on_the_words_go_with_the_letter(writing: Writing, tmp_path: Path) -> None:
    window = writing.write()
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    assert not window.sheet.text.viewport().acceptDrops()
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(9, 9), copy, data, left, none))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, left, none))
    writing.qtbot.waitUntil(lambda: [file.name for file in window.strip.files] == ["plan.pdf"])
    assert window.sheet.text.toPlainText() == window.draft.text


def test_the_room_stays_while_a_letter_opens_and_leaving_the_desk_keeps_it(writing: Writing) -> None:
    desk, messages = writing.desk, writing.messages
    entry = RoomEntry("deals", "Deals", "columns", lambda: PaperRoom(desk, messages))
    house = House(Person("olga", "Olga", "Seller"), (entry,), "here", beside=writing.letters)
    main = MainWindow(desk, messages, Choices(), house)
    writing.qtbot.addWidget(main)
    main.show()
    main.open_record("write_to_counterparty", writing.at.customer)
    writing.qtbot.waitUntil(lambda: bool(writing.letters.windows))
    (window,) = writing.letters.windows
    assert isinstance(window, LetterWindow)
    writing.qtbot.waitUntil(window.isActiveWindow)
    assert main.current == "deals"
    window.sheet.text.setFocus()
    writing.type("Half a sent")
    desk.hear_state(False)
    writing.qtbot.waitUntil(lambda: not desk.online)
    main.close()
    assert main.isVisible(), "nothing that cannot be kept is thrown away silently"
    assert "not saved yet" in messages.bar.sentence
    desk.hear_state(True)
    writing.qtbot.waitUntil(lambda: desk.online)
    main.close()
    writing.settle()
    assert not main.isVisible()
    assert writing.letters.windows == ()
    assert str(kept(writing, window.draft.id, "text")).startswith("Half a sent")


def test_recipients_are_suggested_while_they_are_typed(writing: Writing) -> None:
    window = writing.write()
    field = window.sheet.to
    field.setFocus()
    writing.type("nord")
    writing.qtbot.waitUntil(lambda: not field.suggestions.isHidden())
    assert writing.letters.windows == (window,)
    writing.press("Esc")
    assert field.suggestions.isHidden()
    assert window.isVisible(), "Esc closes the suggestions first"
    writing.type(" ")
    writing.qtbot.waitUntil(lambda: not field.suggestions.isHidden())
    writing.press("Return")
    assert field.text() == "einkauf@nord.example, "


def test_a_draft_is_thrown_away_with_undo(writing: Writing) -> None:
    window = begun(writing)
    writing.press("Ctrl+Shift+Del")
    writing.qtbot.waitUntil(lambda: not writing.letters.windows)
    assert state(writing, window.draft.id) is LetterState.CANCELLED
    act(writing.messages)
    writing.qtbot.waitUntil(lambda: bool(writing.letters.windows))
    assert state(writing, window.draft.id) is LetterState.DRAFT


def test_an_answer_has_the_letter_below_it(writing: Writing) -> None:
    letter = writing.at.store.write(letter_in, writing.at.customer)
    window = writing.write("answer_letter", letter)
    assert window.sheet.to.addresses == ("d.sokolow@uralchim.example",)
    assert window.sheet.subject.text() == "Re: Pump for alkali"
    assert "> Good day, we need a pump." in window.sheet.text.toPlainText()
    assert QApplication.focusWidget() is window.sheet.text
    assert window.sheet.text.textCursor().position() == 0


def test_who_may_not_write_is_told(writing: Writing) -> None:
    with writing.at.acting("Wanda"):
        writing.letters.open("write", 0)
        writing.settle()
    assert not writing.letters.windows
    assert "Wanda" in writing.said()
    assert writing.at.count(select(OutgoingLetter.id)) == 0
