"""An answer joins the letter that it answers, from whatever address of that company it comes; a subject proves nothing."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed
from app.models.counterparties import Contact, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Interaction
from app.models.tasks import Notification
from app.models.terms import CloseReason, InquiryState
from app.operations import link_proposals, triage
from app.operations.intake import Taken, take_letter
from tests import factories
from tests.operations.triage_desk import asked, told, version
from tests.operations.written import handed_over, open_deal, written

OURS = "<quotation-7@kontor-demo.example>"
KNOWN = "snab@volgahim.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def volga(store: Store, people: dict[str, int]) -> int:
    return store.write(
        factories.counterparty, "Volga", emails=[KNOWN], contact="Irina", department="Prom", seller_id=people["Olga"]
    )


def kept(session: Session, taken: Taken) -> Interaction:
    return session.get_one(Interaction, taken.interaction_id)


def notices(session: Session) -> int:
    return session.scalar(select(func.count(Notification.id))) or 0


def person(session: Session, counterparty_id: int) -> int:
    return session.scalars(select(Contact.id).where(Contact.counterparty_id == counterparty_id)).one()


def test_an_answer_joins_deal_and_person_and_tells_seller_and_author_once(
    store: Store, people: dict[str, int], volga: int
) -> None:
    deal_id = store.write(open_deal, volga, people["Olga"])
    store.write(written, OURS, volga, people["Pavel"], to=[KNOWN], deal_id=deal_id)
    taken = store.write(
        take_letter, factories.letter("r1", email=KNOWN, references=(OURS, "<older@x>"), subject="Re: offer")
    )
    assert (taken.outcome, taken.counterparty_id, taken.proposal_id) == ("history", volga, None)
    joined = store.read(lambda session: (kept(session, taken).deal_id, kept(session, taken).contact_id))
    assert joined == (deal_id, store.read(person, volga))
    for name in ("Olga", "Pavel"):
        assert store.read(told, people[name]) == ["Volga answered: Re: offer"]
    assert store.read(notices) == 2


def test_the_author_who_is_the_seller_is_told_once(store: Store, people: dict[str, int], volga: int) -> None:
    store.write(written, OURS, volga, people["Olga"], to=[KNOWN])
    store.write(take_letter, factories.letter("r1", email=KNOWN, references=(OURS,)))
    assert store.read(notices) == 1


@pytest.mark.parametrize("address", ["buh@volgahim.example", "irina.private@gmail.com"])
def test_an_answer_from_another_address_of_theirs_joins_and_the_address_is_proposed(
    store: Store, people: dict[str, int], volga: int, address: str
) -> None:
    to = [KNOWN, "irina.private@gmail.com"]
    store.write(written, OURS, volga, people["Olga"], to=to)
    taken = store.write(take_letter, factories.letter("r1", email=address, references=(OURS,)))
    assert (taken.outcome, taken.counterparty_id) == ("history", volga)
    assert store.read(lambda session: session.scalar(select(func.count(Inquiry.id)))) == 0
    assert store.read(lambda session: session.scalar(select(func.count(Counterparty.id)))) == 1
    (row,) = store.read(link_proposals.open_of, volga)
    assert (row.id, row.email, row.phone, row.inquiry_id) == (taken.proposal_id, address, "", None)
    store.employee_id = people["Wanda"]
    with pytest.raises(NotAllowed):
        store.write(link_proposals.accept, row.id, row.version)
    store.employee_id = people["Olga"]
    judged = store.write(link_proposals.accept, row.id, row.version)
    store.employee_id = None
    known = store.write(take_letter, factories.letter("r2", email=address))
    assert (known.outcome, known.counterparty_id) == ("history", volga)
    store.employee_id = people["Olga"]
    store.write(link_proposals.undo, judged.proposal_id, judged.version)
    store.employee_id = None
    stranger = store.write(take_letter, factories.letter("r3", email=address))
    assert stranger.outcome == "inquiry"


def test_a_stranger_who_has_our_letter_is_an_inquiry_with_a_question(
    store: Store, people: dict[str, int], volga: int
) -> None:
    store.write(written, OURS, volga, people["Olga"], to=[KNOWN])
    taken = store.write(take_letter, factories.letter("r1", email="x@elsewhere.example", references=(OURS,)))
    assert taken.outcome == "inquiry"
    proposal = store.read(triage.card, asked(taken)).proposal
    assert proposal is not None
    assert (proposal.counterparty_id, proposal.phone) == (volga, "")


def test_a_subject_alone_proves_nothing(store: Store, people: dict[str, int], volga: int) -> None:
    store.write(written, OURS, volga, people["Olga"], to=[KNOWN])
    taken = store.write(
        take_letter,
        factories.letter("r1", email="buh@volgahim.example", subject="Re: Our quotation", references=("<no@x>",)),
    )
    assert (taken.outcome, taken.proposal_id) == ("inquiry", None)


def test_the_address_decides_where_the_thread_is_somebody_elses(store: Store, people: dict[str, int], volga: int) -> None:
    brenner = store.write(factories.counterparty, "Brenner", emails=["b@brenner.example"])
    deal_id = store.write(open_deal, volga, people["Olga"])
    store.write(written, OURS, volga, people["Pavel"], to=[KNOWN], deal_id=deal_id)
    taken = store.write(take_letter, factories.letter("r1", email="b@brenner.example", references=(OURS,)))
    assert taken.counterparty_id == brenner
    assert store.read(lambda session: kept(session, taken).deal_id) is None
    assert store.read(told, people["Pavel"]) == []


def test_the_nearest_letter_counts(store: Store, people: dict[str, int], volga: int) -> None:
    first = store.write(open_deal, volga, people["Olga"])
    second = store.write(open_deal, volga, people["Olga"])
    store.write(written, "<first@x>", volga, people["Olga"], deal_id=first)
    store.write(written, "<second@x>", volga, people["Olga"], deal_id=second)
    references = ("<in-reply-to@nowhere>", "<first@x>", "<second@x>", "<unknown@x>")
    taken = store.write(take_letter, factories.letter("r1", email=KNOWN, references=references))
    assert store.read(lambda session: kept(session, taken).deal_id) == second


def test_an_answer_to_what_only_the_outbox_knows_joins_the_inquiry(store: Store, people: dict[str, int]) -> None:
    first = store.write(take_letter, factories.letter("a1", email="jens@nord.example"))
    store.write(handed_over, OURS, asked(first), None, to=["jens@nord.example"])
    taken = store.write(take_letter, factories.letter("a2", email="eva@nord.example", references=(OURS,)))
    assert (taken.outcome, taken.counterparty_id) == ("history", first.counterparty_id)
    assert taken.inquiry_id == first.inquiry_id
    proposal = store.read(triage.card, asked(first)).proposal
    assert proposal is not None
    assert proposal.email == "eva@nord.example"
    store.employee_id = people["Marta"]
    store.write(link_proposals.accept, proposal.id, proposal.version, version(store, first))
    card = store.read(triage.card, asked(first))
    assert (card.state, card.proposal) == ("new", None)


def test_a_letter_of_ours_that_comes_back_is_automatic(store: Store, people: dict[str, int]) -> None:
    store.write(handed_over, OURS, None, people["Olga"], to=["x@y.example"])
    taken = store.write(take_letter, factories.letter(OURS, email="list@y.example"))
    assert taken.outcome == "automatic"
    assert store.read(notices) == 0


def test_an_automatic_answer_joins_quietly(store: Store, people: dict[str, int], volga: int) -> None:
    deal_id = store.write(open_deal, volga, people["Olga"])
    store.write(written, OURS, volga, people["Olga"], to=[KNOWN], deal_id=deal_id)
    letter = factories.letter("r1", email="buh@volgahim.example", references=(OURS,), automatic="out of office")
    taken = store.write(take_letter, letter)
    assert (taken.outcome, taken.counterparty_id) == ("automatic", volga)
    assert store.read(lambda session: kept(session, taken).deal_id) == deal_id
    assert store.read(notices) == 0


def test_thousands_of_references_do_no_harm(store: Store, people: dict[str, int], volga: int) -> None:
    store.write(written, OURS, volga, people["Olga"], to=[KNOWN])
    many = tuple(f"<{number}@x>" for number in range(5000))
    taken = store.write(take_letter, factories.letter("r1", email=KNOWN, references=(*many, OURS, "<" + "y" * 900 + ">")))
    assert taken.outcome == "history"
    assert store.read(told, people["Olga"]) == ["Volga answered: Pump for alkali"]


def test_somebody_is_told_of_a_letter_to_a_closed_inquiry(store: Store, people: dict[str, int]) -> None:
    first = store.write(take_letter, factories.letter("a1"))
    store.employee_id = people["Marta"]
    store.write(triage.close, asked(first), version(store, first), CloseReason.MISTAKEN)
    store.employee_id = None
    again = store.write(take_letter, factories.letter("a2", subject="Are you there?"))
    assert (again.outcome, again.inquiry_id, again.counterparty_id) == ("history", None, first.counterparty_id)
    news = "Dmitri Sokolow wrote although inquiry A-2026-0001 is closed: Are you there?"
    assert store.read(told, people["Marta"])[-1] == news
    assert store.read(lambda session: session.get_one(Inquiry, asked(first)).state) is InquiryState.CLOSED
