"""The wish that sellers call customers, above the foot of the room: what about, until when, by whom [M88]."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr, trn
from app.operations.actors import Actor
from app.operations.marketing_calls import CallWish
from app.operations.register_spec import Condition
from app.views.look.areas import Hairline, set_ground
from app.views.look.buttons import PlainButton, QuietButton
from app.views.look.fields import ChoiceField, DateField, LineField
from app.views.look.label import Label
from app.views.look.numbers import number

DAYS = 7
"""Until when calls are asked for at first, in days."""
END_OF_DAY = time(18)
ALL, CHOSEN = "all", "chosen"


class CallPanel(QWidget):
    """``begin(…)`` shows it; ``wished`` carries the CallWish; Ctrl+Enter gives it, Esc goes back."""

    wished = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "alt")
        self._conditions: tuple[Condition, ...] = ()
        self._chosen: tuple[int, ...] = ()
        self._companies: int | None = None
        self._sellers: Sequence[Actor] = ()
        self._title = Label("", 13, 600)
        self.whom = ChoiceField("")
        self.reason = LineField("")
        self.note = LineField("")
        self.until = DateField("")
        self.seller = ChoiceField("")
        self.give = PlainButton(icon="phone-outgoing", key="Ctrl+Return")
        self.give.clicked.connect(self.wish)
        self.back = QuietButton(key="Esc", height=28)
        self.back.clicked.connect(self.hide)
        self._lay_out()
        self.retranslate()
        self.hide()

    def begin(
        self,
        name: str,
        conditions: tuple[Condition, ...],
        chosen: tuple[int, ...],
        companies: int | None,
        sellers: Sequence[Actor],
    ) -> None:
        """Begin a wish about the segment *name*; *chosen*: the selected customers; *companies*: how many there are."""
        self._conditions, self._chosen, self._companies, self._sellers = conditions, chosen, companies, sellers
        self.retranslate()
        self.whom.set_value(CHOSEN if len(chosen) > 1 or not conditions else ALL)
        self.reason.set_value(name)
        self.note.set_value("")
        self.seller.set_value(0)
        self.until.set_value(_later())
        self.show()
        self.reason.line.setFocus()
        self.reason.line.selectAll()

    def wish(self) -> None:
        """Hand the wish over, or say what is missing."""
        if not self.reason.value():
            self.reason.set_error(tr("Say what the call is about."))
            self.reason.line.setFocus()
            return
        day = self.until.value()
        if day is None:
            self.until.set_error(tr("Say until when."))
            self.until.line.setFocus()
            return
        chosen = self.whom.value() == CHOSEN
        seller = self.seller.value()
        self.wished.emit(
            CallWish(
                self.reason.value(),
                datetime.combine(day, END_OF_DAY, datetime.now(UTC).astimezone().tzinfo),
                () if chosen else self._conditions,
                self._chosen if chosen else (),
                seller if isinstance(seller, int) and seller else None,
                self.note.value(),
            )
        )

    def retranslate(self) -> None:
        """Everything in the chosen language."""
        self._title.setText(tr("Ask sellers to call"))
        self.back.setText(tr("Back"))
        self.give.setText(tr("Give the calls"))
        self.reason.set_label(tr("What about"))
        self.note.set_label(tr("What to say (if needed)"))
        self.until.set_label(tr("Until"))
        self.whom.set_label(tr("Whom"))
        self.seller.set_label(tr("By whom"))
        self.whom.set_choices(self._customers())
        own = tr("Each customer's own seller")
        self.seller.set_choices([(0, own), *((each.id, each.name) for each in self._sellers)])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _customers(self) -> list[tuple[object, str]]:
        offered: list[tuple[object, str]] = []
        if self._conditions:
            if self._companies is None:
                offered.append((ALL, tr("Everybody in the segment")))
            else:
                count = number(self._companies, "#,##0")
                offered.append((ALL, tr("Everybody in the segment ({count})", count=count)))
        if self._chosen:
            words = trn("The selected company", "The {count} selected companies", len(self._chosen))
            offered.append((CHOSEN, words))
        return offered

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.back)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(12)
        first.addWidget(self.whom, 2)
        first.addWidget(self.reason, 3)
        first.addWidget(self.until, 1)
        second.addWidget(self.seller, 2)
        second.addWidget(self.note, 3)
        second.addWidget(self.give, 1)
        inside = QVBoxLayout()
        inside.setContentsMargins(20, 8, 20, 12)
        inside.setSpacing(8)
        for part in (head, first, second):
            inside.addLayout(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        column.addLayout(inside)


def _later() -> date:
    return datetime.now(UTC).astimezone().date() + timedelta(days=DAYS)
