"""Decisions on their way: a decided row leaves at once, and comes back with the reason if the decision is refused.

One decision may be about several rows; then there is one undo for all, and what was refused is told in one sentence.
Somebody else may have been faster: who it was and what was decided is said calmly, nothing of theirs is overwritten.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QApplication

from app.errors import Conflict, UserError
from app.language import tr
from app.operations import triage, triage_news, triage_several
from app.operations.triage import Decided, InboxRow
from app.operations.triage_news import DecidedNews
from app.operations.triage_several import Choice, Decision, SeveralDecided
from app.views.room import Room
from app.views.triage.several_words import refused_words, several_words


class Deciding:
    """``Deciding(room, changed, back)``: *changed* when rows come or go, *back* selects an inquiry again."""

    def __init__(self, room: Room, changed: Callable[[], object], back: Callable[[int], object]) -> None:
        self._room, self._changed, self._back = room, changed, back
        self._on_the_way: set[int] = set()
        self._decided_at: dict[int, int] = {}

    def is_open(self, row: InboxRow) -> bool:
        """Whether a row is what it was when somebody last decided here: an answer may be older than the decision."""
        return row.id not in self._on_the_way and row.version >= self._decided_at.get(row.id, 0)

    def decided_here(self, inquiry_id: int) -> bool:
        """Whether it was this workstation that decided."""
        return inquiry_id in self._on_the_way or inquiry_id in self._decided_at

    def decide(self, rows: Sequence[InboxRow], operation: Callable[..., Decided], *details: object) -> None:
        """Decide about *rows* with *operation*, which takes *details* after the inquiry and its version."""
        self._on_the_way.update(row.id for row in rows)
        self._changed()
        if len(rows) == 1:
            row = rows[0]
            ticket = self._room.desk.do(self._room, operation, row.id, row.version, *details)
            ticket.then(self._decided).otherwise(partial(self._refused, row, _written(details)))
            return
        choices = [Choice(row.id, row.version) for row in rows]
        several = self._room.desk.do(self._room, triage_several.several, choices, Decision(operation, details))
        several.then(partial(self._several_decided, rows, operation)).otherwise(partial(self._none_decided, rows))

    # One

    def _decided(self, decided: Decided) -> None:
        self._close(decided)
        self._room.messages.done(decided.sentence, undo=partial(self.undo, decided))

    def _close(self, decided: Decided) -> None:
        self._on_the_way.discard(decided.inquiry_id)
        self._decided_at[decided.inquiry_id] = decided.undo_version

    def _refused(self, row: InboxRow, written: str, error: UserError) -> None:
        self._on_the_way.discard(row.id)
        if not isinstance(error, Conflict):
            self._room.messages.problem(error)
            self._changed()
            return
        self._decided_at[row.id] = row.version + 1
        self._room.desk.ask(self._room, triage_news.news_of, row.id).then(partial(self._tell_faster, error, written))
        self._room.refresh()

    def _tell_faster(self, error: Conflict, written: str, news: DecidedNews | None) -> None:
        said = tr("{error}", error=error.said()) if news is None else self._faster(news)
        if written:
            bar = self._room.messages.bar
            # What somebody wrote down for the decision is not lost with it.
            bar.say("plain", said, action=tr("Copy your note"), act=partial(QApplication.clipboard().setText, written))
        else:
            self._room.messages.say(said)

    @staticmethod
    def _faster(news: DecidedNews) -> str:
        return tr("{news} Your decision came second and changed nothing.", news=news.sentence.said())

    def undo(self, decided: Decided) -> None:
        """Take *decided* back, and select it again."""
        ticket = self._room.desk.do(self._room, triage.undo, decided.inquiry_id, decided.undo_version)
        ticket.then(self._undone).otherwise(partial(self._not_undone, decided.inquiry_id))

    def _undone(self, decided: Decided) -> None:
        self._decided_at[decided.inquiry_id] = decided.undo_version
        self._room.messages.say(decided.sentence)
        self._back(decided.inquiry_id)

    def _not_undone(self, inquiry_id: int, error: UserError) -> None:
        if not isinstance(error, Conflict):
            self._room.messages.problem(error)
            return
        asked = self._room.desk.ask(self._room, triage_news.news_of, inquiry_id)
        asked.then(lambda news: self._room.messages.say(news.sentence if news is not None else error.phrase))

    # Several

    def _several_decided(self, rows: Sequence[InboxRow], operation: Callable[..., Decided], answer: SeveralDecided) -> None:
        for decided in answer.done:
            self._close(decided)
        versions = {row.id: row.version for row in rows}
        for refused in answer.refused:
            self._on_the_way.discard(refused.inquiry_id)
        said = several_words(operation, len(answer.done)) if answer.done else ""
        said = refused_words(said, answer.refused) if answer.refused else said
        if answer.done:
            self._room.messages.done(said, undo=partial(self._undo_several, answer))
        else:
            self._room.messages.say(said)
        if answer.refused:
            # Somebody was faster with these, or they stay for another reason: what the books say now is shown.
            self._decided_at.update(
                {each.inquiry_id: versions[each.inquiry_id] for each in answer.refused if each.inquiry_id in versions}
            )
            self._room.refresh()
        self._changed()

    def _none_decided(self, rows: Sequence[InboxRow], error: UserError) -> None:
        self._on_the_way.difference_update(row.id for row in rows)
        self._room.messages.problem(error)
        self._changed()

    def _undo_several(self, answer: SeveralDecided) -> None:
        choices = [Choice(each.inquiry_id, each.undo_version) for each in answer.done]
        self._room.desk.do(self._room, triage_several.undo_several, choices).then(self._several_undone)

    def _several_undone(self, answer: SeveralDecided) -> None:
        self._decided_at.update({each.inquiry_id: each.undo_version for each in answer.done})
        said = several_words(triage.undo, len(answer.done)) if answer.done else ""
        self._room.messages.say(refused_words(said, answer.refused) if answer.refused else said)
        self._back(answer.done[0].inquiry_id if answer.done else 0)


def _written(details: Sequence[object]) -> str:
    """The words that a person wrote for a decision: the note of a reason."""
    return next((each for each in details if type(each) is str and each), "")
