"""The rooms of the house: what the rail says of a room that was not visited yet is what the room says of itself."""

from types import SimpleNamespace

import pytest

from app import on_first_use
from app.models.terms import Role
from app.operations.actors import Actor
from app.views.counterparties.room import CounterpartiesRoom
from app.views.deals.room import DealsRoom
from app.views.doubles.room import DoublesRoom
from app.views.inquiries.room import InquiriesRoom
from app.views.intake_rules.room import IntakeRulesRoom
from app.views.leads.rooms import MyLeadsRoom, NewLeadsRoom
from app.views.letter_templates.room import LetterTemplatesRoom
from app.views.letter_texts.room import LetterTextsRoom
from app.views.letters.room import LettersRoom
from app.views.mail.room import MailRoom
from app.views.marketing.exports_room import ExportsRoom
from app.views.marketing.room import SegmentsRoom
from app.views.overview.room import OverviewRoom
from app.views.production.room import ProductionRoom
from app.views.promise.room import PromiseRoom
from app.views.purchases.room import PurchasesRoom
from app.views.quality.cases_room import DifficultCasesRoom
from app.views.quality.room import QualityRoom
from app.views.room import Room
from app.views.rooms import HOUSE, Offered, load_rooms, rooms_of
from app.views.service.room import ServiceRoom
from app.views.settings.room import SettingsRoom
from app.views.station.room import StationRoom
from app.views.station.ship_room import ShipRoom
from app.views.stock.count_room import CountRoom
from app.views.stock.moves_room import MovesRoom
from app.views.stock.room import StockRoom
from app.views.tasks.room import TasksRoom
from app.views.telephone.room import TelephoneRoom
from app.views.triage.room import TriageRoom

ROOMS: tuple[type[Room], ...] = (
    TriageRoom,
    CounterpartiesRoom,
    TasksRoom,
    TelephoneRoom,
    NewLeadsRoom,
    MyLeadsRoom,
    DealsRoom,
    DoublesRoom,
    StationRoom,
    ShipRoom,
    InquiriesRoom,
    IntakeRulesRoom,
    OverviewRoom,
    SegmentsRoom,
    ExportsRoom,
    ProductionRoom,
    PromiseRoom,
    PurchasesRoom,
    ServiceRoom,
    StockRoom,
    MovesRoom,
    CountRoom,
    LetterTemplatesRoom,
    LetterTextsRoom,
    LettersRoom,
    MailRoom,
    QualityRoom,
    DifficultCasesRoom,
    SettingsRoom,
)


BY_NAME = {room.name: room for room in ROOMS}


@pytest.mark.parametrize("offered", HOUSE, ids=[offered.name for offered in HOUSE])
def test_the_rail_says_of_a_room_what_the_room_says_of_itself(offered: Offered) -> None:
    room = BY_NAME[offered.name]
    assert (offered.name, offered.title, offered.icon) == (room.name, room.title, room.icon)
    assert offered.topics == room.topics


def test_all_rooms_of_a_person_can_be_loaded_ahead() -> None:
    load_rooms(Actor(1, "admin", "Admin", "en", None, frozenset(Role)))
    assert all(on_first_use.is_loaded(room.__module__) for room in ROOMS)


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.HEAD, Role.SELLER])
def test_a_notice_about_an_inquiry_leads_to_the_room_of_whoever_is_told(role: Role) -> None:
    assert any("triage" in offered.kinds for offered in HOUSE if role in offered.roles)


FIRST = {Role.PRODUCTION: "production", Role.SERVICE: "service", Role.SELLER: "my_leads"}


@pytest.mark.parametrize(("role", "room"), FIRST.items())
def test_the_day_begins_in_the_room_of_ones_own_work(role: Role, room: str) -> None:
    person = Actor(1, "somebody", "Somebody", "en", None, frozenset({role}))
    assert rooms_of(SimpleNamespace(person=person))[0].name == room  # type: ignore[arg-type]  # only the person is asked
