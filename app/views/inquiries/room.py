"""The register of inquiries: one row for each request, whatever way it came and whatever became of it [M72]."""

from datetime import UTC, datetime
from functools import partial
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from app.errors import UserError
from app.language import marked, tr
from app.models.terms import InquiryState, Source
from app.models.triage_terms import ResponseState
from app.operations import reopening
from app.operations.actors import Actor
from app.operations.decisions import Decided
from app.operations.register import RegisterRow
from app.views.desk import Desk
from app.views.look.chip import Chip, ChipText
from app.views.look.label import Label
from app.views.look.numbers import moment
from app.views.look.tokens import Tone
from app.views.messages import Messages
from app.views.preferences import Preferences
from app.views.register.cells import CellLook, said
from app.views.register.room import RegisterRoom
from app.views.room import About
from app.views.telephone.number_link import Dialled, add_number, dial
from app.views.triage.inquiry_words import SOURCE_ICONS

TONES: dict[InquiryState, Tone] = {
    InquiryState.NEW: "accent",
    InquiryState.SORTED: "warning",
    InquiryState.ASSIGNED: "warning",
    InquiryState.QUALIFIED: "success",
    InquiryState.CLOSED: "neutral",
    InquiryState.LINKED: "neutral",
}

RESPONSES: dict[ResponseState, tuple[Tone, str]] = {
    ResponseState.DUE: ("accent", "clock"),
    ResponseState.FAILED: ("danger", "warning-circle"),
    ResponseState.FULFILLED: ("success", "check-circle"),
    ResponseState.NOT_ASKED: ("neutral", "minus"),
}
"""How a response stands: colour and sign of its words."""
WHAT_BECAME = ("department", "seller", "due_at", "sorted_at", "sorter", "respond_by", "first_response_at", "close_reason")


class InquiriesRoom(RegisterRoom):
    """All inquiries; Enter opens the customer that one belongs to."""

    name: ClassVar[str] = "inquiries"
    title: ClassVar[str] = marked("Inquiries")
    icon: ClassVar[str] = "list-bullets"
    topics: ClassVar[frozenset[str]] = frozenset({"inquiry"})
    register_name: ClassVar[str] = "inquiries"
    empty_words: ClassVar[tuple[str, str]] = (
        marked("No inquiries"),
        marked("Letters and calls of people whom nobody knows stand here, from the first to the last."),
    )

    def __init__(
        self, desk: Desk, messages: Messages, preferences: Preferences, person: Actor, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, messages, preferences, person, parent)
        self.action(marked("Call"), "C", self.call, symbol="phone-outgoing", needs_row=True)
        self.action(marked("Answer by letter"), "R", self.answer, symbol="paper-plane-tilt", needs_row=True)
        self.action(marked("Take up again"), "U", self.take_up, symbol="arrow-u-up-left", needs_row=True)

    def about(self) -> About | None:
        return None if self.row is None else ("inquiry", self.row.key)

    def call(self) -> None:
        """C: call whoever asks."""
        if self.row is not None and self.row.cells["phone"]:
            dial(_dialled(self.row))
        elif self.row is not None:
            self.messages.problem(UserError("This inquiry came without a number."))

    def answer(self) -> None:
        """W: write to whoever asks."""
        if self.row is not None:
            self.wanted.emit("answer_inquiry", self.row.key)

    def take_up(self) -> None:
        """U: a closed inquiry is open again, with whoever had it; with undo."""
        row = self.row
        if row is None:
            return
        if row.cells["state"] != InquiryState.CLOSED:
            self.messages.problem(UserError("Only a closed inquiry can be taken up again."))
            return
        ticket = self.desk.do(self, reopening.reopen, row.key, row.cells["version"])
        ticket.then(self._taken_up).otherwise(self.messages.problem)

    def _taken_up(self, decided: Decided) -> None:
        undo = partial(self.desk.do, self, reopening.close_again, decided.inquiry_id, decided.undo_version)
        self.messages.done(decided.sentence, undo=lambda: undo().otherwise(self.messages.problem))

    def look(self, row: RegisterRow, key: str) -> CellLook | None:
        cells = row.cells
        if key == "number":
            return CellLook(icon=SOURCE_ICONS[Source(cells["source"])], weight=600)
        if key == "state":
            return CellLook(text="", chips=(self._state(row),))
        if key == "response":
            return CellLook(text="", chips=(self._response(row),))
        if key == "due_at" and _late(row):
            return CellLook(token="danger_text", icon="warning-circle")
        return None

    def fill_card(self, row: RegisterRow) -> None:
        cells = row.cells
        first = self.card.add_section()
        first.add(Chip(self._state(row).text, self._state(row).tone))
        first.add(Label(str(cells["company"] or cells["name"] or cells["number"]), 17, 600, wrap=True))
        for title, value in (
            (tr("Number"), cells["number"]),
            (tr("Name"), cells["name"]),
            (tr("E-mail"), cells["email"]),
        ):
            if value:
                first.add_fact(title, str(value))
        if cells["phone"]:
            add_number(first, tr("Phone"), _dialled(row), key="C")
        matter = self.card.add_section(tr("What it is about"), moment(cells["received_at"]), line=True)
        matter.add(Label(" ".join(str(cells["subject"]).split()), 13, 400, wrap=True))
        known = self.card.add_section(tr("What became of it"), line=True)
        for column in self.spec.columns:
            if column.key in WHAT_BECAME:
                words = said(column, cells[column.key])
                if words:
                    known.add_fact(tr(column.title), words)

    def open_row(self, row: RegisterRow) -> None:
        if row.cells["counterparty_id"] is None:
            super().open_row(row)
        else:
            self.wanted.emit("counterparty", row.cells["counterparty_id"])

    def _response(self, row: RegisterRow) -> ChipText:
        state = ResponseState(row.cells["response"])
        return ChipText(said(self.spec.column("response"), state), *RESPONSES[state])

    def _state(self, row: RegisterRow) -> ChipText:
        state = InquiryState(row.cells["state"])
        return ChipText(said(self.spec.column("state"), state), TONES[state])


def _dialled(row: RegisterRow) -> Dialled:
    return Dialled(row.cells["phone"], row.cells["name"] or "", counterparty_id=row.cells["counterparty_id"])


def _late(row: RegisterRow) -> bool:
    due = row.cells["due_at"]
    return InquiryState(row.cells["state"]) is InquiryState.NEW and due is not None and due < datetime.now(UTC)
