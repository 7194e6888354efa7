"""What a person does with segments themselves: a new one, another name, other conditions, away with it; all with undo."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from app.errors import UserError
from app.language import tr
from app.operations import segments
from app.operations.register_spec import Condition
from app.operations.segments import SegmentRow
from app.views.desk import Desk
from app.views.marketing.ask_panel import AskPanel
from app.views.marketing.segment_list import SegmentList
from app.views.messages import Messages


class SegmentWork(QObject):
    """Works on the segment that is chosen in *segments_shown*; names are asked in *question*.

    ``made`` carries the id of a new segment, ``ended`` comes after each change: the room loads anew.
    """

    made = Signal(int)
    ended = Signal()

    def __init__(self, desk: Desk, messages: Messages, segments_shown: SegmentList, question: AskPanel) -> None:
        super().__init__(segments_shown)
        self._desk, self._messages, self._list, self._question = desk, messages, segments_shown, question
        self._wish: tuple[int, tuple[Condition, ...]] | None = None
        self._keeping = False

    def new_segment(self) -> None:
        """Ask for the name of a new one."""
        self._question.ask(tr("New segment"), tr("Make it"), [(tr("Name"), "")], self._create)

    def rename(self) -> None:
        """Ask for another name."""
        row = self._list.current
        if row is not None:
            question = tr("Another name for {name}", name=row.name)
            self._question.ask(question, tr("Rename"), [(tr("Name"), row.name)], partial(self._rename, row))

    def take_away(self) -> None:
        """Take the chosen segment away; undo brings it back."""
        row = self._list.current
        if row is not None:
            self._desk.do(self, segments.take_away, row.id, row.version).then(lambda _: self._taken_away(row))

    def _create(self, name: str) -> None:
        self._desk.do(self, segments.create, name).then(self._created)

    def _created(self, row: SegmentRow) -> None:
        self.made.emit(row.id)
        self.ended.emit()
        sentence = tr("{name} is made. Say whom it holds with +.", name=row.name)
        self._messages.done(sentence, lambda: self._desk.do(self, segments.forget, row.id).then(self._again))

    def _rename(self, row: SegmentRow, name: str) -> None:
        ticket = self._desk.do(self, segments.change, row.id, row.version, name=name)
        ticket.then(lambda changed: self._renamed(changed, row.name))

    def _renamed(self, row: SegmentRow, before: str) -> None:
        self.ended.emit()
        self._messages.done(
            tr("{before} is called {name} now.", before=before, name=row.name),
            lambda: self._desk.do(self, segments.change, row.id, row.version, name=before).then(self._again),
        )

    def _taken_away(self, row: SegmentRow) -> None:
        self.ended.emit()
        sentence = tr("{name} is taken away.", name=row.name)
        self._messages.done(sentence, lambda: self._desk.do(self, segments.bring_back, row.id, row.name).then(self._again))

    def change(self, conditions: tuple[Condition, ...]) -> None:
        """Give the chosen segment other conditions."""
        row = self._list.current
        if row is not None:
            self._wish = (row.id, conditions)
            self._keep_conditions()

    def _keep_conditions(self) -> None:
        """Write the conditions as they are wished now; one change at a time, so that nobody clashes with themselves."""
        if self._keeping or self._wish is None:
            return
        segment_id, conditions = self._wish
        row = self._list.model.row_of(segment_id)
        self._wish = None
        if row is not None:
            self._keeping = True
            ticket = self._desk.do(self, segments.change, row.id, row.version, conditions=conditions)
            ticket.then(self._conditions_kept).otherwise(self._refused)

    def _conditions_kept(self, row: SegmentRow) -> None:
        self._keeping = False
        self._list.model.replace(row)
        if self._wish is None:
            self.ended.emit()
        else:
            self._keep_conditions()

    def _refused(self, error: UserError) -> None:
        self._keeping = False
        self._messages.problem(error)
        self.ended.emit()

    def _again(self, _answer: object = None) -> None:
        self.ended.emit()
