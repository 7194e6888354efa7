"""A head takes a case over and gives it back: who has it, who is told what, what the history keeps, and who may not."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.language import restored
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.notice_terms import NoticeKind
from app.models.quality import DifficultCase
from app.models.quality_terms import CaseCause
from app.models.tasks import Notification, Task
from app.models.terms import InquiryState, InteractionKind, Stage, TaskKind
from app.operations import difficult_case_rows, difficult_cases, register
from app.operations.difficult_cases import CaseDone
from app.operations.register_spec import Condition, Operator, Shown
from tests.deal_factories import House, deal, house
from tests.operations.quality_company import contacted, ended

DELAY = CaseCause.DELAY


@pytest.fixture
def at(store: Store) -> House:
    company = house(store)
    store.employee_id = company.people["Olga"]
    return company


def told(session: Session) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Notification.employee_id, Notification.sentence, Notification.params).where(
            Notification.kind == NoticeKind.QUALITY, Notification.gone_at.is_(None)
        )
    )
    return tuple((who, restored(sentence, params).said("en")) for who, sentence, params in rows)


def notes(session: Session) -> tuple[str, ...]:
    query = select(Interaction.text).where(Interaction.kind == InteractionKind.NOTE).order_by(Interaction.id)
    return tuple(session.scalars(query))


def whose_tasks(session: Session) -> set[int | None]:
    return set(session.scalars(select(Task.employee_id).where(Task.done_at.is_(None), Task.deal_id.is_not(None))))


def taken(at: House, note: str = "Third missed date") -> tuple[int, CaseDone]:
    deal_id = deal(at)
    with at.acting("Igor"):
        return deal_id, at.store.write(difficult_cases.take_over_deal, deal_id, at.version(deal_id), DELAY, note)


def test_a_deal_becomes_the_heads_and_its_seller_sees_why(at: House) -> None:
    deal_id, done = taken(at)
    igor, olga = at.people["Igor"], at.people["Olga"]
    assert at.get(Deal, deal_id, "seller_id") == igor
    assert at.store.read(whose_tasks) == {igor}
    ((who, words),) = at.store.read(told)
    assert who == olga
    assert words.startswith("Igor Petrow has taken over Helios Batterie GmbH")
    assert words.endswith("promises were missed. Third missed date")
    assert at.store.read(notes) == ("Taken over from Olga Lebedewa: promises were missed. Third missed date",)
    assert done.sentence.said("en") == "Helios Batterie GmbH is yours now; Olga Lebedewa was told why."
    row = at.store.read(difficult_case_rows.case, done.case_id)
    assert (row.from_name, row.taken_by, row.cause, row.note) == ("Olga Lebedewa", "Igor Petrow", DELAY, "Third missed date")
    with at.acting("Igor"):
        assert [each.id for each in at.store.read(difficult_case_rows.rows)] == [done.case_id]


def test_the_resolution_gives_it_back_and_stands_in_the_history(at: House) -> None:
    deal_id, done = taken(at)
    with at.acting("Igor"):
        back = at.store.write(difficult_cases.resolve, done.case_id, done.version, "New date agreed", at.people["Olga"])
        assert at.store.read(difficult_case_rows.rows) == ()
        (row,) = at.store.read(difficult_case_rows.rows, opened=False)
    assert (row.resolution, row.resolved_at is not None) == ("New date agreed", True)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Olga"]
    assert at.store.read(whose_tasks) == {at.people["Olga"]}
    assert at.store.read(notes)[1] == "Difficult case resolved, Olga Lebedewa goes on: New date agreed"
    with at.acting("Igor"):
        at.store.write(difficult_cases.reopen, back)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Igor"]
    assert len(at.store.read(notes)) == 1


def test_it_may_go_to_another_seller_or_stay(at: House) -> None:
    deal_id, done = taken(at)
    with at.acting("Igor"):
        with pytest.raises(UserError, match="does not sell"):
            at.store.write(difficult_cases.resolve, done.case_id, done.version, "Done", at.people["Wanda"])
        at.store.write(difficult_cases.resolve, done.case_id, done.version, "Done", at.people["Pavel"])
    assert at.get(Deal, deal_id, "seller_id") == at.people["Pavel"]
    # Both hear of it: who had it, and who has it now.
    assert {who for who, words in at.store.read(told) if "again" in words} == {at.people["Olga"], at.people["Pavel"]}
    with at.acting("Igor"):
        again = at.store.write(difficult_cases.take_over_deal, deal_id, at.version(deal_id), CaseCause.COMPLAINT)
        at.store.write(difficult_cases.resolve, again.case_id, again.version, "I keep it", at.people["Igor"])
    assert at.get(Deal, deal_id, "seller_id") == at.people["Igor"]


def test_a_taking_over_can_be_undone(at: House) -> None:
    deal_id, done = taken(at)
    with at.acting("Admin"), pytest.raises(NotAllowed):
        at.store.write(difficult_cases.take_back, done)
    with at.acting("Igor"):
        at.store.write(difficult_cases.take_back, done)
    assert at.get(Deal, deal_id, "seller_id") == at.people["Olga"]
    assert at.count(select(DifficultCase)) == 0
    assert at.store.read(notes) == ()
    assert at.store.read(told) == ()


def test_a_lead_that_waits_for_a_seller_can_be_taken(at: House) -> None:
    (inquiry_id,) = at.store.write(contacted, at.people["Olga"])
    at.store.write(_unassigned, inquiry_id)
    with at.acting("Igor"):
        version = at.get(Inquiry, inquiry_id, "version")
        done = at.store.write(difficult_cases.take_over_inquiry, inquiry_id, version, CaseCause.CUSTOMER_ASKED)
        assert at.get(Inquiry, inquiry_id, "seller_id") == at.people["Igor"]
        assert at.get(Inquiry, inquiry_id, "state") is InquiryState.ASSIGNED
        assert at.count(select(Task).where(Task.kind == TaskKind.QUALIFY, Task.done_at.is_(None))) == 1
        assert at.store.read(notes) == ("Taken over by the head: the customer asked for it",)
        at.store.write(difficult_cases.take_back, done)
        assert at.get(Inquiry, inquiry_id, "state") is InquiryState.SORTED
        assert at.get(Inquiry, inquiry_id, "seller_id") is None
        version = at.get(Inquiry, inquiry_id, "version")
        done = at.store.write(difficult_cases.take_over_inquiry, inquiry_id, version, CaseCause.CUSTOMER_ASKED)
        at.store.write(difficult_cases.resolve, done.case_id, done.version, "Talked", at.people["Pavel"])
    assert at.get(Inquiry, inquiry_id, "seller_id") == at.people["Pavel"]
    mine = select(Task.employee_id).where(Task.kind == TaskKind.QUALIFY, Task.done_at.is_(None))
    assert at.one(mine) == at.people["Pavel"]


def _unassigned(session: Session, inquiry_id: int) -> None:
    inquiry = session.get_one(Inquiry, inquiry_id)
    inquiry.state, inquiry.seller_id = InquiryState.SORTED, None


def test_refusals(at: House) -> None:
    deal_id = deal(at)
    version = at.version(deal_id)
    take = difficult_cases.take_over_deal
    for name in ("Olga", "Anna", "Marta"):
        with at.acting(name), pytest.raises(NotAllowed):
            at.store.write(take, deal_id, version, DELAY)
    with at.acting("Igor"):
        with pytest.raises(UserError, match="other cause"):
            at.store.write(take, deal_id, version, CaseCause.OTHER, "  ")
        with pytest.raises(Conflict):
            at.store.write(take, deal_id, version + 1, DELAY)
        done = at.store.write(take, deal_id, version, DELAY)
        with pytest.raises(UserError, match="taken this over already"):
            at.store.write(take, deal_id, done.record_version, DELAY)
        (over,) = at.store.write(ended, at.people["Olga"], Stage.CLOSED)
        with pytest.raises(UserError, match="has ended"):
            at.store.write(take, over, 1, DELAY)
        with pytest.raises(UserError, match="how the case was resolved"):
            at.store.write(difficult_cases.resolve, done.case_id, done.version, " ", at.people["Olga"])
        with pytest.raises(NotFound):
            at.store.write(difficult_cases.resolve, 4711, 1, "x", at.people["Olga"])
        resolved = at.store.write(difficult_cases.resolve, done.case_id, done.version, "x", at.people["Igor"])
        with pytest.raises(UserError, match="resolved already"):
            at.store.write(difficult_cases.resolve, done.case_id, resolved.version, "x", at.people["Igor"])
        with pytest.raises(UserError, match="yours already"):
            at.store.write(take, deal_id, at.version(deal_id), DELAY)
    for name in ("Anna", "Olga"):
        with at.acting(name), pytest.raises(NotAllowed):
            at.store.write(difficult_cases.resolve, done.case_id, resolved.version, "x", at.people["Olga"])
    with at.acting("Admin"):
        (inquiry_id,) = at.store.write(contacted, at.people["Olga"])
        at.store.write(_linked, inquiry_id)
        with pytest.raises(UserError, match="no open lead"):
            at.store.write(difficult_cases.take_over_inquiry, inquiry_id, 2, DELAY)


def _linked(session: Session, inquiry_id: int) -> None:
    session.get_one(Inquiry, inquiry_id).state = InquiryState.LINKED


def test_heads_see_their_own_cases(at: House) -> None:
    taken(at)
    shown = Shown("difficult_cases", (Condition("open", Operator.IS, ("yes",)),))
    for name, count in (("Igor", 1), ("Anna", 0), ("Admin", 1)):
        with at.acting(name):
            assert at.store.read(register.count, shown).number == count
            assert len(at.store.read(difficult_case_rows.rows)) == count
    with at.acting("Olga"), pytest.raises(NotAllowed):
        at.store.read(difficult_case_rows.rows)
