"""Who names the sellers of a department, and when an inquiry that nobody takes on climbs [M33, M34]."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import Phrase, phrase, tr
from app.models.triage_terms import DISTRIBUTION_WORDS, Distribution
from app.operations import inquiry_settings
from app.operations.inquiry_settings import ClimbingTimes, InquirySettings, WayRow
from app.views.desk import Desk
from app.views.look.fields import ChoiceField, NumberField
from app.views.look.label import Label
from app.views.messages import Messages


class InquirySection(QWidget):
    """``show_settings(settings)``; each change is kept at once, with undo. Heads choose for their own department."""

    def __init__(self, desk: Desk, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._messages = desk, messages
        self._shown: InquirySettings | None = None
        self.to_name, self.to_begin = NumberField("", pattern="0"), NumberField("", pattern="0")
        self.ways: dict[int, ChoiceField] = {}
        self._below = Label("", 12, 400, "muted", wrap=True)
        self._times = QWidget()
        self._departments = QVBoxLayout()
        for field in (self.to_name, self.to_begin):
            field.line.editingFinished.connect(self.keep_times)
        self._lay_out()
        self.retranslate()

    @property
    def is_typing(self) -> bool:
        """Whether times are typed that are not kept yet."""
        return self._shown is not None and self._shown.may_time and self._typed() != self._shown.times

    def show_settings(self, shown: InquirySettings) -> None:
        """Show what the books have, but not over what is being typed."""
        typing = self.is_typing
        self._shown = shown
        self._times.setVisible(shown.may_time)
        if not typing:
            for field, minutes in ((self.to_name, shown.times.to_name), (self.to_begin, shown.times.to_begin)):
                field.line.setText(str(minutes))
                field.set_error("")
        self._show_ways(shown)
        self.retranslate()

    def keep_times(self) -> None:
        """Keep the times that are typed."""
        shown, wanted = self._shown, self._typed()
        if shown is None or not shown.may_time or wanted == shown.times:
            return
        if wanted is None:
            for field in (self.to_name, self.to_begin):
                if _minutes(field) is None:
                    field.set_error(tr("Write whole minutes, such as 30."))
            return
        ticket = self._desk.do(self, inquiry_settings.keep_times, shown.times, wanted)
        ticket.then(partial(self._times_kept, shown.times)).otherwise(self._messages.problem)

    def retranslate(self) -> None:
        """Say everything in the chosen language."""
        self.to_name.set_label(tr("No seller named: others hear after, min"))
        self.to_begin.set_label(tr("Seller has not begun: the head hears after, min"))
        for field in (self.to_name, self.to_begin):
            field.set_help(tr("Minutes of working time."))
        self._below.setText(tr("Whoever is away is passed over, in turn and as the least busy one."))
        for row in self._shown.ways if self._shown is not None else ():
            choice = self.ways.get(row.department_id)
            if choice is not None:
                choice.set_label(tr("Inquiries of {department}", department=row.name))
                choice.set_choices([(way, tr(DISTRIBUTION_WORDS[way])) for way in Distribution])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def reload(self) -> None:
        """Read anew what the books have."""
        self._desk.ask(self, inquiry_settings.inquiry_settings).then(self.show_settings)

    def _typed(self) -> ClimbingTimes | None:
        to_name, to_begin = _minutes(self.to_name), _minutes(self.to_begin)
        return None if to_name is None or to_begin is None else ClimbingTimes(to_name, to_begin)

    def _show_ways(self, shown: InquirySettings) -> None:
        mine = [row for row in shown.ways if row.mine]
        if [row.department_id for row in mine] != list(self.ways):
            for old in self.ways.values():
                self._departments.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.ways = {row.department_id: ChoiceField("") for row in mine}
            for department_id, field in self.ways.items():
                self._departments.addWidget(field)
                field.changed.connect(partial(self._choose, department_id))
            self.retranslate()
        for row in mine:
            self.ways[row.department_id].set_value(row.way)

    def _choose(self, department_id: int) -> None:
        row = self._row(department_id)
        way = Distribution(str(self.ways[department_id].value()))
        if row is None or way is row.way:
            return
        ticket = self._desk.do(self, inquiry_settings.choose_way, department_id, row.version, way)
        ticket.then(partial(self._chosen, row.way)).otherwise(self._messages.problem)
        ticket.anyway(self.reload)

    def _chosen(self, before: Distribution, row: WayRow) -> None:
        sentence = phrase("{department}: {way}.", department=row.name, way=Phrase(DISTRIBUTION_WORDS[row.way]))
        self._messages.done(sentence, undo=partial(self._choose_back, row, before))

    def _choose_back(self, row: WayRow, before: Distribution) -> None:
        ticket = self._desk.do(self, inquiry_settings.choose_way, row.department_id, row.version, before)
        ticket.otherwise(self._messages.problem)
        ticket.anyway(self.reload)

    def _times_kept(self, before: ClimbingTimes, kept: ClimbingTimes) -> None:
        self._messages.done(phrase("Kept for everybody."), undo=partial(self._times_back, kept, before))
        self.reload()

    def _times_back(self, kept: ClimbingTimes, before: ClimbingTimes) -> None:
        ticket = self._desk.do(self, inquiry_settings.keep_times, kept, before)
        ticket.otherwise(self._messages.problem)
        ticket.anyway(self.reload)

    def _row(self, department_id: int) -> WayRow | None:
        rows = self._shown.ways if self._shown is not None else ()
        return next((row for row in rows if row.department_id == department_id), None)

    def _lay_out(self) -> None:
        times = QHBoxLayout(self._times)
        times.setContentsMargins(0, 0, 0, 0)
        times.setSpacing(10)
        for field in (self.to_name, self.to_begin):
            times.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
        self._departments.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._departments)
        column.addWidget(self._times)
        column.addWidget(self._below)


def _minutes(field: NumberField) -> int | None:
    value = field.value()
    return int(value) if value is not None and value == int(value) else None
