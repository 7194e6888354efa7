"""Service's day by keys: visits done, taken, put off; contracts offered, concluded, renewed; machines and certificates."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.models.deals import Deal
from app.models.service import Certificate, Commissioning, ServiceContract, ServiceVisit
from app.models.terms import Periodicity, Stage
from app.operations import installation, service
from app.operations.installation import CommissioningDraft
from app.operations.service import ServiceDraft
from app.views.look.label import Label
from app.views.service.deal_lanes import DealLane
from app.views.service.lanes import ContractsLane
from app.views.service.room import LANES, ServiceRoom
from app.views.triage.card_lines import CardLink
from tests.clock import FixedClock
from tests.deal_factories import House
from tests.views.production.bench import Bench
from tests.views.service.conftest import staged


def contract(at: House, begin: date = date(2026, 7, 1), months: int = 12) -> int:
    deal_id = staged(at, Stage.SERVICE)
    draft = ServiceDraft(begin, months, Periodicity.MONTHLY, Decimal("900.00"))
    return at.store.write(service.conclude_contract, deal_id, at.version(deal_id), draft)


def visits(at: House) -> list[int]:
    def ids(session: Session) -> list[int]:
        return list(session.scalars(select(ServiceVisit.id).order_by(ServiceVisit.due_on)))

    return at.store.read(ids)


def go(bench: Bench, room: ServiceRoom, key: str) -> None:
    """To another list by its digit, until its card is there."""
    bench.press(room, str(list(LANES).index(key) + 1))
    lane = room.lane
    if isinstance(lane, DealLane):
        bench.qtbot.waitUntil(lambda: lane.row is None or lane.present_card() is not None)
    if isinstance(lane, ContractsLane):
        bench.qtbot.waitUntil(lambda: lane.row is None or bool(lane.card.findChildren(Label)))
        bench.settle(room)


def chips(room: ServiceRoom, key: str) -> list[str]:
    """What the selected row says in chips in the column *key*."""
    assert room.lane.row is not None
    look = room.lane.look(room.lane.row, key)
    return [] if look is None else [chip.text for chip in look.chips]


def test_a_visit_is_done_with_enter_and_taken_back(bench: Bench) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    first = visits(bench.at)[0]
    assert room.lane.row is not None
    assert room.lane.row.key == first
    assert chips(room, "due_on") == ["3 d late"]
    bench.press(room, "Return")
    bench.fill(room.lane, work="Seals changed")
    assert bench.get(ServiceVisit, first, "work") == "Seals changed"
    assert bench.said() == "The visit to Helios Batterie GmbH is recorded."
    bench.undo(room)
    assert bench.get(ServiceVisit, first, "done_at") is None


def test_a_visit_without_a_note_is_not_done(bench: Bench) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    bench.press(room, "V")
    bench.press(room, "Return")
    assert bench.form(room.lane).fields["work"].error == "Fill this in."


def test_a_visit_is_put_off_with_a_reason_and_moved_back(bench: Bench) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    first = visits(bench.at)[0]
    bench.press(room, "M")
    bench.fill(room.lane, due_on="10.08.2026")
    assert "Say why the visit is put off" in bench.said()
    bench.fill(room.lane, reason="Holidays")
    assert bench.get(ServiceVisit, first, "due_on") == date(2026, 8, 10)
    bench.undo(room)
    assert bench.get(ServiceVisit, first, "due_on") == date(2026, 7, 31)
    assert bench.get(ServiceVisit, first, "first_due_on") is None


def links(room: ServiceRoom) -> dict[str, CardLink]:
    return {each.words: each for each in room.lane.card.findChildren(CardLink) if each.isVisible()}


def chosen_for(room: ServiceRoom, qtbot: QtBot) -> QFileDialog:
    """The dialog that asks for a file."""
    qtbot.waitUntil(lambda: bool(room.lane.scans.files.findChildren(QFileDialog)))
    dialog: QFileDialog = room.lane.scans.files.findChildren(QFileDialog)[-1]
    return dialog


def test_a_contract_gets_its_signed_scan_by_key_and_shows_it(bench: Bench, tmp_path: Path) -> None:
    contract_id = contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "contracts")
    bench.qtbot.waitUntil(lambda: {"Add the scan"} == set(links(room)) & {"Add the scan", "Open the file"})
    path = tmp_path / "signed.pdf"
    path.write_bytes(b"%PDF-1.7 signed")
    bench.press(room, "S")
    dialog = chosen_for(room, bench.qtbot)
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    bench.qtbot.waitUntil(lambda: "Open the file" in links(room))
    assert bench.get(ServiceContract, contract_id, "document_id") is not None
    assert bench.said() == "“signed.pdf” is kept."
    links(room)["Open the file"].click()
    bench.qtbot.waitUntil(lambda: [each.data for each in bench.drawer.opened] == [b"%PDF-1.7 signed"])
    room.activateWindow()
    bench.qtbot.waitUntil(room.isActiveWindow)
    bench.undo(room)
    bench.qtbot.waitUntil(lambda: "Open the file" not in links(room))


def test_a_commissioning_record_gets_its_scan_where_service_is_offered(bench: Bench, tmp_path: Path) -> None:
    deal_id = staged(bench.at, Stage.INSTALLATION)
    ran = CommissioningDraft(date(2026, 7, 30), "Herr Brandt")
    with bench.at.acting("Sven"):
        record = bench.at.store.write(installation.commission, deal_id, bench.at.version(deal_id), ran)
    bench.at.run(update(Deal).where(Deal.id == deal_id).values(stage=Stage.SERVICE))
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "offers")
    texts = [label.text() for label in room.lane.card.findChildren(Label)]
    for fact, name in (("Done by", "Sven Hartmann"), ("Accepted by", "Herr Brandt")):
        assert texts[texts.index(fact) + 1] == name
    path = tmp_path / "protocol.pdf"
    path.write_bytes(b"%PDF-1.7 protocol")
    bench.press(room, "S")
    chosen_for(room, bench.qtbot).filesSelected.emit([str(path)])
    bench.qtbot.waitUntil(lambda: "Open the scan" in links(room))
    assert bench.get(Commissioning, record, "document_id") is not None
    assert "Add the scan" not in links(room)


def test_i_go_and_give_it_back(bench: Bench) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    first = visits(bench.at)[0]
    bench.press(room, "T")
    assert bench.get(ServiceVisit, first, "employee_id") == bench.at.people["Sven"]
    bench.qtbot.waitUntil(lambda: room.lane.row is not None and room.lane.row.cells["employee_id"] is not None)
    bench.press(room, "T")
    assert bench.get(ServiceVisit, first, "employee_id") is None


def test_digits_choose_the_list_and_it_is_remembered(bench: Bench) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    assert [lane.isVisible() for lane in room.lanes.values()] == [True, False, False, False, False]
    go(bench, room, "contracts")
    assert room.lane.isVisible()
    assert room.lane.hasFocus() or room.lane.view.table.hasFocus()
    again = bench.open(ServiceRoom, "Sven")
    assert again.segments.current == "contracts"


def test_service_is_offered_agreed_and_concluded(bench: Bench) -> None:
    deal_id = staged(bench.at, Stage.SERVICE)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "offers")
    assert chips(room, "accepted") == ["to offer"]
    bench.press(room, "F")
    assert bench.get(Deal, deal_id, "service_offered_at") is not None
    lane = room.lane
    assert isinstance(lane, DealLane)

    def fresh() -> bool:
        card = lane.present_card()
        return card is not None and card.version == bench.get(Deal, deal_id, "version")

    bench.qtbot.waitUntil(fresh)
    bench.press(room, "J")
    assert bench.get(Deal, deal_id, "service_accepted") is True
    bench.qtbot.waitUntil(fresh)
    bench.press(room, "C")
    bench.fill(room.lane, months="6", price="480")
    assert bench.at.one(select(ServiceContract.price)) == Decimal("480.00")
    assert bench.at.one(select(func.count(ServiceVisit.id))) == 2


def test_a_refusal_needs_its_reason(bench: Bench) -> None:
    deal_id = staged(bench.at, Stage.SERVICE)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "offers")
    bench.press(room, "X")
    bench.fill(room.lane, reason="Own workshop")
    assert bench.get(Deal, deal_id, "service_declined_reason") == "Own workshop"


def test_months_that_are_none_are_said_under_the_field(bench: Bench) -> None:
    staged(bench.at, Stage.SERVICE)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "offers")
    bench.press(room, "C")
    bench.fill(room.lane, months="2.5", price="480")
    assert bench.form(room.lane).fields["months"].error == "Whole months only."


def test_a_contract_that_ends_is_renewed_with_its_terms(bench: Bench, clock: FixedClock) -> None:
    old = contract(bench.at, months=3)
    clock.advance(days=40)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "contracts")
    assert chips(room, "ends_on") == ["in 18 d"]
    bench.press(room, "Return")
    form = bench.form(room.lane)
    assert (form.values()["starts_on"], form.values()["months"], form.values()["price"]) == (
        date(2026, 10, 1),
        Decimal(3),
        Decimal("900.00"),
    )
    bench.fill(room.lane, months="12")
    assert bench.at.one(select(ServiceContract.renews_id).where(ServiceContract.id != old)) == old


def test_the_contract_opens_as_a_paper(bench: Bench) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "contracts")
    bench.press(room, "D")
    bench.qtbot.waitUntil(lambda: bool(bench.drawer.opened))
    assert "SC-2026-0001" in bench.drawer.opened[0].filename


def test_a_machine_is_commissioned_or_need_not_be(bench: Bench) -> None:
    first, second = staged(bench.at, Stage.INSTALLATION), staged(bench.at, Stage.INSTALLATION)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "commissioning")
    bench.press(room, "Return")
    assert bench.form(room.lane).values()["accepted_by"] == "Dr. Karin Meinert"
    bench.fill(room.lane, serials="4711")
    assert bench.at.one(select(Commissioning.serials).where(Commissioning.deal_id == first)) == "4711"
    lane = room.lane
    assert isinstance(lane, DealLane)
    lane.open_record("commissioning", second)
    bench.qtbot.waitUntil(lambda: (card := lane.present_card()) is not None and card.deal_id == second)
    lane.view.table.setFocus()
    bench.press(room, "X")
    bench.fill(lane, reason="The customer does it")
    assert bench.get(Deal, second, "installation_needed") is False


def test_certificates_are_recorded_unit_by_unit(bench: Bench) -> None:
    staged(bench.at, Stage.CERTIFICATION)
    room = bench.open(ServiceRoom, "Sven")
    go(bench, room, "certificates")
    bench.press(room, "Return")
    bench.fill(room.lane, body="TÜV", number="TT-1")
    assert bench.at.one(select(Certificate.unit)) == 1


@pytest.mark.parametrize("name", ["Igor"])
def test_heads_read_visits_and_do_not_record_them(bench: Bench, name: str) -> None:
    contract(bench.at)
    room = bench.open(ServiceRoom, name)
    assert {key for _, key in room.commands}.isdisjoint({"V", "T", "M"})
    bench.press(room, "Return")
    assert bench.open_form(room.lane) is None


def test_a_link_leads_to_the_list_of_its_kind(bench: Bench, qtbot: QtBot) -> None:
    record = contract(bench.at)
    room = bench.open(ServiceRoom, "Sven")
    room.open_record("service_contract", record)
    bench.settle(room)
    assert room.segments.current == "contracts"
    bench.qtbot.waitUntil(lambda: room.lane.row is not None and room.lane.row.key == record)
    with qtbot.waitSignal(room.wanted) as way:
        bench.press(room, "O")
    assert way.args[0] == "deal"


def test_empty_lists_say_how_things_get_here(bench: Bench) -> None:
    room = bench.open(ServiceRoom, "Sven")
    for key, lane in room.lanes.items():
        go(bench, room, key)
        bench.qtbot.waitUntil(lane.view.empty.isVisible)
        for pressed in ("V", "T", "M", "X", "R", "D", "F", "J", "C", "O"):
            bench.press(room, pressed)
        assert bench.open_form(lane) is None
