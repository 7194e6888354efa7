"""A room for tests: it counts how often it loads, and has one field to type in."""

from typing import ClassVar

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.language import marked, tr
from app.views.desk import Desk
from app.views.look.card_column import CardColumn
from app.views.messages import Messages
from app.views.room import Room


class PaperRoom(Room):
    """Shows nothing; remembers what was asked of it."""

    name: ClassVar[str] = "triage"
    title: ClassVar[str] = marked("Triage")
    topics: ClassVar[frozenset[str]] = frozenset({"inquiry"})

    def __init__(self, desk: Desk, messages: Messages, *, with_card: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(desk, messages, parent)
        self.loads = 0
        self.replies = 0
        self.opened: list[tuple[str, int]] = []
        self.said = ""
        self.field = QLineEdit()
        self.body = QWidget()
        column = QVBoxLayout(self.body)
        column.addWidget(self.field)
        self.card = CardColumn() if with_card else None
        self.lay_out(self.body, card=self.card)
        self.command(marked("Reply"), "R", self.reply)
        self.retranslate()

    def reload(self) -> None:
        self.loads += 1

    def retranslate(self) -> None:
        self.said = tr("Triage")

    def has_unsaved_edits(self) -> bool:
        return bool(self.field.text())

    def open_record(self, kind: str, record: int) -> None:
        self.opened.append((kind, record))

    def reply(self) -> None:
        """The room's one command."""
        self.replies += 1
