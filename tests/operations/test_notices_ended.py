"""What is done, given to somebody else, answered or moved on is news no more; what is taken back is news again."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.events import CallEvent
from app.language import phrase
from app.models.company import Employee
from app.models.counterparties import Counterparty
from app.models.notice_terms import NoticeKind
from app.models.orders import ProductionOrder, ProductionOrderLine, PurchaseOrder
from app.models.tasks import Task
from app.models.terms import CounterpartyKind, RefusalReason, Stage
from app.operations import (
    counterparty_work,
    deal_moves,
    deals,
    letter_drafts,
    mail_settings,
    notices,
    outbox,
    outbox_delivery,
    production,
    purchasing,
    settings,
    task_changes,
    tasks,
)
from app.operations.intake import take_letter
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house, product, sold, stock
from tests.operations.call_books import take
from tests.operations.ringing import answered, hung_up, missed, ring

RAW = b"Message-ID: <1@x>\r\n\r\nGood day"
DUE = timedelta(days=1)


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def told(at: House, name: str, kind: NoticeKind | None = None) -> list[str]:
    """What *name* has not read, newest first."""
    with at.acting(name):
        rows = at.store.read(notices.page, True).rows
    return [row.phrase.said("en") for row in rows if kind in (None, row.kind)]


def given(at: House, clock: FixedClock, to: str) -> int:
    """A task that Igor gives to somebody."""
    with at.acting("Igor"):
        task = at.store.write(tasks.add, "Send the drawing", clock.moment + DUE)
        at.store.write(task_changes.assign, task.id, task.version, at.people[to])
    return task.id


def task_version(at: House, task_id: int) -> int:
    return int(at.get(Task, task_id, "version"))


def test_a_task_that_is_done_is_news_no_more_and_open_again_it_is(at: House, clock: FixedClock) -> None:
    task_id = given(at, clock, "Olga")
    assert told(at, "Olga") == ["Send the drawing"]
    clock.advance(minutes=5)
    with at.acting("Igor"):
        finished = at.store.write(tasks.done, task_id, task_version(at, task_id), "sent")
    assert told(at, "Olga") == []
    clock.advance(minutes=5)
    with at.acting("Igor"):
        at.store.write(task_changes.reopen, finished)
    assert told(at, "Olga") == ["Send the drawing"]


def test_a_task_that_somebody_else_gets_is_theirs_to_read_of(at: House, clock: FixedClock) -> None:
    task_id = given(at, clock, "Olga")
    with at.acting("Igor"):
        at.store.write(task_changes.assign, task_id, task_version(at, task_id), at.people["Pavel"])
    assert (told(at, "Olga"), told(at, "Pavel")) == ([], ["Send the drawing"])
    with at.acting("Igor"):
        at.store.write(task_changes.put_back, task_id, task_version(at, task_id), at.people["Olga"])
    assert told(at, "Pavel") == []


def test_what_a_stage_asks_for_goes_with_the_stage_and_comes_back_with_its_undo(at: House, clock: FixedClock) -> None:
    product(at, "PUMP")
    stock(at, "PUMP", "5")
    with at.acting("Igor"):
        deal_id = deal(at, ("PUMP", "1"))
    at.store.write(notices.read)
    with at.acting("Igor"):
        at.store.write(deal_moves.refuse, deal_id, at.version(deal_id), RefusalReason.PRICE)
    assert told(at, "Olga", NoticeKind.DEAL) == ["Helios Batterie GmbH is closed as not suitable: price too high."]
    clock.advance(minutes=1)
    with at.acting("Igor"):
        at.store.write(deal_moves.undo_move, deal_id, at.version(deal_id))
    assert told(at, "Olga") == []


def test_an_ended_deal_is_news_only_of_its_end(at: House, clock: FixedClock) -> None:
    with at.acting("Igor"):
        deal_id = deal(at)
    at.store.write(
        notices.tell, [at.people["Pavel"]], phrase("Goods"), place="deals", record_id=deal_id, kind=NoticeKind.GOODS
    )
    clock.advance(minutes=2)
    with at.acting("Igor"):
        at.store.write(deal_moves.refuse, deal_id, at.version(deal_id), RefusalReason.PRICE)
    assert told(at, "Pavel") == []
    clock.advance(minutes=2)
    with at.acting("Igor"):
        at.store.write(deal_moves.undo_move, deal_id, at.version(deal_id))
    assert told(at, "Pavel") == ["Goods"]


def test_a_deal_that_another_seller_gets_is_no_news_for_the_old_one(at: House) -> None:
    deal_id = deal(at)
    at.store.employee_id = None
    at.store.write(
        notices.tell, [at.people["Olga"]], phrase("Goods"), place="deals", record_id=deal_id, kind=NoticeKind.GOODS
    )
    with at.acting("Igor"):
        at.store.write(deals.hand_over, deal_id, at.version(deal_id), at.people["Pavel"])
    assert told(at, "Olga") == []
    assert len(told(at, "Pavel", NoticeKind.DEAL)) == 1


def test_an_order_that_the_plant_has_taken_on_is_new_no_more(at: House) -> None:
    product(at, "CHAMBER", made=True)
    sold(at, ("CHAMBER", "1"), target=Stage.PRODUCTION)
    number = at.one(select(ProductionOrder.number))
    assert told(at, "Peter") == [f"Production order {number} is new."]
    line = int(at.one(select(ProductionOrderLine.id)))
    with at.acting("Peter"):
        at.store.write(production.accept, line, 1, date(2026, 8, 13))
    assert told(at, "Peter") == []


def test_an_order_that_was_sent_is_new_no_more_until_that_is_taken_back(at: House, clock: FixedClock) -> None:
    product(at, "KIT", bought=True)
    sold(at, ("KIT", "1"), target=Stage.PRODUCTION)
    order_id = int(at.one(select(PurchaseOrder.id)))
    assert len(told(at, "Wanda", NoticeKind.GOODS)) == 1
    clock.advance(minutes=1)
    with at.acting("Wanda"):
        sent = at.store.write(purchasing.mark_sent, order_id, 1)
    assert told(at, "Wanda", NoticeKind.GOODS) == []
    clock.advance(minutes=1)
    with at.acting("Wanda"):
        at.store.write(purchasing.not_sent, order_id, sent.version)
    assert len(told(at, "Wanda", NoticeKind.GOODS)) == 1


def test_a_cancelled_order_is_told_in_place_of_the_new_one(at: House) -> None:
    product(at, "CHAMBER", made=True)
    product(at, "KIT", bought=True)
    deal_id = sold(at, ("CHAMBER", "1"), ("KIT", "1"), target=Stage.PRODUCTION)
    at.store.write(deal_moves.refuse, deal_id, at.version(deal_id), RefusalReason.PRICE)
    assert [each.split(" is ")[1].split(":")[0] for each in told(at, "Peter")] == ["cancelled"]
    assert [each.split(" is ")[1].split(":")[0] for each in told(at, "Wanda", NoticeKind.GOODS)] == ["cancelled"]


def letter_to(at: House, address: str) -> int:
    row = at.store.write(letter_drafts.begin, to=(address,))
    saved = at.store.write(letter_drafts.save, row.id, row.version, subject="Pump", text="Good day")
    at.store.write(outbox.send, row.id, saved.version)
    return row.id


def test_a_letter_that_is_answered_is_news_no_more(at: House, clock: FixedClock) -> None:
    at.store.write(settings.keep, mail_settings.SENDER, "office@kontor-demo.example")
    at.store.write(
        factories.counterparty,
        "Uralchim",
        emails=["d.sokolow@uralchim.example"],
        department="Prom",
        seller_id=at.people["Pavel"],
    )
    at.store.employee_id = None
    at.store.write(take_letter, factories.letter())
    assert told(at, "Pavel") == ["Uralchim wrote: Pump for alkali"]
    at.store.employee_id = at.people["Olga"]
    letter_to(at, "d.sokolow@uralchim.example")
    assert len(told(at, "Pavel")) == 1
    clock.advance(seconds=outbox.UNDO_SECONDS)
    at.store.employee_id = None
    (claimed,) = at.store.write(outbox_delivery.claim, "host:1")
    at.store.write(outbox_delivery.handing, claimed.id, "host:1")
    at.store.write(outbox_delivery.handed, claimed.id, "host:1", ("d.sokolow@uralchim.example",), {}, {}, RAW)
    assert told(at, "Pavel") == []


def test_a_letter_of_which_somebody_has_decided_is_news_no_more(at: House, clock: FixedClock) -> None:
    at.store.write(settings.keep, mail_settings.SENDER, "office@kontor-demo.example")
    letter_id = letter_to(at, "a@client.example")
    clock.advance(seconds=outbox.UNDO_SECONDS)
    at.store.employee_id = None
    at.store.write(outbox_delivery.claim, "host:1")
    at.store.write(outbox_delivery.handing, letter_id, "host:1")
    at.store.write(outbox_delivery.unsure, letter_id, "host:1")
    assert len(told(at, "Olga", NoticeKind.MAIL)) == 1
    at.store.employee_id = at.people["Olga"]
    row = at.store.read(outbox.letter, letter_id)
    at.store.write(outbox.leave_as_sent, letter_id, row.version)
    assert told(at, "Olga", NoticeKind.MAIL) == []


def test_a_missed_call_is_news_until_somebody_talks_with_the_customer(at: House, clock: FixedClock) -> None:
    number = "+74955550117"
    customer = at.store.write(
        factories.counterparty, "Uralchim", phones=[number], department="Prom", seller_id=at.people["Olga"]
    )
    at.run(update(Counterparty).where(Counterparty.id == customer).values(kind=CounterpartyKind.CUSTOMER))
    at.run(update(Employee).where(Employee.id == at.people["Pavel"]).values(extension="102"))
    at.store.employee_id = None
    first: CallEvent = missed(ring(number=number))
    take(at.store, first)
    assert len(told(at, "Olga", NoticeKind.CALL_MISSED)) == 1
    at.store.write(
        notices.tell,
        [at.people["Olga"]],
        phrase("Missed again"),
        place="counterparties",
        record_id=customer,
        kind=NoticeKind.CALL_MISSED,
    )
    later = replace(ring(number=number, linked_id="2"), started_at=first.started_at + timedelta(hours=1))
    take(at.store, hung_up(answered(later)))
    assert told(at, "Olga", NoticeKind.CALL_MISSED) == []


def test_a_customer_that_another_seller_gets_is_no_news_for_the_old_one(at: House) -> None:
    def assign(to: str) -> None:
        version = int(at.get(Counterparty, at.customer, "version"))
        with at.acting("Igor"):
            at.store.write(counterparty_work.assign, at.customer, version, at.people[to])

    assign("Pavel")
    assert told(at, "Pavel") == ["Helios Batterie GmbH is yours now."]
    assign("Olga")
    assert told(at, "Pavel") == []
