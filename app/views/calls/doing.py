"""What the buttons of a pop-up do: open, save, attach, plan, hand over, call. Refusals are said where one asked."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.language import phrase
from app.operations import call_desk, call_requests, tasks
from app.operations.call_requests import RequestRow
from app.operations.call_rows import Attached, CallBackTask, Colleague, Described, PopUpCard
from app.operations.doubles import Double
from app.operations.tasks import TaskRow
from app.views.calls import panels
from app.views.calls.deeds import Asked
from app.views.calls.incoming import Incoming
from app.views.calls.later_panel import LaterPanel
from app.views.calls.outgoing import Outgoing
from app.views.calls.pop_up import PopUp
from app.views.calls.telephone import Telephone
from app.views.calls.words import number_words, who_is
from app.views.desk import Desk
from app.views.look.areas import set_ground
from app.views.look.numbers import clock, day, local
from app.views.messages import Messages

Go = Callable[[str, int], object]
"""Opens a record in the main window: (kind, id)."""


class Doing(QObject):
    """``wire(pop_up)`` once for each pop-up."""

    def __init__(
        self,
        desk: Desk,
        messages: Messages,
        telephone: Telephone,
        incoming: Incoming,
        outgoing: Outgoing,
        go: Go,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(incoming)
        self._desk, self._messages, self._telephone = desk, messages, telephone
        self._incoming, self._outgoing, self._go, self._now = incoming, outgoing, go, now
        self._deeds: dict[Asked, Callable[[PopUp], None]] = {
            Asked.OPEN: self._open,
            Asked.SAVE: self._save,
            Asked.ATTACH: self._ask_customer,
            Asked.TASK: self._ask_task,
            Asked.HAND_OVER: self._ask_colleague,
            Asked.CALL: self._call,
            Asked.LATER: self._later,
        }

    def wire(self, pop_up: PopUp) -> None:
        """Let the buttons of *pop_up* do what they say."""
        pop_up.asked.connect(partial(self._do, pop_up))

    def _do(self, pop_up: PopUp, asked: Asked) -> None:
        pop_up.say("")
        self._deeds[asked](pop_up)

    def _open(self, pop_up: PopUp) -> None:
        card = pop_up.card
        if card is not None and card.counterparty_id is not None:
            self._go("counterparty", card.counterparty_id)
        elif card is not None and card.inquiry_id is not None:
            self._go("inquiry", card.inquiry_id)

    def _save(self, pop_up: PopUp) -> None:
        card = pop_up.card
        if card is None:
            return
        name, company = who_is(pop_up.who.text())
        operation = call_desk.make_lead if card.may_lead else call_desk.describe
        ticket = self._desk.do(pop_up, operation, card.interaction_id, name, company, pop_up.note.value)
        ticket.then(partial(self._saved, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def _saved(self, pop_up: PopUp, described: Described) -> None:
        self._messages.done(described.sentence)
        self._incoming.refresh_card(pop_up)

    def _call(self, pop_up: PopUp) -> None:
        row, request = pop_up.row, pop_up.request
        if row is not None and row.number is not None:
            self._telephone.call(row.number, row.counterparty_id)
        elif request is not None:
            self._telephone.call(request.number, request.counterparty_id, request.deal_id)
        self._incoming.remove(pop_up)

    def _later(self, pop_up: PopUp) -> None:
        task = pop_up.card.call_back if pop_up.card is not None else None
        if task is None:
            pop_up.left.emit()
        elif not task.mine:
            until = clock(task.due_at)
            self._messages.say(phrase("{name} has the call back, until {time}.", name=task.who, time=until))
            pop_up.left.emit()
        else:
            panel = LaterPanel(self._now())
            panel.left.connect(pop_up.close_panel)
            panel.chosen.connect(partial(self._postpone, pop_up, task))
            pop_up.open_panel(panel)

    def _postpone(self, pop_up: PopUp, task: CallBackTask, until: datetime) -> None:
        ticket = self._desk.do(pop_up, tasks.postpone, task.id, task.version, until)
        ticket.then(partial(self._postponed, pop_up, task)).otherwise(lambda error: pop_up.say(error.said()))

    def _postponed(self, pop_up: PopUp, before: CallBackTask, row: TaskRow) -> None:
        until = clock(row.due_at) if local(row.due_at).date() == local(self._now()).date() else day(row.due_at)
        back = partial(self._bring_back, row, before.due_at)
        self._messages.done(phrase("The call back waits among the tasks until {time}.", time=until), back)
        pop_up.left.emit()

    def _bring_back(self, row: TaskRow, due_at: datetime) -> None:
        self._desk.do(self, tasks.postpone, row.id, row.version, due_at).otherwise(self._messages.problem)

    # Panels

    def _ask_customer(self, pop_up: PopUp) -> None:
        card = pop_up.card
        if card is None:
            return
        panel = panels.CustomerPanel(self._desk)
        set_ground(panel, "base")
        who = pop_up.who.text().strip() or number_words(card.number, card.raw_number, card.number_extension)
        panel.left.connect(pop_up.close_panel)
        panel.chosen.connect(partial(self._attach, pop_up))
        pop_up.open_panel(panel)
        panel.somebody_new.connect(partial(self._begin_lead, pop_up))
        panel.ask(who, _others(card), card.counterparty_id, new=card.counterparty_id is not None and not card.new)

    def _begin_lead(self, pop_up: PopUp, said: str) -> None:
        """Somebody new calls from the number of somebody known."""
        if pop_up.card is not None:
            name, company = who_is(said)
            about = (pop_up.card.interaction_id, name, company, pop_up.note.value)
            ticket = self._desk.do(pop_up, call_desk.make_lead, *about, same_number=True)
            ticket.then(partial(self._begun, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def _begun(self, pop_up: PopUp, described: Described) -> None:
        pop_up.close_panel()
        self._saved(pop_up, described)

    def _attach(self, pop_up: PopUp, counterparty_id: int) -> None:
        if pop_up.card is not None:
            ticket = self._desk.do(pop_up, call_desk.attach, pop_up.card.interaction_id, counterparty_id)
            ticket.then(partial(self._attached, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def _attached(self, pop_up: PopUp, attached: Attached) -> None:
        pop_up.close_panel()
        self._messages.done(attached.sentence, partial(self._take_back, pop_up, attached))
        self._incoming.refresh_card(pop_up)

    def _take_back(self, pop_up: PopUp, attached: Attached) -> None:
        ticket = self._desk.do(self, call_desk.undo_attach, attached)
        ticket.then(lambda _nothing: self._incoming.refresh_card(pop_up)).otherwise(self._messages.problem)

    def _ask_colleague(self, pop_up: PopUp) -> None:
        ticket = self._desk.ask(pop_up, call_desk.people_to_transfer_to)
        ticket.then(partial(self._show_colleagues, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def _show_colleagues(self, pop_up: PopUp, people: Sequence[Colleague]) -> None:
        panel = panels.HandOverPanel()
        panel.left.connect(pop_up.close_panel)
        panel.chosen.connect(partial(self._hand_over, pop_up))
        panel.show_people(people)
        pop_up.open_panel(panel)

    def _hand_over(self, pop_up: PopUp, extension: str) -> None:
        if pop_up.row is not None:
            ticket = self._desk.do(pop_up, call_requests.ask_transfer, pop_up.row.interaction_id, extension)
            ticket.then(partial(self._handed, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def _handed(self, pop_up: PopUp, request: RequestRow) -> None:
        pop_up.close_panel()
        self._outgoing.show_request(request)

    def _ask_task(self, pop_up: PopUp) -> None:
        card = pop_up.card
        if card is not None and card.counterparty_id is not None:
            panel = panels.TaskPanel(card.company, self._now())
            panel.left.connect(pop_up.close_panel)
            panel.planned.connect(partial(self._plan, pop_up, card.counterparty_id))
            pop_up.open_panel(panel)

    def _plan(self, pop_up: PopUp, counterparty_id: int, title: str, until: datetime) -> None:
        ticket = self._desk.do(pop_up, tasks.add, title, until, counterparty_id=counterparty_id)
        ticket.then(partial(self._planned, pop_up)).otherwise(lambda error: pop_up.say(error.said()))

    def _planned(self, pop_up: PopUp, _task: TaskRow) -> None:
        pop_up.close_panel()
        self._messages.done(phrase("The task is planned."))
        self._incoming.refresh_card(pop_up)


def _others(card: PopUpCard) -> tuple[Double, ...]:
    """Other customers that have the same number: the likeliest answers [C33]."""
    found = {each.counterparty_id: each for each in card.people if each.counterparty_id != card.counterparty_id}
    return tuple(
        Double(
            each.counterparty_id, each.company, phrase("{name} has this number", name=each.name), each.kind, "", likely=True
        )
        for each in found.values()
    )


class BroughtForward:
    """Opens records in *window*, which comes to the front: the person pressed a button of another window."""

    def __init__(self, window: QWidget, open_record: Go) -> None:
        self._window, self._open_record = window, open_record

    def __call__(self, kind: str, record: int) -> None:
        window = self._window
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()
        self._open_record(kind, record)
