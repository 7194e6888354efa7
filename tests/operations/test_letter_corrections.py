"""Old letters read anew: only inquiries that still wait, only what nobody changed, with the lead they made, and back."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound
from app.letter_learning import learn
from app.models.counterparties import ContactPoint, Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Message
from app.models.terms import CloseReason
from app.operations import letter_corrections, letter_templates, letter_trials, triage
from app.operations.intake import Taken, take_letter
from tests import factories
from tests.letter_layouts import SENDER, TAUGHT, form, marks
from tests.operations.triage_desk import asked, version


def came(store: Store, key: str, original: str, *, email: str = "") -> Taken:
    letter = factories.letter(key, name="Site", email=email, text="as it was", language="ru")
    return store.write(take_letter, replace(letter, sender=SENDER, original=original))


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Admin"]
    return people


def taught(store: Store, taken: Taken, *fields: str) -> int:
    rules = learn(form(), marks(form(), **{field: TAUGHT[field] for field in fields or TAUGHT}))
    token = store.read(letter_trials.trial, SENDER, rules).token
    return store.write(letter_templates.save, SENDER, rules, taken.interaction_id or 0, token).id


def said(session: Session, inquiry_id: int) -> tuple[str, str, str, str]:
    record = session.get_one(Inquiry, inquiry_id)
    return record.name, record.phone, record.email, record.text


def lead_of(session: Session, inquiry_id: int) -> tuple[str, set[str]]:
    record = session.get_one(Inquiry, inquiry_id)
    lead = session.get_one(Counterparty, record.counterparty_id)
    points = session.scalars(select(ContactPoint.value).where(ContactPoint.counterparty_id == lead.id))
    return lead.name, set(points)


def test_an_inquiry_that_nobody_could_answer_gets_its_lead(store: Store, people: dict[str, int]) -> None:
    taken = came(store, "a", form())
    assert taken.counterparty_id is None
    template = taught(store, taken)
    (planned,) = store.read(letter_corrections.corrections, template)
    assert [field.field for field in planned.fields] == ["name", "phone", "email", "company", "text"]
    assert store.read(said, asked(taken))[0] == "Site"
    done = store.write(letter_corrections.read_anew, template, [planned.interaction_id])
    assert done == (planned,)
    assert store.read(said, asked(taken)) == (
        "Иван Петров",
        "+78435550117",
        "i.petrow@zavod.example",
        TAUGHT["text"],
    )
    assert store.read(lead_of, asked(taken)) == ("ООО «Завод»", {"+78435550117", "i.petrow@zavod.example"})
    again = store.write(take_letter, factories.letter("b", email="i.petrow@zavod.example"))
    assert again.counterparty_id is not None
    assert store.read(letter_corrections.corrections, template) == ()
    assert store.write(letter_corrections.take_back, done) == 1
    assert store.read(said, asked(taken)) == ("Site", "", "", "as it was")


def test_a_lead_that_this_letter_made_is_called_and_reached_rightly(store: Store, people: dict[str, int]) -> None:
    taken = came(store, "a", form(), email="old@zavod.example")
    known = came(store, "b", form(phone="+7 917 100-20-30", email="second@zavod.example"), email="x@zavod.example")
    template = taught(store, taken)
    ids = [each.interaction_id or 0 for each in (taken, known)]
    assert len(store.write(letter_corrections.read_anew, template, ids)) == 2
    name, points = store.read(lead_of, asked(taken))
    assert name == "ООО «Завод»"
    assert {"+78435550117", "i.petrow@zavod.example", "old@zavod.example"} == points


def test_what_belongs_to_somebody_else_is_said_but_not_taken_away(store: Store, people: dict[str, int]) -> None:
    store.write(take_letter, factories.letter("known", email="i.petrow@zavod.example"))
    taken = came(store, "a", form())
    template = taught(store, taken)
    store.write(letter_corrections.read_anew, template, [taken.interaction_id or 0])
    assert store.read(said, asked(taken))[2] == "i.petrow@zavod.example"
    assert store.read(lambda session: session.get_one(Inquiry, asked(taken)).counterparty_id) is None


def test_what_a_person_changed_stays_and_a_better_edition_corrects_the_rest(store: Store, people: dict[str, int]) -> None:
    taken = came(store, "a", form())
    first = taught(store, taken, "name", "text")

    def by_hand(session: Session) -> None:
        session.get_one(Inquiry, asked(taken)).text = "He called: two chambers"

    store.write(by_hand)
    (done,) = store.write(letter_corrections.read_anew, first, [taken.interaction_id or 0])
    assert [field.field for field in done.fields] == ["name"]
    better = taught(store, taken, "phone", "text")
    (done,) = store.write(letter_corrections.read_anew, better, [taken.interaction_id or 0])
    assert [field.field for field in done.fields] == ["phone"]
    assert store.read(said, asked(taken)) == ("Иван Петров", "+78435550117", "", "He called: two chambers")
    template_id = select(Message.template_id).where(Message.interaction_id == taken.interaction_id)
    assert store.read(lambda session: session.scalar(template_id)) == better


def test_inquiries_that_were_decided_on_stay_as_they_are(store: Store, people: dict[str, int]) -> None:
    taken = came(store, "a", form())
    template = taught(store, taken)
    store.write(triage.close, asked(taken), version(store, taken), CloseReason.MISTAKEN)
    assert store.read(letter_corrections.corrections, template) == ()
    assert store.write(letter_corrections.read_anew, template, [taken.interaction_id or 0]) == ()


def test_only_an_administrator_reads_anew(store: Store, people: dict[str, int]) -> None:
    template = taught(store, came(store, "a", form()))
    with pytest.raises(NotFound):
        store.write(letter_corrections.read_anew, 4711, [])
    store.employee_id = people["Igor"]
    assert len(store.read(letter_corrections.corrections, template)) == 1
    for operation in (letter_corrections.read_anew, letter_corrections.take_back):
        with pytest.raises(NotAllowed):
            store.write(operation, *((template, [1]) if operation is letter_corrections.read_anew else ((),)))


def test_what_was_written_past_the_trail_is_left_alone(store: Store, people: dict[str, int]) -> None:
    taken = came(store, "a", form())
    template = taught(store, taken)
    store.write(_imported, asked(taken))
    (planned,) = store.read(letter_corrections.corrections, template)
    assert {field.field for field in planned.fields} == {"email", "company", "text"}


def _imported(session: Session, inquiry_id: int) -> None:
    """Written past the trail, as an import may."""
    change = update(Inquiry).where(Inquiry.id == inquiry_id)
    session.execute(change.values(name="Set by an import", phone="+79171002030"))
