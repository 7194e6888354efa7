"""The draw: only who may be called, everybody with the same chance, each seller fairly, and it can be worked out again."""

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound
from app.models.counterparties import ContactPoint
from app.models.deals import Deal
from app.models.quality import QualityCall, QualityDraw
from app.models.quality_terms import QualityKind
from app.models.terms import ConsentState, ContactPointKind, Stage
from app.operations import quality_sample
from app.operations.quality_sample import Candidate, pick, ticket
from app.operations.quality_settings import SampleSettings
from tests.clock import FixedClock
from tests.deal_factories import House, house
from tests.operations.marketing_desk import blocked, consent
from tests.operations.quality_company import contacted, ended

CLOSED = QualityKind.CLOSED_DEAL
ONLY_CLOSED = SampleSettings(closed_deals=100, lost_deals=0, first_contacts=0)


@pytest.fixture
def at(store: Store) -> House:
    company = house(store)
    store.employee_id = company.people["Igor"]
    return company


@dataclass(frozen=True)
class Call:
    id: int
    kind: QualityKind
    deal_id: int | None
    counterparty_id: int
    seller_id: int | None
    drawn_by_id: int | None


def _calls(session: Session) -> tuple[Call, ...]:
    fields = [getattr(QualityCall, name) for name in Call.__dataclass_fields__]
    return tuple(Call(*row) for row in session.execute(select(*fields).order_by(QualityCall.id)))


def drawn(at: House) -> tuple[Call, ...]:
    return at.store.read(_calls)


def test_a_draw_takes_of_each_kind_what_is_chosen(at: House) -> None:
    olga = at.people["Olga"]
    at.store.write(ended, olga, Stage.CLOSED, count=6)
    at.store.write(ended, olga, Stage.NOT_SUITABLE, count=2)
    at.store.write(contacted, olga, count=5)
    found = at.store.write(quality_sample.draw, SampleSettings(closed_deals=4, lost_deals=3, first_contacts=3))
    calls = drawn(at)
    assert Counter(each.kind for each in calls) == {
        CLOSED: 4,
        QualityKind.LOST_DEAL: 2,
        QualityKind.FIRST_CONTACT: 3,
    }
    assert found.missing == {QualityKind.LOST_DEAL: 1}
    assert len({each.counterparty_id for each in calls}) == 9
    assert {(each.seller_id, each.drawn_by_id) for each in calls} == {(olga, at.people["Igor"])}


def test_who_must_not_be_called_is_never_drawn(at: House) -> None:
    olga = at.people["Olga"]
    write = at.store.write
    (fine,) = write(ended, olga, Stage.CLOSED, name="Fine")
    (again,) = write(ended, olga, Stage.CLOSED, name="Agreed again", phone="+493715511001")
    write(ended, olga, Stage.CLOSED, name="Blocked", phone="+493715511002")
    write(ended, olga, Stage.CLOSED, name="Refused", phone="+493715511003")
    write(ended, olga, Stage.CLOSED, name="Long ago", days=31)
    write(ended, olga, Stage.SELECTION, name="Still open")
    write(ended, at.people["Boris"], Stage.CLOSED, name="Another department")
    (silent,) = write(ended, olga, Stage.CLOSED, name="Without a number")
    party = at.get(Deal, silent, "counterparty_id")
    at.run(update(ContactPoint).where(ContactPoint.counterparty_id == party).values(valid=False))
    write(blocked, "+493715511002")
    for said in (ConsentState.GIVEN, ConsentState.REFUSED):
        write(consent, "+493715511003", said, ContactPointKind.PHONE)
    for said in (ConsentState.WITHDRAWN, ConsentState.GIVEN):
        write(consent, "+493715511001", said, ContactPointKind.PHONE)
    write(quality_sample.draw, ONLY_CLOSED)
    assert {each.deal_id for each in drawn(at)} == {fine, again}


