"""Days away and who stands in: one's own, and for a head or an administrator those of their people [M33]."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import Phrase, phrase, tr
from app.operations import absence_entry
from app.operations.absence_entry import AbsenceRow, Colleague, DaysAway
from app.views.desk import Desk
from app.views.look.areas import Hairline
from app.views.look.buttons import IconButton, PlainButton, QuietButton
from app.views.look.fields import ChoiceField, DateField, LineField
from app.views.look.label import Label
from app.views.look.numbers import day
from app.views.messages import Messages

ADD_KEY = "Alt+A"


class AbsencePanel(QWidget):
    """``show_colleagues(rows)`` and ``show_absences(rows)``; what is entered is kept by the button, with undo."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages = desk, messages
        self._colleagues: tuple[Colleague, ...] = ()
        self._rows: tuple[AbsenceRow, ...] = ()
        self._changing: AbsenceRow | None = None
        self.who, self.usual, self.substitute = ChoiceField(""), ChoiceField(""), ChoiceField("")
        self.first, self.last, self.note = DateField(""), DateField(""), LineField("")
        self.save = PlainButton(icon="calendar-x", key=ADD_KEY)
        self.leave = QuietButton()
        self.lines: list[QWidget] = []
        self._list = QVBoxLayout()
        self._none = Label("", 12, 400, "muted", wrap=True)
        self.who.changed.connect(self._follow_who)
        self.usual.changed.connect(self._choose_usual)
        self.save.clicked.connect(self.keep)
        self.leave.clicked.connect(self.clear)
        for line in (self.first.line, self.last.line, self.note.line):
            line.returnPressed.connect(self.keep)
        self._lay_out()
        self.retranslate()

    @property
    def is_typing(self) -> bool:
        """Whether days are being entered that are not kept yet."""
        fields = (self.first.line, self.last.line, self.note.line)
        return self._changing is not None or any(line.text().strip() for line in fields)

    def show_colleagues(self, rows: tuple[Colleague, ...]) -> None:
        """Offer these people."""
        self._colleagues = rows
        mine = [row for row in rows if row.mine]
        self.who.set_choices([(row.id, row.name) for row in mine])
        self.who.setVisible(len(mine) > 1)
        if not self.is_typing:
            self.who.set_value(next((row.id for row in mine if row.me), None))
        self._offer()

    def show_absences(self, rows: tuple[AbsenceRow, ...]) -> None:
        """Show who is away, and when."""
        self._rows = rows
        for line in self.lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self.lines = [self._line(row) for row in rows]
        for line in self.lines:
            self._list.addWidget(line)
        self._none.setVisible(not rows)

    def keep(self) -> None:
        """Enter the days that are typed, or change those that are being changed; what is missing is said at its field."""
        days = self._typed()
        if days is None:
            return
        if self._changing is None:
            ticket = self._desk.do(self, absence_entry.add, days)
            ticket.then(self._added).otherwise(self._messages.problem)
        else:
            before = self._changing
            changed = self._desk.do(self, absence_entry.change, before.id, before.version, days)
            changed.then(partial(self._changed, before)).otherwise(self._messages.problem)

    def clear(self) -> None:
        """Forget what was typed."""
        self._changing = None
        self.first.set_value(None)
        self.last.set_value(None)
        self.note.set_value("")
        self.substitute.set_value(None)
        for field in (self.first, self.last):
            field.set_error("")
        self._show_buttons()

    def begin_change(self, row: AbsenceRow) -> None:
        """Put *row* into the fields."""
        self._changing = row
        self.who.set_value(row.employee_id)
        self._offer()
        self.first.set_value(row.first_day)
        self.last.set_value(row.last_day)
        self.substitute.set_value(row.substitute_id)
        self.note.set_value(row.note)
        self._show_buttons()
        self.first.setFocus()

    def remove(self, row: AbsenceRow) -> None:
        """Take days away out."""
        ticket = self._desk.do(self, absence_entry.remove, row.id, row.version)
        ticket.then(partial(self._removed, row)).otherwise(self._messages.problem)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.who.set_label(tr("Who"))
        self.usual.set_label(tr("Usually stands in"))
        self.usual.set_help(tr("Sees and decides what waits for whoever is away, and is told of it."))
        self.first.set_label(tr("Away from"))
        self.last.set_label(tr("Last day"))
        self.substitute.set_label(tr("Who stands in"))
        self.note.set_label(tr("Note"))
        self.leave.setText(tr("Leave it"))
        self._none.setText(tr("No days away are entered."))
        self._offer()
        self.show_absences(self._rows)
        self._show_buttons()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # Fields

    def _typed(self) -> DaysAway | None:
        first, last, whose = self.first.value(), self.last.value() or self.first.value(), self._whose()
        if first is None:
            self.first.set_error(tr("Write the first day, such as 15.12. or +3."))
            self.first.setFocus()
            return None
        if whose is None or last is None or not self.last.check():
            return None
        substitute = self.substitute.value()
        return DaysAway(whose.id, first, last, substitute if isinstance(substitute, int) else None, self.note.value())

    def _whose(self) -> Colleague | None:
        chosen = self.who.value()
        return next((row for row in self._colleagues if row.id == chosen), None)

    def _follow_who(self) -> None:
        self._changing = None
        self._offer()
        self._show_buttons()

    def _offer(self) -> None:
        whose = self._whose()
        others = [(row.id, row.name) for row in self._colleagues if whose is None or row.id != whose.id]
        usual = tr("The usual one: {name}", name=whose.usual) if whose and whose.usual else tr("The usual one")
        self.substitute.set_choices([(None, usual), *others])
        self.usual.set_choices([(None, tr("Nobody")), *others])
        self.usual.set_value(whose.usual_id if whose is not None else None)

    def _show_buttons(self) -> None:
        self.save.setText(tr("Keep these days") if self._changing is not None else tr("Enter days away"))
        self.leave.setVisible(self._changing is not None)

    # Answers

    def _added(self, row: AbsenceRow) -> None:
        self.clear()
        sentence = phrase("{name} is away from {first} to {last}.", name=row.name, first=row.first_day, last=row.last_day)
        self._say(sentence, partial(self._take_out, row))

    def _changed(self, before: AbsenceRow, row: AbsenceRow) -> None:
        self.clear()
        sentence = phrase("{name} is away from {first} to {last}.", name=row.name, first=row.first_day, last=row.last_day)
        self._say(sentence, partial(self._put_back, row, before))

    def _removed(self, row: AbsenceRow, days: DaysAway) -> None:
        if self._changing is not None and self._changing.id == row.id:
            self.clear()
        sentence = phrase("The days away of {name} were taken out.", name=row.name)
        self._say(sentence, partial(self._enter_again, days))

    def _say(self, sentence: Phrase, undo: Callable[[], object]) -> None:
        self._messages.done(sentence, undo=undo)
        # A line of text would keep Ctrl+Z for its own words.
        self.save.setFocus()
        self.reload()

    def _take_out(self, row: AbsenceRow) -> None:
        ticket = self._desk.do(self, absence_entry.remove, row.id, row.version)
        ticket.then(lambda _days: self.reload()).otherwise(self._messages.problem)

    def _enter_again(self, days: DaysAway) -> None:
        ticket = self._desk.do(self, absence_entry.add, days)
        ticket.then(lambda _row: self.reload()).otherwise(self._messages.problem)

    def _put_back(self, row: AbsenceRow, before: AbsenceRow) -> None:
        days = DaysAway(before.employee_id, before.first_day, before.last_day, before.substitute_id, before.note)
        ticket = self._desk.do(self, absence_entry.change, row.id, row.version, days)
        ticket.then(lambda _row: self.reload()).otherwise(self._messages.problem)

    def _choose_usual(self) -> None:
        whose, chosen = self._whose(), self.usual.value()
        if whose is None:
            return
        wanted = chosen if isinstance(chosen, int) else None
        ticket = self._desk.do(self, absence_entry.choose_usual, whose.id, wanted)
        ticket.then(partial(self._usual_chosen, whose)).otherwise(self._usual_refused)

    def _usual_chosen(self, whose: Colleague, before: int | None) -> None:
        sentence = phrase("Who usually stands in for {name} is kept.", name=whose.name)
        self._say(sentence, partial(self._usual_back, whose, before))

    def _usual_back(self, whose: Colleague, before: int | None) -> None:
        ticket = self._desk.do(self, absence_entry.choose_usual, whose.id, before)
        ticket.then(lambda _now: self.reload()).otherwise(self._messages.problem)

    def _usual_refused(self, error: UserError) -> None:
        self._messages.problem(error)
        self._offer()

    def reload(self) -> None:
        """Read anew what the books have."""
        self._desk.ask(self, absence_entry.colleagues).then(self.show_colleagues)
        self._desk.ask(self, absence_entry.rows).then(self.show_absences)

    # Building

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for parts in ((self.who, self.usual), (self.first, self.last), (self.substitute, self.note)):
            column.addLayout(_beside(parts))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addSpacing(4)
        column.addWidget(Hairline())
        column.addWidget(self._none)
        self._list.setSpacing(6)
        column.addLayout(self._list)

    def _line(self, row: AbsenceRow) -> QWidget:
        line = QWidget()
        days = tr("{first} to {last}", first=day(row.first_day), last=day(row.last_day))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(tr("{name}, {days}", name=row.name, days=days), 13, 600, wrap=True))
        words.addWidget(Label(_below(row), 12, 400, "warning_text" if row.today and not row.covered else "muted", wrap=True))
        change = QuietButton(tr("Change"), height=28)
        change.clicked.connect(lambda _checked=False: self.begin_change(row))
        remove = IconButton("x", tr("Take these days out"))
        remove.clicked.connect(lambda _checked=False: self.remove(row))
        beside = QHBoxLayout(line)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(8)
        beside.addLayout(words, 1)
        beside.addWidget(change, 0, Qt.AlignmentFlag.AlignTop)
        beside.addWidget(remove, 0, Qt.AlignmentFlag.AlignTop)
        return line


def _below(row: AbsenceRow) -> str:
    """Who stands in, and the note."""
    who = tr("{name} stands in", name=row.stands_in) if row.stands_in else tr("nobody stands in")
    if row.today and row.stands_in and not row.covered:
        who = tr("{name} stands in, but is not at work either", name=row.stands_in)
    return ", ".join(part for part in (tr("away now") if row.today else "", who, row.note) if part)


def _beside(parts: Sequence[QWidget]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(10)
    for part in parts:
        row.addWidget(part, 1, Qt.AlignmentFlag.AlignTop)
    return row
