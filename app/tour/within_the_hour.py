"""Sorted within the hour: several inquiries at once, the promise and its proof, doubles joined and parted, five answers."""

from PySide6.QtWidgets import QApplication
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.counterparties import Contact, Counterparty
from app.models.inquiries import Inquiry
from app.models.quality import QualityAnswer
from app.models.terms import InquiryState, Role
from app.operations import double_noting, promise_proof
from app.operations.overview_spec import Question
from app.tour.cast import login_of
from app.tour.player import Player
from app.views.doubles.room import DoublesRoom
from app.views.promise.room import PromiseRoom
from app.views.quality.room import QualityRoom
from app.views.triage.room import TriageRoom

TOGETHER = 3
BEST = "5"
QUESTIONS = 5


def several_are_decided_as_one(player: Player) -> None:
    """The dispatcher marks three inquiries, sends them away by one key, and takes that back by one."""
    player.sit(player.read(login_of, Role.DISPATCHER))
    room = player.room("triage", TriageRoom)
    room.list.setFocus()
    player.key(room.list, "Home")
    for _ in range(TOGETHER - 1):
        player.key(room.list, "Shift+Down")
    chosen = [row.id for row in room.list.chosen_rows]
    player.check(len(chosen) == TOGETHER, "{count} inquiries are chosen together.", count=TOGETHER)
    player.picture("triage-several")
    player.key(room.list, "1")
    player.check(player.read(_states, chosen) == {InquiryState.SORTED}, "One key has sent all of them to their department.")
    player.key(room.list, "Ctrl+Z")
    player.check(player.read(_states, chosen) == {InquiryState.NEW}, "One key has brought all of them back.")


def promise_is_proved(player: Player) -> None:
    """The head looks whether the inbox was emptied in time, by whom, and who waited longest."""
    player.sit(player.read(login_of, Role.HEAD, "Prom"))
    player.room("promise", PromiseRoom)
    player.picture("promise")
    proof = player.read(promise_proof.proof, Question())
    sorters = sum(each.tally.came for each in proof.people)
    player.check(
        proof.whole.came > 0 and sorters == proof.whole.came,
        "Of {count} inquiries the proof tells who sorted them, and when: {kept} promised times kept, {missed} not.",
        count=proof.whole.came,
        kept=proof.kept,
        missed=proof.missed,
    )


def doubles_are_joined_and_parted(player: Player) -> None:
    """Two records of one customer, side by side: merged with everything they have, and parted again."""
    player.store.write(double_noting.sweep, None)
    player.sit(player.read(login_of, Role.DISPATCHER))
    room = player.room("doubles", DoublesRoom)
    player.check(room.pair is not None, "Somebody stands twice among the customers.")
    if room.pair is None:
        return
    pair = room.pair.first.id, room.pair.second.id
    before = {each: player.read(_people_of, each) for each in pair}
    player.key(room.list, "Return")
    player.picture("doubles-side-by-side")
    player.key(room.page.fields, "M")
    kept = next((each for each in pair if player.read(_merged_into, each) is None), 0)
    player.check(player.read(_people_of, kept) == sum(before.values()), "They are one now, with the people of both.")
    player.key(room.list, "Ctrl+Z")
    player.check({each: player.read(_people_of, each) for each in pair} == before, "They are two again, each with its own.")


def head_asks_customers(player: Player) -> None:
    """The head draws customers by lot, asks one of them five questions, and sees what that says."""
    player.sit(player.read(login_of, Role.HEAD, "Prom"))
    room = player.room("quality_calls", QualityRoom)
    if not room.view.model.rowCount():
        player.key(room, "D")
    asked = player.read(_answers)
    player.key(room, "A")
    for _ in range(QUESTIONS):
        player.key(QApplication.focusWidget() or room, BEST)
    player.picture("quality-call")
    player.key(QApplication.focusWidget() or room, "Ctrl+Return")
    player.check(player.read(_answers) == asked + QUESTIONS, "What the customer answered to five questions is kept.")
    player.key(room, "V")
    player.picture("satisfaction")


def _states(session: Session, ids: list[int]) -> set[InquiryState]:
    return set(session.scalars(select(Inquiry.state).where(Inquiry.id.in_(ids))))


def _people_of(session: Session, counterparty_id: int) -> int:
    return session.scalar(select(func.count(Contact.id)).where(Contact.counterparty_id == counterparty_id)) or 0


def _merged_into(session: Session, counterparty_id: int) -> int | None:
    return session.scalar(select(Counterparty.merged_into_id).where(Counterparty.id == counterparty_id))


def _answers(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(QualityAnswer)) or 0
