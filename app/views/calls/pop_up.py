"""The pop-up of one call: who it is, what is open, the note, and what one can do now."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.language import tr
from app.models.call_terms import LegOutcome, RequestKind, RequestState
from app.operations.call_requests import RequestRow
from app.operations.call_rows import PopUpCard, RingRow
from app.views.calls.button_rows import ButtonRows, Deed
from app.views.calls.deeds import CALL_AGAIN, KEYS, Face, deeds_of, face_words
from app.views.calls.facts import FactLine, clear, fill_facts
from app.views.calls.frame import INSIDE, PopUpFrame
from app.views.calls.note_field import NoteField
from app.views.calls.words import NAME_PX, dress_of, figure_of, lines_of, number_words, request_state, title_of
from app.views.deals.words import spoken
from app.views.look.label import Label
from app.views.look.typeface import font

IDLE = 30_000
"""Milliseconds after which a pop-up of a call that has ended goes by itself, if nobody works in it."""
LONGEST_NAME = 200


class PopUp(PopUpFrame):
    """``show_row(row)`` at each step of the call, ``show_card(card)`` once it is known who calls.

    ``asked`` carries what the person wants done (``Asked``); ``typed`` tells that ``noted`` is another. Nothing that is
    typed here is overwritten by what comes from the books.
    """

    asked = Signal(object)
    typed = Signal()

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.row: RingRow | None = None
        self.request: RequestRow | None = None
        self.card: PopUpCard | None = None
        self.panel: QWidget | None = None
        self._shown_lines: list[str] = []
        self._brief = False
        self._whole_height = 0
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._column = QVBoxLayout(self.facts)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.who = QLineEdit()
        self.who.setFont(font())
        self.who.setMaxLength(LONGEST_NAME)
        self.note = NoteField()
        self.notice = Label("", 12, 400, "danger_text", wrap=True)
        self.buttons = ButtonRows(INSIDE)
        for part in (self.who, self.note, self.notice, self.buttons):
            self.foot.addWidget(part)
            part.hide()
        self.facts.hide()
        self._idle = QTimer(self, interval=IDLE, singleShot=True)
        self._idle.timeout.connect(self._go_if_idle)
        self.who.textEdited.connect(self._person_typed)
        self.note.typed.connect(self._person_typed)
        self.note.grown.connect(self.reshaped)
        self.entered.connect(self._rest_begins)
        self._say_hints()

    # What is shown

    def show_row(self, row: RingRow) -> None:
        """The call as it is at this telephone now."""
        missed = row.missed and not (self.row is not None and self.row.missed)
        self.row = row
        if missed:
            self._render_facts()
        if row.going or row.missed:
            self._idle.stop()
        elif not self._idle.isActive():
            self._idle.start()
        self._render()

    def show_request(self, request: RequestRow) -> None:
        """What the exchange was asked for this call, and how far that has come."""
        self.request = request
        if self.row is None and not request.going and not self._idle.isActive():
            self._idle.start()
        self._render()

    def show_card(self, card: PopUpCard) -> None:
        """What is known of who calls."""
        self.card = card
        if card.new:
            self._fill_fields(card)
        self.note.set_value(card.note)
        self._render_facts()
        self._render()

    def tick(self) -> None:
        """Count up."""
        if self.row is not None:
            self.figure.setText(figure_of(self.row, self._now()))

    def say(self, sentence: str) -> None:
        """Say, where it was asked for, what could not be done; "" takes it away."""
        self.notice.setText(sentence)
        self._render_foot()

    def be_brief(self, brief: bool) -> None:
        """Show only who it is and what one can do, because the screen is too small for all."""
        if brief != self._brief:
            self._brief = brief
            self._render_foot()

    def whole_height(self, most: int) -> int:
        """The height that it takes, or took, when it is not brief."""
        if not self._brief:
            self._whole_height = self.fitted(most)
        return self._whole_height

    @property
    def is_talking(self) -> bool:
        """Whether one talks in this call."""
        return self.row is not None and self.row.state is LegOutcome.TALKING

    def show_keys(self, shown: bool) -> None:
        """Whether the buttons carry their keys."""
        self.buttons.show_keys(shown)

    # What the person does

    def press(self, key: str) -> bool:
        """Do what stands under *key*; whether something does."""
        return self.panel is None and self.buttons.press(key)

    def begin_note(self) -> None:
        """Give the keyboard to the note, because the person asked for it."""
        self.close_panel()
        self.raise_()
        self.activateWindow()
        empty_name = not self.who.isHidden() and not self.who.text()
        (self.who if empty_name else self.note if not self.note.isHidden() else self).setFocus()

    def open_panel(self, panel: QWidget) -> None:
        """Show *panel* in the place of facts, note and buttons; it gets the keyboard, because the person asked for it."""
        self.close_panel()
        self.panel = panel
        self.foot.addWidget(panel)
        self._render_foot()
        panel.show()
        self.activateWindow()
        panel.setFocus()

    def close_panel(self) -> None:
        """Back from a panel."""
        if self.panel is not None:
            panel, self.panel = self.panel, None
            panel.hide()
            panel.deleteLater()
            self.setFocus()
            self._render_foot()

    # What stands in it

    @property
    def noted(self) -> str:
        """The note as it was typed; of somebody new, who it is stands in the first line."""
        return "\n".join(part for part in (self.who.text() if self._asks_who else "", self.note.value) if part)

    @property
    def _asks_who(self) -> bool:
        """Whether somebody new calls, of whom this desk may say who it is."""
        card = self.card
        return self.row is not None and self.row.new and card is not None and (card.may_describe or card.may_lead)

    @property
    def _says_something_new(self) -> bool:
        """Whether the two fields of somebody new say something else than the books."""
        card = self.card
        if card is None or not self._asks_who:
            return False
        there = _told(card), (card.need or card.note).strip()
        return (self.who.text().strip(), self.note.value.strip()) != there or not (there[0] or there[1])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        super().retranslate()
        self._say_hints()
        self._shown_lines = []
        self._render_facts()
        self._render()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.panel is not None:
                self.close_panel()
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)

    # Inside

    def _say_hints(self) -> None:
        self.who.setPlaceholderText(tr("Who is it? Name, company"))
        self.who.setAccessibleName(tr("Who is it?"))

    def _fill_fields(self, card: PopUpCard) -> None:
        if not self.who.text() and not self.who.hasFocus():
            self.who.setText(_told(card))
            self.who.setCursorPosition(0)
        self.note.set_value(card.need)

    def _render(self) -> None:
        row, card, request = self.row, self.card, self.request
        told = [spoken(request.words)] if request is not None and (row is None or row.going) else []
        if request is not None and self._is_on_the_way:
            dress, words = request_state(request)
        elif row is not None:
            dress, words = dress_of(row)
        else:
            return
        self.dress(dress.edge, dress.ink, dress.icon, words)
        self.setWindowTitle(tr("Call, {state}", state=words))
        self.tick()
        if row is not None:
            self.set_title(*title_of(row, card))
            self._render_lines(lines_of(row, card), told, looking=card is None)
        elif request is not None:
            self.set_title(request.name or number_words(request.number, request.number), NAME_PX)
            self._render_lines([], told, looking=False)
        self._render_foot()

    def _render_lines(self, lines: list[str], told: list[str], *, looking: bool) -> None:
        shown = [*lines, *told, *([tr("Looking for the number …")] if looking else [])]
        if shown == self._shown_lines:
            return
        self._shown_lines = shown
        clear(self.lines)
        for place, line in enumerate((*lines, *told)):
            # Company and number are cut rather than broken; what the exchange says is read to its end.
            self.lines.addWidget(Label(line, 13, 400, "muted", wrap=place >= min(2, len(lines))))
        if looking:
            self.lines.addSpacing(8)
            self.lines.addWidget(FactLine("magnifying-glass", shown[-1], token="muted", strong=False))

    def _render_facts(self) -> None:
        if self.card is not None:
            fill_facts(self._column, self.card, briefly=self.row is not None and self.row.missed)

    def _render_foot(self) -> None:
        row, at_work = self.row, self.panel is None
        whole = at_work and not self._brief
        noting = row is not None and self.card is not None and (not row.missed or bool(self.note.value))
        self.facts.setVisible(whole and self._column.count() > 0)
        self.note.ask_need(self._asks_who)
        self.who.setVisible(whole and noting and self._asks_who)
        self.note.setVisible(whole and noting)
        self.notice.setVisible(bool(self.notice.text()))
        faces = deeds_of(row, self.card, said=self._says_something_new) if row is not None else self._request_faces()
        self.buttons.offer(
            [
                Deed(face_words(face), face[2], key, partial(self.asked.emit, face[0]), main=place == 0)
                for place, (face, key) in enumerate(zip(faces, KEYS, strict=False))
            ]
        )
        self.buttons.setVisible(at_work and bool(faces))
        busy = at_work and not (noting or faces) and not self.notice.text()
        self.foot.setContentsMargins(0, 0 if busy else 12, 0, 0)
        self.reshaped.emit()

    @property
    def _is_on_the_way(self) -> bool:
        """Whether the exchange is still at work on a call that was asked for, or has given up."""
        request, row = self.request, self.row
        if request is None or request.kind is not RequestKind.CALL:
            return False
        return row is None or (row.going and row.answered_at is None and request.state is not RequestState.TALKING)

    def _request_faces(self) -> tuple[Face, ...]:
        failed = self.request is not None and self.request.state in (RequestState.FAILED, RequestState.TOO_LATE)
        return (CALL_AGAIN,) if failed else ()

    def _person_typed(self) -> None:
        if self._idle.isActive():
            self._idle.start()
        self.note.say_kept(False)
        self._render_foot()
        self.typed.emit()

    def _rest_begins(self, inside: bool) -> None:
        if not inside and self._idle.isActive():
            self._idle.start()

    def _go_if_idle(self) -> None:
        if self.has_keyboard or self.underMouse():
            self._idle.start()
        else:
            self.left.emit()


def _told(card: PopUpCard) -> str:
    """Who it is, as the books have it, the way it is typed here."""
    return ", ".join(part for part in (card.name, card.named_company) if part)
