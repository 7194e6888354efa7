"""The head asks customers by keys alone: draw, call, answer, keep, undo; and what they say opens from its figure."""

from decimal import Decimal

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.quality import QualityAnswer, QualityCall, QualityDraw
from app.models.quality_terms import QualityResult
from app.models.tasks import Task
from app.operations import quality_settings
from app.views.look.fields import LineField, NumberField
from app.views.look.label import Label
from app.views.quality.room import QualityRoom
from app.views.shell.tongue import speak
from tests.deal_factories import House
from tests.views.production.bench import Bench


def room_with_calls(bench: Bench) -> QualityRoom:
    room = bench.open(QualityRoom, "Igor")
    bench.press(room, "D")
    return room


def words(room: QualityRoom) -> str:
    return "\n".join(each.text() for each in room.findChildren(Label) if each.isVisible())


def typed(bench: Bench, room: QualityRoom, text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget() or room, text)
    bench.settle(room)


def test_a_draw_brings_the_calls_and_says_what_is_missing(bench: Bench, at: House) -> None:
    room = bench.open(QualityRoom, "Igor")
    assert "Nobody is to be asked" in words(room)
    bench.press(room, "D")
    assert bench.messages.bar.sentence == "2 customers were drawn; for 8 more there was nobody who may be called."
    assert room.view.model.rowCount() == 2
    assert "Drawn by lot: its ticket is number" in words(room)
    assert at.count(select(QualityDraw)) == 1


def test_five_keys_answer_and_what_is_bad_is_cleared_up(bench: Bench, at: House, dialled: list[str]) -> None:
    room = room_with_calls(bench)
    bench.press(room, "C")
    assert dialled[-1].startswith("tel:+4937155")
    bench.press(room, "A")
    for key in ("5", "4", "2"):
        bench.press(room, key)
    bench.press(room, "N")
    typed(bench, room, "Came a week late")
    bench.press(room, "Esc")
    # The note belongs to the question that waits for its answer.
    bench.press(room, "0")
    bench.press(room, "Down")
    bench.press(room, "5")
    typed(bench, room, "Call again in spring")
    bench.press(room, "Ctrl+Return")
    assert at.store.read(_answers) == ((5, ""), (4, ""), (2, ""), (None, "Came a week late"), (5, ""))
    assert at.one(select(QualityCall.note).where(QualityCall.result.is_not(None))) == "Call again in spring"
    assert at.count(select(Task).where(Task.title.startswith("Clear up"))) == 1
    assert "has the task to clear it up" in bench.messages.bar.sentence
    assert room.view.model.rowCount() == 1
    bench.undo(room)
    assert at.count(select(QualityAnswer)) == 0
    assert room.view.model.rowCount() == 2


def _answers(session: Session) -> tuple[tuple[int | None, str], ...]:
    query = select(QualityAnswer.score, QualityAnswer.note).order_by(QualityAnswer.position)
    return tuple((row.score, row.note) for row in session.execute(query))


def test_who_refuses_and_who_is_not_reached(bench: Bench, at: House) -> None:
    room = room_with_calls(bench)
    bench.press(room, "U")
    assert "comes again on" in bench.messages.bar.sentence
    bench.press(room, "R")
    assert at.one(select(QualityCall.result).where(QualityCall.called_at.is_not(None))) is QualityResult.REFUSED
    assert room.view.model.rowCount() == 0


def test_what_is_answered_half_way_stays_while_one_looks_elsewhere(bench: Bench) -> None:
    room = room_with_calls(bench)
    bench.press(room, "A")
    bench.press(room, "3")
    assert room.has_unsaved_edits()
    bench.press(room, "Esc")
    bench.press(room, "Down")
    assert room.script is not None
    assert room.script.answers()[0].score is None
    bench.press(room, "Up")
    assert room.script is not None
    assert room.script.answers()[0].score == 3


def test_satisfaction_opens_the_answers_behind_it(bench: Bench) -> None:
    room = room_with_calls(bench)
    bench.press(room, "A")
    for key in ("5", "5", "5", "5", "4"):
        bench.press(room, key)
    bench.press(room, "Ctrl+Return")
    bench.press(room, "V")
    bench.qtbot.waitUntil(lambda: all(card.plot is not None for card in room.satisfaction.cards))
    chart = room.satisfaction.cards[0]
    assert chart.figure is not None
    (mark,) = chart.figure.marks
    assert str(mark.note) == "one customer: says nothing yet"
    room.satisfaction.open_mark(chart.figure, mark)
    bench.settle(room)
    rows = room.satisfaction.rows.view
    assert rows is not None
    assert rows.model.rowCount() == 5
    bench.press(room, "Return")
    assert room.shows_calls
    assert room.row is not None


def test_settings_and_questions_are_changed_in_place(bench: Bench, at: House) -> None:
    room = bench.open(QualityRoom, "Igor")
    bench.press(room, "S")
    closed = bench.form(room).fields["closed_deals"]
    assert isinstance(closed, NumberField)
    closed.set_value(Decimal(1))
    bench.press(room, "Return")
    assert at.store.read(quality_settings.sample_settings).closed_deals == 1
    bench.press(room, "D")
    assert at.one(select(func.count(QualityCall.id))) == 1
    bench.press(room, "Q")
    first = bench.form(room).fields["0"]
    assert isinstance(first, LineField)
    first.set_value("Were we quick?")
    bench.press(room, "Return")
    assert at.store.read(quality_settings.questions, "en")[0] == "Were we quick?"
    assert len(at.store.read(quality_settings.questions, "en")) == 5


def test_every_word_changes_with_the_language(bench: Bench) -> None:
    room = room_with_calls(bench)
    try:
        speak("de")
        QApplication.processEvents()
        bench.settle(room)
        assert room.script is not None
        assert room.script.whole.placeholderText()
    finally:
        speak("en")


def test_it_fits_a_small_window(bench: Bench) -> None:
    room = bench.open(QualityRoom, "Igor", (1224, 640))
    assert room.minimumSizeHint().height() <= 640
    assert (room.width(), room.height()) == (1224, 640)


def test_a_low_card_follows_the_questions(bench: Bench) -> None:
    room = bench.open(QualityRoom, "Igor", (1224, 560))
    bench.press(room, "D")
    bench.press(room, "A")
    assert room.script is not None
    assert room.script.whole.visibleRegion().isEmpty()
    for key in ("5", "4", "3", "5", "5"):
        bench.press(room, key)
    assert room.script.whole.visibleRegion().boundingRect() == room.script.whole.rect()
