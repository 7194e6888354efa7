"""The head's open cases by keys: resolved with a text, given to a seller, taken back; a deal is taken over by its form."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.models.deals import Deal
from app.models.quality_terms import CaseCause
from app.operations import difficult_cases
from app.views.deals.form import FormSlot, InlineForm
from app.views.desk import Desk
from app.views.look.fields import ChoiceField
from app.views.look.label import Label
from app.views.messages import Messages
from app.views.quality.cases_room import DifficultCasesRoom
from app.views.quality.taking_over import TakingOver
from tests.deal_factories import House, deal
from tests.views.production.bench import Bench
from tests.views.quiet import settled


def taken(at: House) -> int:
    deal_id = deal(at)
    with at.acting("Igor"):
        at.store.write(difficult_cases.take_over_deal, deal_id, at.version(deal_id), CaseCause.DELAY, "Third missed date")
    return deal_id


def test_a_case_is_resolved_and_given_back(bench: Bench, at: House) -> None:
    deal_id = taken(at)
    room = bench.open(DifficultCasesRoom, "Igor")
    words = [each.text() for each in room.card.findChildren(Label)]
    assert "Helios Batterie GmbH" in words
    assert "Third missed date" in words
    bench.press(room, "G")
    bench.fill(room, resolution="New date agreed, the customer is content")
    assert "Olga Lebedewa goes on" in bench.said()
    assert at.get(Deal, deal_id, "seller_id") == at.people["Olga"]
    assert room.view.model.rowCount() == 0
    bench.undo(room)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Igor"]
    assert room.view.model.rowCount() == 1


def test_enter_leads_to_the_deal_and_an_empty_list_says_how(bench: Bench, at: House) -> None:
    room = bench.open(DifficultCasesRoom, "Igor")
    assert any("No difficult case is open" in each.text() for each in room.findChildren(Label) if each.isVisible())
    deal_id = taken(at)
    room.refresh()
    bench.settle(room)
    wanted: list[tuple[str, int]] = []
    room.wanted.connect(lambda kind, record: wanted.append((kind, record)))
    bench.press(room, "Return")
    assert wanted == [("deal", deal_id)]


def test_a_resolution_is_needed(bench: Bench, at: House) -> None:
    taken(at)
    room = bench.open(DifficultCasesRoom, "Igor")
    bench.press(room, "G")
    bench.fill(room, resolution="   ")
    assert bench.form(room).fields["resolution"].error or "Write down how" in bench.said()


def test_the_form_asks_for_the_cause(bench: Bench, at: House, desk: Desk) -> None:
    deal_id = deal(at)
    at.store.employee_id = at.people["Igor"]
    messages, slot, place = Messages(), FormSlot(), QWidget()
    bench.qtbot.addWidget(slot)
    bench.qtbot.addWidget(place)
    changes: list[None] = []
    over = TakingOver(desk, messages, slot, place)
    over.changed.connect(lambda: changes.append(None))
    over.deal(deal_id, at.version(deal_id), "Helios")
    form = slot.form
    assert isinstance(form, InlineForm)
    cause = form.fields["cause"]
    assert isinstance(cause, ChoiceField)
    cause.set_value(CaseCause.OTHER)
    form.submit()
    settled(desk, bench.qtbot)
    assert "other cause" in messages.bar.sentence
    assert slot.isVisibleTo(slot.window())
    QTest.keyClicks(form.fields["note"].editor, "They know the owner")
    form.submit()
    settled(desk, bench.qtbot)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Igor"]
    assert not slot.isVisible()
    messages.bar._quiet.click()
    settled(desk, bench.qtbot)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Olga"]
    assert len(changes) == 2
