"""The foot of an inbox: the bar of decisions, and the questions that take its place for a moment."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.language import tr
from app.models.terms import CLOSE_REASON_WORDS, CloseReason
from app.operations.triage import Double
from app.views.desk import Desk
from app.views.look.areas import Hairline, set_ground
from app.views.look.numbers import clock, day, local
from app.views.look.typed_moments import read_moment
from app.views.triage.choice_panel import ChoicePanel, Option
from app.views.triage.customer_panel import CustomerPanel
from app.views.triage.decision_bar import DecisionBar
from app.views.triage.proposal_strip import ProposalStrip
from app.views.triage.queue import Target
from app.views.triage.seller_panel import SellerPanel

SATURDAY = 5
MORNING = 9
"""The hour (local) at which "tomorrow" begins."""


class InboxFoot(QWidget):
    """One of four at a time: decisions, a choice of a few, the sellers, the search for a known customer.

    Above the decisions stands the question whether it is somebody known, where there is one.
    """

    closed = Signal()
    """A question was left or answered; the decisions are back."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_ground(self, "window")
        self.bar = DecisionBar()
        self.proposal = ProposalStrip()
        self.choice = ChoicePanel()
        self.sellers = SellerPanel()
        self.customer = CustomerPanel(desk)
        self._use: Callable[[object, str], object] | None = None
        self._use_customer: Callable[[int], object] | None = None
        self._use_seller: Callable[[int], object] | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline())
        for part in (self.proposal, self.bar, self.choice, self.sellers, self.customer):
            column.addWidget(part)
        self.choice.chosen.connect(self._chosen)
        self.customer.chosen.connect(self._customer_chosen)
        self.sellers.chosen.connect(self._seller_chosen)
        for panel in (self.choice, self.sellers, self.customer):
            panel.hide()
            panel.left.connect(self.close_questions)

    @property
    def asking(self) -> bool:
        """Whether a question has taken the place of the decisions."""
        return self.bar.isHidden()

    def ask(self, question: str, options: Sequence[Option], use: Callable[[object, str], object], note: str = "") -> None:
        """Ask for one of a few; *use* gets its key, and the words that it asked for, or those of the *note* beside."""
        self._use = use
        self._show(self.choice)
        self.choice.ask(question, options, note)

    def ask_customer(self, name: str, doubles: Sequence[Double], own_id: int | None, use: Callable[[int], object]) -> None:
        """Ask which known customer it is; *use* gets the id."""
        self._use_customer = use
        self._show(self.customer)
        self.customer.ask(name, doubles, own_id)

    def ask_seller(self, question: str, departments: Sequence[Target], chosen: int, use: Callable[[int], object]) -> None:
        """Ask which seller of a department takes it; *use* gets the id. Who sells there comes by ``sellers``."""
        self._use_seller = use
        self._show(self.sellers)
        self.sellers.ask(question, departments, chosen)

    def close_questions(self) -> None:
        """Back to the decisions."""
        if self.asking:
            self._show(self.bar)
            self.closed.emit()

    def _show(self, shown: QWidget) -> None:
        for part in (self.bar, self.choice, self.sellers, self.customer):
            part.setVisible(part is shown)
        self.proposal.setVisible(shown is self.bar and self.proposal.shown is not None)

    def _chosen(self, key: object, words: str) -> None:
        use, self._use = self._use, None
        self.close_questions()
        if use is not None:
            use(key, words)

    def _seller_chosen(self, seller_id: int) -> None:
        use, self._use_seller = self._use_seller, None
        self.close_questions()
        if use is not None:
            use(seller_id)

    def _customer_chosen(self, counterparty_id: int) -> None:
        use, self._use_customer = self._use_customer, None
        self.close_questions()
        if use is not None:
            use(counterparty_id)


def close_options() -> list[Option]:
    """The reasons for which no deal comes of an inquiry [M37]; "other" asks for words."""
    return [
        Option(reason, tr(words), asks=tr("Write down the reason.") if reason is CloseReason.OTHER else "")
        for reason, words in CLOSE_REASON_WORDS.items()
    ]


def later_options(now: datetime) -> list[Option]:
    """Until when an inquiry may be laid aside; keys are instants."""
    here = local(now)
    tomorrow = (here + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = (here + timedelta(days=7 - here.weekday())).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    hours = [(1, tr("In one hour")), (3, tr("In three hours"))]
    options = [Option(now + timedelta(hours=count), words, clock(now + timedelta(hours=count))) for count, words in hours]
    options.append(Option(tomorrow, tr("Tomorrow at {time}", time=clock(tomorrow))))
    if monday > tomorrow:
        options.append(Option(monday, tr("On {day} at {time}", day=day(monday, today=here.date()), time=clock(monday))))
    read = partial(_typed_moment, here)
    options.append(Option(read, tr("At another time"), asks=tr("Write until when: 14:30, tomorrow 9:00, 24.12."), fits=read))
    return options


def _typed_moment(here: datetime, typed: str) -> datetime | None:
    """The moment that somebody typed, if it is still to come."""
    moment = read_moment(typed, here, lambda day: day.weekday() < SATURDAY)
    return moment if moment is not None and moment > here else None
