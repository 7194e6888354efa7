"""The card beside a segment: who goes out and who does not, the file, the repeat, and what was saved before."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.models.marketing_terms import BASES, BASIS_WORDS, LIST_WORDS, Basis, ListKind, Schedule, Standing
from app.operations.export_ledger import RunRow
from app.operations.marketing_lists import ListOrder
from app.operations.segment_figures import Figures
from app.operations.segments import Repeat, SegmentRow
from app.reports.mailing import FORMATS, ListFormat
from app.views.look.buttons import MainButton, QuietButton
from app.views.look.card_column import CardColumn
from app.views.look.fields import ChoiceField
from app.views.look.icons import IconLabel
from app.views.look.label import Label
from app.views.look.numbers import day, moment, number
from app.views.look.segments import Segment, Segments
from app.views.look.tokens import TONE_TEXT, Token
from app.views.marketing.words import SCHEDULES, STANDING, made_by, reason_words

LAST_RUNS = 5


class ExportCard(CardColumn):
    """``show_segment(row)``, ``show_figures(figures)``, ``show_runs(runs)``; ``order()`` is what the person wants.

    ``list_changed``: other people are to be counted; ``save_wanted``: the button; ``repeat_changed``: another Repeat;
    ``folder_wanted``: a folder is to be chosen for the repeat.
    """

    seen = Signal(bool)
    """Whether the card is in sight: in a narrow window it comes and goes, and its keys with it."""
    list_changed = Signal()
    save_wanted = Signal()
    repeat_changed = Signal(object)
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: SegmentRow | None = None
        self._figures: Figures | None = None
        self._runs: tuple[RunRow, ...] = ()
        self.lists = Segments([Segment(ListKind.EMAIL, ""), Segment(ListKind.PHONE, "")])
        self.basis = ChoiceField("")
        self.formats = Segments([Segment(each, each.upper()) for each in FORMATS])
        self.parts = Segments([Segment("whole", ""), Segment("changes", "")])
        self.repeats = Segments([Segment(each, "") for each in Schedule])
        self.save = MainButton(icon="download-simple", key="Ctrl+E", height=36)
        self.save.set_stretched()
        self.folder = QuietButton(icon="folder", height=28)
        self._notes = {name: Label("", 12, 400, "muted", wrap=True) for name in ("file", "part", "repeat")}
        self._counts = _Lines()
        self._before = _Lines()
        self._fill()
        self.lists.chosen.connect(self._listed)
        self.basis.changed.connect(self.list_changed)
        self.formats.chosen.connect(lambda _: self.retranslate())
        self.parts.chosen.connect(lambda _: self.retranslate())
        self.repeats.chosen.connect(self._repeated)
        self.folder.clicked.connect(self.folder_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.retranslate()

    @property
    def list_kind(self) -> ListKind:
        """Which list the person looks at."""
        return ListKind(self.lists.current)

    @property
    def chosen_basis(self) -> Basis:
        """On which legal basis."""
        value = self.basis.value()
        return value if isinstance(value, Basis) else BASES[self.list_kind][0]

    @property
    def file_format(self) -> ListFormat:
        """As which file."""
        return next(each for each in FORMATS if each == self.formats.current)

    def order(self, segment_id: int, language: str) -> ListOrder:
        """The list as the person wants it now."""
        changes = self.parts.current == "changes"
        return ListOrder(segment_id, self.list_kind, self.file_format, self.chosen_basis, changes, language)

    def show_segment(self, row: SegmentRow | None) -> None:
        """Show the repeat of another segment; its list and file become the chosen ones where it saves itself."""
        other = row is not None and (self._row is None or self._row.id != row.id)
        self._row = row
        if row is not None:
            self.repeats.choose(row.repeat.schedule)
            if other and row.repeat.schedule is not Schedule.ONCE:
                self.lists.choose(row.repeat.list_kind)
                self.formats.choose(row.repeat.file_format)
                self._offer_bases()
                self.basis.set_value(row.repeat.basis)
        self.retranslate()

    def show_figures(self, figures: Figures | None) -> None:
        """Show how many go out; None while they are counted."""
        self._figures = figures
        self.retranslate()

    def show_runs(self, runs: tuple[RunRow, ...]) -> None:
        """Show what was saved before."""
        self._runs = runs[:LAST_RUNS]
        self.retranslate()

    def repeat_into(self, folder: str, schedule: Schedule) -> Repeat:
        """The repeat that saves the chosen list into *folder*."""
        return Repeat(schedule, self.list_kind, self.file_format, self.chosen_basis, folder)

    def retranslate(self) -> None:
        """Everything in the chosen language."""
        self._title.setText(tr("Export"))
        self.lists.set_segments([Segment(kind, tr(words)) for kind, words in LIST_WORDS.items()])
        self._offer_bases()
        self.parts.set_segments([Segment("whole", tr("Whole list")), Segment("changes", tr("Only changes"))])
        self.repeats.set_segments([Segment(each, tr(words)) for each, words in SCHEDULES.items()])
        self.basis.set_label(tr("Legal basis"))
        for section, words in zip(self._sections_named, self._titles(), strict=True):
            section.setText(words)
        self._say_notes()
        self._say_counts()
        self._say_before()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _titles(self) -> tuple[str, ...]:
        return tr("Goes out"), tr("File"), tr("What"), tr("Again")

    def _fill(self) -> None:
        self._title = Label("", 17, 600)
        self._sections_named = [Label("", 12, 500, "muted") for _ in range(4)]
        goes, file, what, again = self._sections_named
        head = self.add_section()
        for part in (self._title, _left(self.lists), self.basis, goes, self._counts):
            head.add(part)
        choice = self.add_section(line=True)
        for part in (
            *(file, _left(self.formats), self._notes["file"]),
            *(what, _left(self.parts), self._notes["part"]),
            *(again, _left(self.repeats), self._notes["repeat"], _left(self.folder)),
            self.save,
        ):
            choice.add(part)
        before = self.add_section(line=True)
        self._saved_before = Label("", 13, 600)
        before.add(self._saved_before)
        before.add(self._before)

    def _offer_bases(self) -> None:
        self.basis.set_choices([(each, tr(BASIS_WORDS[each])) for each in BASES[self.list_kind]])

    def _listed(self) -> None:
        self._figures = None
        self.retranslate()
        self.list_changed.emit()

    def _repeated(self, key: str) -> None:
        schedule = Schedule(key)
        if self._row is None:
            return
        folder = self._row.repeat.folder
        if schedule is Schedule.ONCE or folder:
            self.repeat_changed.emit(self.repeat_into(folder, schedule))
        else:
            self.folder_wanted.emit()

    def _say_notes(self) -> None:
        notes = {
            "csv": tr("UTF-8, ready for Mailchimp"),
            "txt": tr("UTF-8 with tabs, ready for Mailchimp"),
            "xlsx": tr("For people; mail services take CSV or TXT"),
        }
        if self.list_kind is ListKind.PHONE:
            notes = {
                "csv": tr("UTF-8, for a dialler"),
                "txt": tr("UTF-8 with tabs"),
                "xlsx": tr("For Excel and LibreOffice"),
            }
        self._notes["file"].setText(notes[self.file_format])
        changes = tr("New and changed since the last time; who is to be removed gets a file of its own")
        self._notes["part"].setText(changes if self.parts.current == "changes" else "")
        self._notes["part"].setVisible(self.parts.current == "changes")
        self._notes["repeat"].setText(self._repeat_words())
        repeats = self._row is not None and self._row.repeat.schedule is not Schedule.ONCE
        self.folder.setText(tr("Other folder"))
        self.folder.setVisible(repeats)
        self._notes["repeat"].setVisible(repeats)

    def _repeat_words(self) -> str:
        if self._row is None or self._row.due_at is None:
            return ""
        wish = self._row.repeat
        words = {Schedule.WEEKLY: tr("Each Monday at 06:00"), Schedule.MONTHLY: tr("On the 1st at 06:00")}
        return tr(
            "{when}, as {format}, into {folder}; next time {moment}",
            when=words.get(wish.schedule, ""),
            format=wish.file_format.upper(),
            folder=wish.folder,
            moment=moment(self._row.due_at),
        )

    def _say_counts(self) -> None:
        self._counts.clear()
        figures = self._figures
        # A list is exact whether or not it was counted before: nobody waits for a figure.
        self.save.setEnabled(self._row is not None)
        if self._row is None:
            self._counts.add("", "muted", tr("No segment is chosen."), "")
            self.save.setText(tr("Save"))
            return
        if figures is None:
            self._counts.add("hourglass-medium", "muted", tr("Counting …"), "")
            self.save.setText(tr("Save"))
            return
        for standing in Standing:
            count = figures.standings.get(standing, 0)
            if count or standing is Standing.GOES_IN:
                _, tone, icon = STANDING[standing]
                words = reason_words(standing, self.list_kind, self.chosen_basis)
                self._counts.add(icon, TONE_TEXT[tone], words, number(count, "#,##0"), strong=True)
        count = figures.goes_in
        if self.parts.current == "changes":
            self.save.setText(tr("Save what has changed"))
        elif self.list_kind is ListKind.PHONE:
            self.save.setText(trn("Save {count} number", "Save {count} numbers", count))
        else:
            self.save.setText(trn("Save {count} address", "Save {count} addresses", count))

    def _say_before(self) -> None:
        self._before.clear()
        self._saved_before.setText(tr("Saved before"))
        if not self._runs:
            self._before.add("", "muted", tr("Nothing yet"), "")
        for run in self._runs:
            words = f"{day(run.at)}  {made_by(run)}"
            if run.delivered_at is None:
                self._before.add(
                    "warning-circle", "danger_text", f"{words}  {tr('not written')}", number(run.count, "#,##0")
                )
            else:
                self._before.add("", "muted", words, number(run.count, "#,##0"), strong=True)


class _Lines(QWidget):
    """Lines with an icon, words, and a figure at the right edge."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.said: list[tuple[str, str]] = []

    def clear(self) -> None:
        """Take all lines away."""
        self.said = []
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def add(self, icon: str, token: Token, words: str, figure: str, *, strong: bool = False) -> None:
        """A line more."""
        self.said.append((words, figure))
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if icon:
            row.addWidget(IconLabel(icon, token, 16))
        row.addWidget(Label(words, 13, 400), 1)
        right = Label(figure, 13, 600 if strong else 400)
        right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(right)
        self._column.addWidget(line)


def _left(widget: QWidget) -> QWidget:
    """*widget* at the left, as wide as it is."""
    line = QWidget()
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch(1)
    return line
