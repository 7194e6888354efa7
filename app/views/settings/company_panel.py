"""What the administrator chooses for everybody: working hours, holidays, when missed calls climb, how is dialled."""

from dataclasses import replace
from datetime import time
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.errors import UserError
from app.language import phrase, tr
from app.operations import company_settings
from app.operations.call_settings import CallSettings
from app.operations.company_settings import CompanySettings
from app.operations.dialling import DIAL_FORM_WORDS, DialForm, written_to_dial
from app.phone_number import shown_phone
from app.views.desk import Desk
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.check_box import CheckBox
from app.views.look.fields import ChoiceField, LineField, NumberField, TextField
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.settings.day_words import day_names, read_days, read_time, read_times, shown_days, shown_times

EXAMPLE = "+493514829917"
"""A number that shows how is dialled."""


class CompanyPanel(QWidget):
    """Nothing is kept before "Keep for everybody"; then it can be taken back for ten seconds."""

    edited = Signal()
    """Something was typed or chosen."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages = desk, messages
        self._kept: CompanySettings | None = None
        self._shown: tuple[str, ...] = ()
        self._days_words, self._below = Label("", 12, 500, "muted"), Label("", 12, 400, "muted", wrap=True)
        self.days = tuple(CheckBox() for _ in range(7))
        self.begin, self.end, self.promise = LineField(""), LineField(""), LineField("")
        self.holidays, self.own_numbers = TextField("", lines=4), TextField("", lines=4)
        self.department, self.head = NumberField("", pattern="0"), NumberField("", pattern="0")
        self.response, self.reminder = NumberField("", pattern="0"), NumberField("", pattern="0")
        self.dial_form, self.outside_line = ChoiceField(""), LineField("")
        self.save = PlainButton(icon="check", key="Ctrl+Return")
        self.leave = QuietButton()
        self.fields = (
            *(self.begin, self.end, self.promise, self.holidays, self.own_numbers),
            *(self.response, self.reminder, self.department, self.head, self.dial_form, self.outside_line),
        )
        self._lay_out()
        for field in self.fields:
            field.changed.connect(self._edited)
        for box in self.days:
            box.clicked.connect(self._edited)
        self.save.clicked.connect(self.keep)
        self.leave.clicked.connect(self.take_back)
        self.retranslate()
        self._edited()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        week = QHBoxLayout()
        week.setSpacing(6)
        for box in self.days:
            week.addWidget(box)
        week.addStretch(1)
        column.addWidget(self._days_words)
        column.addLayout(week)
        column.addSpacing(8)
        lists = QHBoxLayout()
        lists.setSpacing(10)
        for text in (self.holidays, self.own_numbers):
            lists.addWidget(text, 1, Qt.AlignmentFlag.AlignTop)
        times = (self.begin, self.end, self.promise)
        for beside in (times, (self.response, self.reminder), (self.department, self.head)):
            row = QHBoxLayout()
            row.setSpacing(10)
            for field in beside:
                row.addWidget(field, 2 if field is self.promise else 1, Qt.AlignmentFlag.AlignTop)
            column.addLayout(row)
            column.addSpacing(8)
            if self.begin in beside:
                column.addLayout(lists)
                column.addSpacing(8)
        dialling = QHBoxLayout()
        dialling.setSpacing(10)
        dialling.addWidget(self.dial_form, 2)
        dialling.addWidget(self.outside_line, 1)
        column.addLayout(dialling)
        column.addWidget(self._below)
        column.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.save)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        column.addLayout(buttons)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self._days_words.setText(tr("Working days"))
        for box, name in zip(self.days, day_names(), strict=True):
            box.setText(name)
        self.begin.set_label(tr("Work begins"))
        self.end.set_label(tr("Work ends"))
        self.promise.set_label(tr("Triage is empty at"))
        self.holidays.set_label(tr("Holidays"))
        self.holidays.set_help(tr("One date a line. On these days nothing is promised, and no missed call climbs."))
        self.own_numbers.set_label(tr("Numbers of the company"))
        self.own_numbers.set_help(tr("One a line. They are nobody's customer and make no lead."))
        self.department.set_label(tr("Missed call: the department hears after, min"))
        self.head.set_label(tr("Missed call: the head hears after, min"))
        self.response.set_label(tr("A sender is answered within, min"))
        self.response.set_help(tr("Minutes of working time until the first call or letter back."))
        self.reminder.set_label(tr("Triage is reminded before, min"))
        self.reminder.set_help(tr("Before each of its times, if something is left. 0: no reminder."))
        self.department.set_help(tr("Minutes of working time without a call back."))
        self.dial_form.set_label(tr("How the exchange wants numbers"))
        self.dial_form.set_choices([(form, tr(DIAL_FORM_WORDS[form])) for form in DialForm])
        self.outside_line.set_label(tr("Before it, for a line outside"))
        self.save.setText(tr("Keep for everybody"))
        self.leave.setText(tr("Leave it"))
        if self._kept is not None and not self.is_dirty:
            self.show_settings(self._kept)
        self._show_example()

    @property
    def _numbers(self) -> tuple[NumberField, ...]:
        return self.response, self.reminder, self.department, self.head

    @property
    def is_dirty(self) -> bool:
        """Whether something is typed or chosen that is not kept yet."""
        return self._kept is not None and self._typed() != self._shown

    @property
    def example(self) -> str:
        """What is said of how a number is dialled."""
        return self._below.text()

    def show_settings(self, kept: CompanySettings) -> None:
        """Show what the books have, but not over what is being typed."""
        if self.is_dirty and kept != self._kept:
            return
        self._show(kept)

    def keep(self) -> None:
        """Keep what is typed; a field that cannot be read says so under it."""
        opened, wanted = self._kept, self._wanted()
        if opened is None or wanted is None:
            return
        ticket = self._desk.do(self, company_settings.keep_company_settings, opened, wanted)
        ticket.then(partial(self._is_kept, opened)).otherwise(self._refused)

    def take_back(self) -> None:
        """Forget what was typed, and show what is kept now."""
        self._kept = None
        self._desk.ask(self, company_settings.company_settings).then(self._show)

    # Fields

    def _show(self, kept: CompanySettings) -> None:
        self._kept, self._shown = kept, _texts(kept)
        for field, text in zip(self.fields[:5], self._shown[:5], strict=True):
            assert isinstance(field, LineField | TextField)
            if field.value() != text:
                field.set_value(text)
            field.set_error("")
        for box, day in zip(self.days, range(1, 8), strict=True):
            box.setChecked(day in kept.days)
        minutes = (kept.response, kept.reminder, kept.calls.to_department, kept.calls.to_head)
        for number, kept_minutes in zip(self._numbers, minutes, strict=True):
            number.line.setText(str(kept_minutes))
            number.set_error("")
        self.dial_form.set_value(kept.dial_form)
        self.outside_line.set_value(kept.outside_line)
        self._edited()

    def _typed(self) -> tuple[str, ...]:
        return (
            *(self.begin.value(), self.end.value(), self.promise.value()),
            *(self.holidays.value(), self.own_numbers.value()),
            *(number.line.text().strip() for number in self._numbers),
            *(str(self.dial_form.value()), self.outside_line.value()),
            *("x" if box.isChecked() else "" for box in self.days),
        )

    def _edited(self) -> None:
        dirty = self.is_dirty
        self.save.setEnabled(dirty)
        self.leave.setEnabled(dirty)
        self._show_example()
        self.edited.emit()

    def _show_example(self) -> None:
        form = self.dial_form.value()
        region = self._kept.region if self._kept is not None else "RU"
        dialled = written_to_dial(EXAMPLE, DialForm(str(form)), region) if form is not None else EXAMPLE
        shown = self.outside_line.value() + dialled
        self._below.setText(tr("{number} is dialled as {dialled}.", number=shown_phone(EXAMPLE), dialled=shown))

    def _wanted(self) -> CompanySettings | None:
        kept = self._kept
        begin, end = self._time_of(self.begin), self._time_of(self.end)
        promise = read_times(self.promise.value())
        holidays, no_date = read_days(self.holidays.value())
        minutes = [self._minutes_of(field) for field in self._numbers]
        if promise is None:
            self.promise.set_error(tr("Write times like 12:00, 16:00."))
        if no_date:
            self.holidays.set_error(tr("“{text}” is not a date.", text=no_date))
        if kept is None or begin is None or end is None or promise is None or no_date or None in minutes:
            return None
        own = tuple(line.strip() for line in self.own_numbers.value().split("\n") if line.strip())
        return replace(
            kept,
            response=minutes[0] or 0,
            reminder=minutes[1] or 0,
            calls=CallSettings(minutes[2] or 0, minutes[3] or 0, begin, end, holidays, own),
            promise=promise,
            days=tuple(day for day, box in enumerate(self.days, 1) if box.isChecked()),
            dial_form=DialForm(str(self.dial_form.value())),
            outside_line=self.outside_line.value(),
        )

    def _time_of(self, field: LineField) -> time | None:
        found = read_time(field.value())
        if found is None:
            field.set_error(tr("Write a time like 09:00."))
        return found

    def _minutes_of(self, field: NumberField) -> int | None:
        value = field.value()
        if value is None or value != int(value):
            field.set_error(tr("Write whole minutes, such as 30."))
            return None
        return int(value)

    # Answers

    def _is_kept(self, before: CompanySettings, kept: CompanySettings) -> None:
        self._show(kept)
        self._messages.done(phrase("Kept for everybody."), undo=partial(self._put_back, kept, before))

    def _put_back(self, now: CompanySettings, before: CompanySettings) -> None:
        ticket = self._desk.do(self, company_settings.keep_company_settings, now, before)
        ticket.then(self._show).otherwise(self._messages.problem)

    def _refused(self, error: UserError) -> None:
        self._messages.problem(error, tr("Show what is kept now"), self.take_back)


def _texts(kept: CompanySettings) -> tuple[str, ...]:
    calls = kept.calls
    return (
        *(shown_times([calls.begin]), shown_times([calls.end]), shown_times(kept.promise)),
        *(shown_days(calls.holidays), "\n".join(calls.own_numbers)),
        *(str(kept.response), str(kept.reminder)),
        *(str(calls.to_department), str(calls.to_head), str(kept.dial_form), kept.outside_line),
        *("x" if day in kept.days else "" for day in range(1, 8)),
    )