def test_nobody_is_drawn_twice_within_the_rest(at: House, clock: FixedClock) -> None:
    olga = at.people["Olga"]
    at.store.write(ended, olga, Stage.CLOSED, count=3)
    at.store.write(quality_sample.draw, ONLY_CLOSED)
    assert len(drawn(at)) == 3
    again = SampleSettings(closed_deals=9, lost_deals=0, first_contacts=0, days=300, rest_days=90)
    assert at.store.write(quality_sample.draw, again).call_ids == ()
    # Also after the rest: who still waits to be asked is not drawn anew.
    clock.advance(days=91)
    assert at.store.write(quality_sample.draw, again).call_ids == ()


def test_why_just_this_one_can_be_worked_out(at: House) -> None:
    olga = at.people["Olga"]
    deals = at.store.write(ended, olga, Stage.CLOSED, count=8)
    at.store.write(quality_sample.draw, SampleSettings(closed_deals=3, lost_deals=0, first_contacts=0))
    seed = at.one(select(QualityDraw.seed))
    by_hand = sorted(deals, key=lambda each: sha256(f"{seed}:closed_deal:{each}".encode()).hexdigest())
    calls = drawn(at)
    assert [each.deal_id for each in calls] == by_hand[:3]
    shown = at.store.read(quality_sample.why, calls[1].id)
    assert (shown.seed, shown.place, shown.pool, shown.by) == (seed, 2, 8, "Igor Petrow")
    assert shown.ticket == ticket(seed, CLOSED, by_hand[1])


def test_every_draw_has_a_seed_of_its_own(at: House) -> None:
    for _ in range(3):
        at.store.write(quality_sample.draw)
    seeds = at.store.read(lambda session: tuple(session.scalars(select(QualityDraw.seed))))
    assert len(set(seeds)) == 3
    assert all(len(each) == 32 for each in seeds)


def test_only_heads_draw_and_the_administrator_everywhere(at: House) -> None:
    at.store.write(ended, at.people["Boris"], Stage.CLOSED)
    at.store.write(ended, at.people["Olga"], Stage.CLOSED)
    for name in ("Olga", "Marta", "Maria"):
        with at.acting(name), pytest.raises(NotAllowed):
            at.store.write(quality_sample.draw)
    with at.acting("Admin"):
        assert len(at.store.write(quality_sample.draw).call_ids) == 2
    with pytest.raises(NotFound):
        at.store.read(quality_sample.why, 4711)


@given(
    st.dictionaries(st.integers(1, 6), st.integers(1, 12), min_size=1),
    st.integers(0, 40),
    st.text("0123456789abcdef", min_size=8, max_size=8),
)
def test_sellers_have_fair_shares(sizes: dict[int, int], count: int, seed: str) -> None:
    found = [
        Candidate(CLOSED, seller * 100 + at, seller * 1000 + at, seller, None)
        for seller, size in sizes.items()
        for at in range(size)
    ]
    taken = pick(found, seed, count)
    assert len(taken) == min(count, len(found))
    assert pick(list(reversed(found)), seed, count) == taken
    shares = Counter(each.candidate.seller_id for each in taken)
    most = max(shares.values(), default=0)
    # Who has one less than the one with most has nobody left.
    assert all(shares[seller] >= min(most - 1, size) for seller, size in sizes.items())


def test_everybody_has_the_same_chance() -> None:
    found = [Candidate(CLOSED, each, each, 1, None) for each in range(10)]
    seen = Counter(taken.candidate.record_id for seed in range(2000) for taken in pick(found, f"seed {seed}", 3))
    # 600 each are expected, with a deviation of 20.5: five of them are no chance.
    assert all(500 < seen[each] < 700 for each in range(10))


def test_two_deals_of_one_customer_are_one_call() -> None:
    found = [Candidate(CLOSED, each, 7, each % 2, None) for each in range(6)]
    assert len(pick(found, "seed", 6)) == 1
    assert pick(found, "seed", 6, without=(7,)) == ()
