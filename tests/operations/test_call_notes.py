"""Notes of calls as they are typed, and calls whose result is still to be noted."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound
from app.models.interactions import Interaction
from app.models.session import is_replayable, now
from app.models.terms import CallOutcome, Direction
from app.operations import call_desk
from tests import call_factories, factories


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def olga(store: Store, people: dict[str, int]) -> Store:
    store.employee_id = people["Olga"]
    return store


def text_of(session: Session, call: int) -> str:
    return session.scalars(select(Interaction.text).where(Interaction.id == call)).one()


def test_a_note_is_the_text_of_the_call_and_the_last_typing_counts(olga: Store) -> None:
    call = olga.write(call_factories.call)
    for typed in ("wants", "wants a pump", "wants a pump "):
        olga.write(call_desk.note, call, typed)
    assert olga.read(text_of, call) == "wants a pump"
    assert is_replayable(call_desk.note)
    olga.write(call_desk.note, call, "  ")
    assert olga.read(text_of, call) == ""
    assert olga.read(call_desk.notes, call) == ()


def test_notes_of_several_stand_together_with_their_names(olga: Store, people: dict[str, int]) -> None:
    call = olga.write(call_factories.call)
    olga.write(call_desk.note, call, "asks for Pavel")
    olga.employee_id = people["Pavel"]
    olga.write(call_desk.note, call, "needs two pumps")
    assert olga.read(text_of, call) == "Olga Lebedewa: asks for Pavel\nPavel Gromow: needs two pumps"
    card = olga.read(call_desk.pop_up, call)
    assert (card.note, [each.who for each in card.others]) == ("needs two pumps", ["Olga Lebedewa"])
    olga.write(call_desk.note, call, "")
    assert olga.read(text_of, call) == "asks for Pavel"


def test_a_text_that_was_there_before_is_nobodys_to_overwrite(olga: Store, people: dict[str, int]) -> None:
    call = olga.write(call_factories.call, employee_id=people["Pavel"], text="written with a task")
    olga.write(call_desk.note, call, "mine")
    assert olga.read(text_of, call) == "Olga Lebedewa: mine\nPavel Gromow: written with a task"
    own = olga.write(call_factories.call, employee_id=people["Olga"], text="before")
    assert olga.read(call_desk.pop_up, own).note == "before"
    olga.write(call_desk.add_to_note, own, "after")
    assert olga.read(text_of, own) == "before\nafter"
    olga.write(call_desk.add_to_note, own, "after")
    assert olga.read(text_of, own) == "before\nafter"


def test_a_note_needs_somebody_and_a_call(olga: Store) -> None:
    with pytest.raises(NotFound):
        olga.write(call_desk.note, 999_999, "x")
    with pytest.raises(NotFound):
        olga.write(call_desk.settle, 999_999)
    call = olga.write(call_factories.call)
    olga.employee_id = None
    for use, given in ((call_desk.note, (call, "x")), (call_desk.settle, (call,)), (call_desk.unsettle, (call,))):
        with pytest.raises(NotAllowed):
            olga.write(use, *given)


def test_calls_without_a_result_are_mine_talked_in_external_and_not_settled(olga: Store, people: dict[str, int]) -> None:
    me, answered = people["Olga"], CallOutcome.ANSWERED
    moment = olga.read(now)
    mine = [
        olga.write(
            call_factories.call, outcome=answered, talked=60, employee_id=me, at=moment - timedelta(days=days, hours=1)
        )
        for days in (6, 0)
    ]
    olga.write(call_factories.call, outcome=answered, talked=60, employee_id=me, at=moment - timedelta(days=9))
    olga.write(call_factories.call, outcome=answered, talked=60, employee_id=people["Pavel"])
    olga.write(call_factories.call, outcome=answered, talked=60, employee_id=me, text="noted")
    olga.write(call_factories.call, outcome=CallOutcome.MISSED, employee_id=me)
    olga.write(call_factories.call, talked=5, employee_id=me)
    olga.write(call_factories.call, None, direction=Direction.INTERNAL, outcome=answered, talked=9, employee_id=me)
    found = olga.read(call_desk.without_result)
    assert [row.interaction_id for row in found] == mine
    assert found[0].talked == 60
    olga.write(call_desk.settle, mine[0])
    olga.write(call_desk.note, mine[1], "wants an offer")
    assert olga.read(call_desk.without_result) == ()
    olga.write(call_desk.unsettle, mine[0])
    assert [row.interaction_id for row in olga.read(call_desk.without_result)] == [mine[0]]


def test_one_call_whole(olga: Store, people: dict[str, int]) -> None:
    olga.write(call_factories.telephone, people["Pavel"], "215")
    party = olga.write(factories.counterparty, "Helios", phones=["+79161234567"], contact="Karin Meinert")
    call = olga.write(call_factories.call, outcome=CallOutcome.ANSWERED, talked=65, counterparty_id=party)
    olga.write(call_factories.leg, call, "215")
    olga.write(call_factories.leg, call, "+79990001122")
    olga.write(call_desk.note, call, "two pumps")
    found = olga.read(call_desk.call, call)
    assert (found.row.name, found.row.company, found.row.talked) == ("Karin Meinert", "Helios", 65)
    assert [(leg.extension, leg.who) for leg in found.legs] == [("215", "Pavel Gromow"), ("+79990001122", "")]
    assert [note.text for note in found.notes] == ["two pumps"]
    with pytest.raises(NotFound):
        olga.read(call_desk.call, 999_999)
