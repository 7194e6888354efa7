"""The room of quality: customers drawn at random are asked five questions, and what they say stands by seller [M18]."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QWidget

from app.errors import UserError
from app.language import LANGUAGES, chosen, marked, phrase, tr
from app.models.quality_terms import QUALITY_KIND_WORDS, QualityKind, QualityResult
from app.operations import quality_calls, quality_sample, quality_settings
from app.operations.actors import Actor
from app.operations.quality_calls import BAD, Asked, Called, QualityCard
from app.operations.quality_sample import Drawn
from app.operations.quality_settings import SampleSettings
from app.operations.register import RegisterRow
from app.views.background import Ticket
from app.views.deals.form import Values
from app.views.deals.paper_desk import PaperDesk
from app.views.desk import Desk
from app.views.look.buttons import MainButton
from app.views.look.chip import ChipText
from app.views.look.rows import RowKind
from app.views.look.segments import Segment, Segments
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.production.work_room import WorkRoom, present
from app.views.quality.card import KIND_ICONS, dialled_of, result_chip, show_call
from app.views.quality.satisfaction import SatisfactionPage
from app.views.quality.script import ScriptPanel
from app.views.quality.settings_forms import questions_form, sample_form, sample_of
from app.views.register.cells import CellLook
from app.views.telephone.number_link import dial_one_of

VIEWS = {"calls": marked("Calls"), "satisfaction": marked("Satisfaction")}
Draft = tuple[tuple[Asked, ...], str]


class QualityRoom(WorkRoom):
    """``QualityRoom(desk, messages, preferences, person, papers)``; *clock*: of what is due."""

    name: ClassVar[str] = "quality_calls"
    title: ClassVar[str] = marked("Quality calls")
    icon: ClassVar[str] = "headset"
    topics: ClassVar[frozenset[str]] = frozenset({"quality_call", "quality_answer", "setting"})
    register_name: ClassVar[str] = "quality_calls"
    row_kind: ClassVar[RowKind] = "two"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("Nobody is to be asked"),
        marked("D draws closed and lost deals and first contacts at random: who of them is called, nobody can choose."),
    )

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        preferences: Preferences,
        person: Actor,
        papers: PaperDesk,
        *,
        clock: Callable[[], datetime] = present,
        parent: QWidget | None = None,
    ) -> None:
        self.satisfaction = SatisfactionPage(desk, messages, preferences)
        super().__init__(desk, messages, preferences, person, papers, clock=clock, parent=parent)
        self._call: QualityCard | None = None
        self.script: ScriptPanel | None = None
        self._drafts: dict[int, Draft] = {}
        self._asking = 0
        self.views = Segments(name="views")
        self.head.add_right(self.views)
        self.views.chosen.connect(lambda _key: self._show_page())
        self.satisfaction.opened.connect(self._open_call)
        self._declare()
        self._say_views()

    def lay_out(
        self, body: QWidget, *, head: QWidget | None = None, card: QWidget | None = None, foot: QWidget | None = None
    ) -> None:
        # Charts take the place of the list and of its card.
        self.pages = QStackedWidget()
        self.pages.addWidget(body)
        self.pages.addWidget(self.satisfaction)
        super().lay_out(self.pages, head=head, card=card, foot=foot)

    @property
    def shows_calls(self) -> bool:
        """Whether the list of calls is shown, and not how content customers are."""
        return self.pages.currentWidget() is self.view

    @property
    def asks(self) -> bool:
        """Whether the keyboard is in the questions."""
        focus = QApplication.focusWidget()
        return self.script is not None and focus is not None and (self.script is focus or self.script.isAncestorOf(focus))

    # What the list shows

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        match key:
            case "company":
                sign = KIND_ICONS[QualityKind(cells["kind"])]
                return CellLook(second=cells["subject"], icon=sign, weight=600)
            case "kind":
                return CellLook(text=tr(QUALITY_KIND_WORDS[QualityKind(cells["kind"])]))
            case "result" if cells["result"] is None:
                rests = cells["again_at"] is not None and cells["again_at"] > self._clock()
                chip = (
                    ChipText(tr("comes again"), "warning", "clock") if rests else ChipText(tr("to call"), "accent", "phone")
                )
                return CellLook(text="", chips=(chip,))
            case "result":
                return CellLook(text="", chips=(result_chip(QualityResult(cells["result"])),))
            case "mean" if cells["worst"] is not None and cells["worst"] <= BAD:
                return CellLook(token="danger_text", weight=600)
        return None

    def fill_card(self, row: RegisterRow) -> None:
        if self._call is not None and self.script is not None and self.script.is_dirty():
            self._drafts[self._call.id] = self.script.answers(), self.script.note
        self._asking = row.key if self.asks and self._call is not None and self._call.id == row.key else 0
        self._call, self.script = None, None
        self.desk.ask(self, quality_calls.card, row.key).then(self._show_call).otherwise(self.messages.problem)

    def open_row(self, row: RegisterRow) -> None:
        self.ask()

    def reload(self) -> None:
        super().reload()
        if not self.shows_calls:
            self.satisfaction.load()

    def retranslate(self) -> None:
        super().retranslate()
        self._say_views()
        self.satisfaction.retranslate()

    def has_unsaved_edits(self) -> bool:
        # While somebody asks, nothing moves under their hands, also before the first answer.
        return super().has_unsaved_edits() or self.asks or (self.script is not None and self.script.is_dirty())

    def open_record(self, kind: str, record: int) -> None:
        if not self.shows_calls:
            self.views.choose("calls")
            self._show_page()
        super().open_record(kind, record)

    def save(self) -> None:
        if self.shows_calls:
            super().save()
        elif not self.satisfaction.save():
            self.messages.say(tr("Open a bar first: its answers are what is saved. The charts save from the overview."))

    # What one does here

    def draw(self) -> None:
        """D: draw customers as the settings say. A draw is not taken back: it would be drawn until it pleases."""
        ticket = self.desk.do(self, quality_sample.draw)
        ticket.then(self._drawn).otherwise(self.cope)

    def ask(self) -> None:
        """A: the keyboard goes to the questions."""
        self.arrangement.show_card()
        if self.script is not None and self.script.isEnabled():
            self.script.begin()

    def call(self) -> None:
        """C: call whoever was drawn."""
        if self._call is None or self._call.result is not None:
            return
        numbers = dialled_of(self._call)
        if numbers:
            dial_one_of(numbers, self.view.table)
        else:
            self.messages.problem(UserError("No number of this customer may be called."))

    def _keep(self) -> None:
        """Ctrl Enter: keep what was answered."""
        if (card := self._open) is not None and self.script is not None:
            answers, note = self.script.answers(), self.script.note
            self._write(self.desk.do(self, quality_calls.answer, card.id, card.version, answers, note))

    def _refuse(self) -> None:
        """R: the customer does not want to answer."""
        if (card := self._open) is not None:
            self._write(self.desk.do(self, quality_calls.refuse, card.id, card.version, self._note))

    def _not_reached(self) -> None:
        """U: nobody was reached."""
        if (card := self._open) is not None:
            self._write(self.desk.do(self, quality_calls.unreachable, card.id, card.version, self._note))

    def _choose_sample(self) -> None:
        """S: how many are drawn of what."""
        self.desk.ask(self, quality_settings.sample_settings).then(self._ask_sample)

    def _choose_questions(self, language: str = "") -> None:
        """Q: the questions, in the language of the window unless another is named."""
        spoken = language or chosen()
        self.desk.ask(self, quality_settings.questions, spoken).then(partial(self._ask_questions, spoken))

    # Inside

    @property
    def _open(self) -> QualityCard | None:
        return self._call if self._call is not None and self._call.result is None and self.shows_calls else None

    @property
    def _note(self) -> str:
        return self.script.note if self.script is not None else ""

    def _declare(self) -> None:
        self.action(marked("Ask the questions"), "A", self.ask, needs_row=True)
        self.action(marked("Refused"), "R", self._refuse, needs_row=True)
        self.action(marked("Not reached"), "U", self._not_reached, needs_row=True)
        self.action(marked("Draw customers"), "D", self.draw, symbol="shuffle")
        self.command(marked("Call"), "C", self.call, symbol="phone-outgoing")
        self.command(marked("What a draw takes"), "S", self._choose_sample, symbol="gear-six")
        self.command(marked("The questions"), "Q", self._choose_questions, symbol="chat-circle-text")
        self.command(marked("Calls or satisfaction"), "V", self._other_view, symbol="chart-bar")
        self.command(marked("Another period"), "P", self._next_period, symbol="calendar-blank")
        for language in LANGUAGES:
            sentence = QUESTIONS_IN[language]
            self.command(sentence, "", partial(self._choose_questions, language), symbol="translate")

    def _say_views(self) -> None:
        if hasattr(self, "views"):
            self.views.set_segments([Segment(key, tr(word)) for key, word in VIEWS.items()])

    def _show_page(self) -> None:
        calls = self.views.current == "calls"
        self.pages.setCurrentWidget(self.view if calls else self.satisfaction)
        self.segments.setVisible(calls)
        self.card.setVisible(calls)
        self.foot.setVisible(calls)
        self.fit_actions()
        self.setFocusProxy(self.view if calls else self.satisfaction)
        if calls:
            self.view.table.setFocus()
        else:
            self.satisfaction.load()
            self.satisfaction.take_keyboard()

    def _other_view(self) -> None:
        self.views.choose("satisfaction" if self.views.current == "calls" else "calls")
        self._show_page()

    def _next_period(self) -> None:
        if not self.shows_calls:
            self.satisfaction.next_period()

    def _open_call(self, call_id: int) -> None:
        self.open_record("quality_call", call_id)

    def _show_call(self, card: QualityCard) -> None:
        if not self.is_current(card.id):
            return
        answers, note = self._drafts.pop(card.id, (card.script, card.note))
        self._call = card
        self.script = ScriptPanel(card.script, card.note)
        if card.result is None:
            for line, asked in zip(self.script.lines, answers, strict=False):
                line.set_score(asked.score)
                line.note.setText(asked.note)
                line.note.setVisible(bool(asked.note))
            self.script.whole.setText(note)
        self.script.kept.connect(self._keep)
        self.script.left.connect(self.view.table.setFocus)
        show_call(self.card, card, self.script, self._buttons(), self._clock(), self.wanted.emit)
        if self._asking == card.id and card.result is None:
            self.script.begin()
        self._asking = 0

    def _buttons(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        keep = MainButton(tr("Keep the answers"), key="Ctrl+Return", height=28)
        keep.clicked.connect(self._keep)
        row.addWidget(keep)
        row.addStretch(1)
        return line

    def _write(self, ticket: Ticket[Called]) -> None:
        def written(called: Called) -> None:
            self._drafts.pop(called.call_id, None)
            self._call, self.script = None, None
            self.messages.done(called.sentence, lambda: self._take_back(called))
            self.view.table.setFocus()
            self.refresh()

        ticket.then(written).otherwise(self.cope)

    def _take_back(self, called: Called) -> None:
        ticket = self.desk.do(self, quality_calls.take_back, called)
        ticket.then(lambda _version: self.refresh()).otherwise(self.cope)

    def _drawn(self, drawn: Drawn) -> None:
        said = phrase("{count} customers were drawn.", count=len(drawn.call_ids))
        if drawn.missing:
            said = phrase(
                "{count} customers were drawn; for {missing} more there was nobody who may be called.",
                count=len(drawn.call_ids),
                missing=sum(drawn.missing.values()),
            )
        self.messages.done(said)
        self.refresh()

    def _ask_sample(self, opened: SampleSettings) -> None:
        form = sample_form(opened)

        def submit(values: Values) -> Ticket[SampleSettings]:
            ticket = self.desk.do(self, quality_settings.keep_sample_settings, opened, sample_of(values))
            return ticket.then(lambda _kept: self.messages.done(tr("The next draw takes this."))).otherwise(self.cope)

        self.slot.open(form, submit)

    def _ask_questions(self, language: str, questions: tuple[str, ...]) -> None:
        form = questions_form(language, questions)

        def submit(values: Values) -> Ticket[tuple[str, ...]]:
            wanted = [str(values[str(at)]) for at in range(len(questions))]
            ticket = self.desk.do(self, quality_settings.keep_questions, language, questions, wanted)
            said = tr("These questions are asked from now on; answers keep the old ones.")
            return ticket.then(lambda _kept: self.messages.done(said)).otherwise(self.cope)

        self.slot.open(form, submit)


QUESTIONS_IN = {
    "en": marked("The questions in English"),
    "de": marked("The questions in German"),
    "ru": marked("The questions in Russian"),
}
