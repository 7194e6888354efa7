"""One decision about several inquiries: all in one, undone in one, what others decided meanwhile is told and stays."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.models.audit import AuditEntry
from app.models.company import Department
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.tasks import Notification
from app.models.terms import CloseReason, InquiryState, Role
from app.models.triage_terms import Distribution
from app.operations import triage, triage_news, triage_several
from app.operations.intake import take_letter
from app.operations.triage_several import MOST, Choice, Decision
from tests import factories
from tests.clock import FixedClock
from tests.operations.triage_desk import NOON, state, told


def letters(store: Store, count: int) -> list[int]:
    found = []
    for number in range(count):
        letter = factories.letter(f"s{number}", name=f"Asker {number}", email=f"s{number}@client-{number}.example")
        taken = store.write(take_letter, letter).inquiry_id
        assert taken is not None
        found.append(taken)
    return found


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def inquiries(store: Store, people: dict[str, int], clock: FixedClock) -> list[int]:
    """Five inquiries of strangers; Marta is at her desk."""
    clock.moment = NOON - timedelta(minutes=30)
    found = letters(store, 5)
    clock.advance(minutes=1)
    store.employee_id = people["Marta"]
    return found


def choices(store: Store, inquiry_ids: list[int]) -> list[Choice]:
    versions = {row.id: row.version for row in store.read(triage.inbox).rows}
    return [Choice(each, versions[each]) for each in inquiry_ids]


def nina(store: Store) -> int:
    return store.write(factories.employee, "Nina Roth", Role.DISPATCHER)


def test_one_decision_for_all_and_one_undo(store: Store, inquiries: list[int], people: dict[str, int]) -> None:
    prom = store.write(factories.department, "Prom")
    came = len(store.read(told, people["Igor"]))
    decided = store.write(triage_several.several, choices(store, inquiries), Decision(triage.sort_to, (prom,)))
    assert [each.inquiry_id for each in decided.done] == inquiries
    assert decided.refused == ()
    assert {store.read(state, each) for each in inquiries} == {InquiryState.SORTED}
    assert len(store.read(told, people["Igor"])) == came + 5
    back = store.write(triage_several.undo_several, [Choice(each.inquiry_id, each.undo_version) for each in decided.done])
    assert len(back.done) == 5
    assert [row.id for row in store.read(triage.inbox).rows] == inquiries
    assert len(store.read(told, people["Igor"])) == came


def test_what_somebody_else_decided_stays_and_is_told(store: Store, inquiries: list[int], people: dict[str, int]) -> None:
    chosen = choices(store, inquiries)
    term, prom = (store.write(factories.department, code) for code in ("Term", "Prom"))
    store.employee_id = nina(store)
    store.write(triage.sort_to, inquiries[1], chosen[1].version, term)
    store.write(triage.close, inquiries[3], chosen[3].version, CloseReason.SPAM)
    store.employee_id = people["Marta"]
    decided = store.write(triage_several.several, chosen, Decision(triage.sort_to, (prom,)))
    assert [each.inquiry_id for each in decided.done] == [inquiries[place] for place in (0, 2, 4)]
    assert [each.why.said("en") for each in decided.refused] == [
        "Nina Roth has sent Asker 1 to Term.",
        "Nina Roth has closed Asker 3: advertising or spam.",
    ]
    assert all(each.number.startswith("A-") for each in decided.refused)

    def departments(session: Session) -> list[int | None]:
        return list(session.scalars(select(Inquiry.department_id).order_by(Inquiry.id)))

    assert store.read(departments) == [prom, term, prom, None, prom]


def test_undo_leaves_alone_what_others_went_on_with(store: Store, inquiries: list[int], people: dict[str, int]) -> None:
    prom = store.write(factories.department, "Prom")
    decided = store.write(triage_several.several, choices(store, inquiries), Decision(triage.sort_to, (prom,)))
    store.employee_id = people["Igor"]
    store.write(triage.assign, inquiries[0], decided.done[0].undo_version, people["Olga"])
    store.employee_id = people["Marta"]
    back = store.write(triage_several.undo_several, [Choice(each.inquiry_id, each.undo_version) for each in decided.done])
    assert [each.inquiry_id for each in back.done] == inquiries[1:]
    assert [each.why.said("en") for each in back.refused] == ["Igor Petrow has given Asker 0 to Olga Lebedewa."]


@pytest.mark.parametrize("who", ["Wanda", "Maria", None])
def test_others_may_not_decide_about_several(
    store: Store, inquiries: list[int], people: dict[str, int], who: str | None
) -> None:
    chosen = choices(store, inquiries)
    store.employee_id = people[who] if who else None
    with pytest.raises(NotAllowed):
        store.write(triage_several.several, chosen, Decision(triage.close, (CloseReason.SPAM,)))
    with pytest.raises(NotAllowed):
        store.write(triage_several.undo_several, chosen)


def test_a_seller_that_does_not_sell_there_is_refused_for_each(
    store: Store, inquiries: list[int], people: dict[str, int]
) -> None:
    decided = store.write(triage_several.several, choices(store, inquiries), Decision(triage.assign, (people["Wanda"],)))
    assert decided.done == ()
    assert {each.why.said("en") for each in decided.refused} == {"Wanda Lorenz does not sell in this department."}
    assert {store.read(state, each) for each in inquiries} == {InquiryState.NEW}


def test_too_many_at_once_are_refused(store: Store, inquiries: list[int]) -> None:
    with pytest.raises(UserError, match="at most"):
        store.write(
            triage_several.several,
            [Choice(each, 1) for each in range(MOST + 1)],
            Decision(triage.close, (CloseReason.SPAM,)),
        )


def test_the_trail_has_only_what_was_decided(store: Store, inquiries: list[int], people: dict[str, int]) -> None:
    chosen = choices(store, inquiries)
    chosen[2] = Choice(inquiries[2], 99)
    store.write(triage_several.several, chosen, Decision(triage.close, (CloseReason.SPAM,)))

    def closed(session: Session) -> list[int | None]:
        query = select(AuditEntry.record_id).where(AuditEntry.table_name == "inquiry", AuditEntry.action == "update")
        return list(session.scalars(query.where(AuditEntry.employee_id == people["Marta"]).order_by(AuditEntry.id)))

    assert store.read(closed) == [each for each in inquiries if each != inquiries[2]]


def test_two_who_choose_the_same_ones_decide_each_once(fresh_store: Store) -> None:
    people = fresh_store.write(factories.company)
    second = nina(fresh_store)
    inquiries = letters(fresh_store, 12)
    prom, term = (fresh_store.write(factories.department, code) for code in ("Prom", "Term"))
    chosen = choices(fresh_store, inquiries)
    barrier = threading.Barrier(2)
    done: dict[int, list[int]] = {}

    def decide(employee_id: int, department_id: int, mine: list[Choice]) -> None:
        own = Store(fresh_store.engine, clock=fresh_store.clock, employee_id=employee_id)
        barrier.wait(10)
        decided = own.write(triage_several.several, mine, Decision(triage.sort_to, (department_id,)))
        done[department_id] = [each.inquiry_id for each in decided.done]
        assert len(decided.done) + len(decided.refused) == len(mine)

    threads = [
        threading.Thread(target=decide, args=each)
        for each in ((people["Marta"], prom, chosen), (second, term, chosen[::-1]))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done[prom] + done[term]) == inquiries

    def departments(session: Session) -> dict[int, int | None]:
        return {row.id: row.department_id for row in session.execute(select(Inquiry.id, Inquiry.department_id))}

    found = fresh_store.read(departments)
    assert all(found[each] == prom for each in done[prom])
    assert all(found[each] == term for each in done[term])


# ---------------------------------------------------------------- what is told, and what is in nobody's way


def test_an_answer_meanwhile_is_in_no_decisions_way(store: Store, inquiries: list[int], people: dict[str, int]) -> None:
    seen = choices(store, inquiries)[0]

    def answered(session: Session) -> None:
        session.get_one(Inquiry, seen.inquiry_id).first_response_at = now(session)

    store.write(answered)
    prom = store.write(factories.department, "Prom")
    decided = store.write(triage.sort_to, seen.inquiry_id, seen.version, prom)
    store.write(answered)
    store.write(triage.undo, seen.inquiry_id, decided.undo_version)
    assert store.read(state, seen.inquiry_id) is InquiryState.NEW


def test_what_was_told_of_an_inquiry_goes_with_its_decision(
    store: Store, inquiries: list[int], people: dict[str, int]
) -> None:
    def open_notices(session: Session, employee_id: int) -> list[int]:
        mine = select(Notification.record_id).where(
            Notification.employee_id == employee_id, Notification.gone_at.is_(None), Notification.place == "triage"
        )
        return sorted(each or 0 for each in session.scalars(mine))

    assert store.read(open_notices, people["Marta"]) == inquiries
    prom = store.write(factories.department, "Prom")
    seen = choices(store, inquiries)
    store.write(triage.sort_to, inquiries[0], seen[0].version, prom)
    store.write(triage.close, inquiries[1], seen[1].version, CloseReason.SPAM)
    assert store.read(open_notices, people["Marta"]) == inquiries[2:]
    assert store.read(open_notices, people["Igor"]) == inquiries[:1]
    store.employee_id = people["Igor"]
    store.write(triage.assign, inquiries[0], store.read(triage.card, inquiries[0]).version, people["Olga"])
    assert store.read(open_notices, people["Igor"]) == []
    assert store.read(open_notices, people["Olga"]) == inquiries[:1]


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("sort", "Marta Vogel has sent Asker 0 to Prom."),
        ("assign", "Marta Vogel has given Asker 0 to Olga Lebedewa."),
        ("link", "Marta Vogel has added Asker 0 to Volga."),
        ("close", "Marta Vogel has closed Asker 0: mistaken, wrong address."),
    ],
)
def test_the_news_of_an_inquiry_says_who_decided_what(
    store: Store, inquiries: list[int], people: dict[str, int], deed: str, said: str
) -> None:
    seen = choices(store, inquiries)[0]
    decision = {
        "sort": Decision(triage.sort_to, (store.write(factories.department, "Prom"),)),
        "assign": Decision(triage.assign, (people["Olga"],)),
        "link": Decision(triage.link, (store.write(factories.counterparty, "Volga"),)),
        "close": Decision(triage.close, (CloseReason.MISTAKEN,)),
    }[deed]
    assert store.read(triage_news.news_of, seen.inquiry_id) is None
    store.write(triage_several.several, [seen], decision)
    news = store.read(triage_news.news_of, seen.inquiry_id)
    assert news is not None
    assert (news.sentence.said("en"), news.mine) == (said, True)
    store.employee_id = people["Igor"]
    other = store.read(triage_news.news_of, seen.inquiry_id)
    assert other is not None
    assert not other.mine


def test_later_is_told_with_its_time(store: Store, inquiries: list[int], clock: FixedClock) -> None:
    seen = choices(store, inquiries)[0]
    store.write(triage.later, seen.inquiry_id, seen.version, clock.moment + timedelta(hours=2))
    news = store.read(triage_news.news_of, seen.inquiry_id)
    assert news is not None
    assert news.sentence.said("en").startswith("Marta Vogel has laid Asker 0 aside until ")


def test_nothing_is_told_of_what_is_no_more(store: Store, inquiries: list[int]) -> None:
    assert store.read(triage_news.news_of, 999_999) is None


def test_taking_a_decision_back_gives_the_notice_back(store: Store, inquiries: list[int], people: dict[str, int]) -> None:
    def waiting(session: Session) -> int:
        mine = select(Notification.id).where(
            Notification.employee_id == people["Marta"], Notification.record_id == inquiries[0]
        )
        return len(session.scalars(mine.where(Notification.gone_at.is_(None))).all())

    prom = store.write(factories.department, "Prom")
    decided = store.write(triage.sort_to, inquiries[0], choices(store, inquiries)[0].version, prom)
    assert store.read(waiting) == 0
    store.write(triage.undo, inquiries[0], decided.undo_version)
    assert store.read(waiting) == 1


# ---------------------------------------------------------------- where Kontor names the seller


@pytest.mark.parametrize("way", [Distribution.ROUND_ROBIN, Distribution.LEAST_BUSY])
def test_kontor_names_the_seller_where_the_department_lets_it(
    store: Store, inquiries: list[int], people: dict[str, int], way: Distribution
) -> None:
    prom = store.write(factories.department, "Prom")

    def let(session: Session) -> None:
        session.get_one(Department, prom).distribution = way

    store.write(let)
    decided = store.write(triage_several.several, choices(store, inquiries[:4]), Decision(triage.sort_to, (prom,)))
    assert decided.done[0].sentence.said("en").startswith("Asker 0 sent to Prom, where ")

    def given(session: Session) -> list[int]:
        return [each or 0 for each in session.scalars(select(Inquiry.seller_id).order_by(Inquiry.id).limit(4))]

    assert sorted(store.read(given)) == sorted([people["Olga"], people["Pavel"]] * 2)
    assert {store.read(state, each) for each in inquiries[:4]} == {InquiryState.ASSIGNED}
    assert len([news for news in store.read(told, people["Igor"]) if " went to " in news]) == 4
    assert len(store.read(told, people["Olga"])) == 2
    back = store.write(triage_several.undo_several, [Choice(each.inquiry_id, each.undo_version) for each in decided.done])
    assert len(back.done) == 4
    assert {store.read(state, each) for each in inquiries[:4]} == {InquiryState.NEW}
    assert store.read(given) == [0] * 4
    assert store.read(told, people["Olga"]) == []
