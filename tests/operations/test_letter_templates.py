"""Templates taught by example: tried on a sender's letters before they are used, never losing one, always to be undone."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.letter_learning import learn
from app.letter_rules import understood
from app.models.inquiries import Inquiry
from app.models.interactions import Message
from app.models.mail import LetterTemplate
from app.models.terms import InquiryState
from app.operations import letter_samples, letter_templates, letter_trials
from app.operations.intake import Taken, take_letter
from app.operations.letter_templates import EditionRow, UnderstandsLess
from tests import factories
from tests.letter_layouts import SENDER, TAUGHT, form, marks

NAMES = ("Кира Ланг", "Пётр Ёлкин", "Анна Штерн")


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Admin"]
    return people


def came(store: Store, key: str, original: str, **changes: Any) -> Taken:
    """A letter of the form, of which only the address of its sender was understood."""
    letter = factories.letter(key, name="Site", email="", phone="", text=original, subject=f"Заявка {key}", language="ru")
    return store.write(take_letter, replace(letter, sender=SENDER, original=original, **changes))


@pytest.fixture
def letters(store: Store, people: dict[str, int]) -> list[int]:
    """Three letters of the form and the one it is taught by, the last; and one of the same sender that is no form."""
    came(store, "report", "Ежемесячный отчёт: 12 заявок")
    keys = [came(store, f"f{n}", form(name=name, phone=f"+7 917 100-20-3{n}")) for n, name in enumerate(NAMES)]
    taught = came(store, "taught", form())
    return [each.interaction_id or 0 for each in (*keys, taught)]


def rules_for(*fields: str) -> dict[str, Any]:
    """What marks on *fields* in the taught letter teach."""
    return learn(form(), marks(form(), **{field: TAUGHT[field] for field in fields}))


def saved(store: Store, taught_from: int, *fields: str, **options: Any) -> EditionRow:
    rules = rules_for(*(fields or TAUGHT))
    tried = store.read(letter_trials.trial, SENDER, rules)
    return store.write(letter_templates.save, SENDER, rules, taught_from, tried.token, **options)


def test_a_trial_shows_what_each_letter_would_say_and_saves_nothing(store: Store, letters: list[int]) -> None:
    tried = store.read(letter_trials.trial, SENDER, rules_for("name", "phone"))
    assert (tried.understood, tried.partly, tried.silent, tried.changed) == (4, 0, 1, 4)
    assert (tried.confidence, tried.before) == (80, None)
    assert [letter.share for letter in tried.letters] == [100, 100, 100, 100, 0]
    name, phone, *rest = tried.letters[1].fields
    assert (name.before, name.after, name.found, name.changed) == ("Site", "Анна Штерн", True, True)
    assert (phone.before, phone.after) == ("", "+79171002032")
    assert not any(each.found or each.changed for each in rest)
    assert not tried.letters[-1].changed
    assert store.read(letter_templates.active) == {}
    assert store.read(letter_templates.editions, SENDER) == ()


def test_a_saved_edition_reads_the_next_letter(store: Store, letters: list[int]) -> None:
    row = saved(store, letters[-1])
    assert (row.edition, row.confidence, row.tried, row.active, row.by) == (1, 80, 5, True, "Administrator")
    assert row.fields == ("name", "phone", "email", "company", "text")
    templates = store.read(letter_templates.active)
    assert templates[SENDER].id == row.id
    letter = replace(factories.letter("next", name="", email=""), sender=SENDER, original=form(name="Олег", text="Насос"))
    taken = store.write(take_letter, understood(letter, templates))

    def inquiry(session: Session) -> tuple[str, str, str, str]:
        record = session.get_one(Inquiry, taken.inquiry_id)
        return record.name, record.phone, record.email, record.text

    assert store.read(inquiry) == ("Олег", "+78435550117", "i.petrow@zavod.example", "Насос")


def test_a_letter_that_no_template_understands_still_waits_to_be_sorted_with_what_was_found(
    store: Store, letters: list[int]
) -> None:
    saved(store, letters[-1])
    letter = replace(factories.letter("other", phone="+73433102208"), sender=SENDER, original="Позвоните нам, пожалуйста")
    read = understood(letter, store.read(letter_templates.active))
    assert read is letter
    taken = store.write(take_letter, read)
    assert taken.outcome == "inquiry"

    def inquiry(session: Session) -> tuple[InquiryState, str, str]:
        record = session.get_one(Inquiry, taken.inquiry_id)
        return record.state, record.phone, record.text

    assert store.read(inquiry) == (InquiryState.NEW, "+73433102208", letter.text)


def test_what_is_not_saved(store: Store, letters: list[int]) -> None:
    rules, other = rules_for("name"), rules_for("phone")
    token = store.read(letter_trials.trial, SENDER, rules).token
    with pytest.raises(UserError, match="Try these marks on the last letters"):
        store.write(letter_templates.save, SENDER, other, letters[-1], token)
    with pytest.raises(UserError, match="Mark at least one value"):
        store.write(letter_templates.save, SENDER, learn(form(), []), letters[-1], token)
    stranger = store.write(take_letter, factories.letter("stranger"))
    with pytest.raises(UserError, match="This letter was not sent by"):
        store.write(letter_templates.save, SENDER, rules, stranger.interaction_id or 0, token)
    odd = learn(form(), marks(form(), phone="Новая заявка с сайта"))
    with pytest.raises(UserError, match="nothing usable in any letter"):
        store.write(letter_templates.save, SENDER, odd, letters[-1], letter_trials.token_of(SENDER, odd))
    assert store.read(letter_templates.active) == {}


def test_an_edition_that_understands_less_is_saved_only_when_somebody_insists(store: Store, letters: list[int]) -> None:
    saved(store, letters[-1], "name")
    store.write(_without_company)
    with pytest.raises(UnderstandsLess, match="understands 4 of these letters, this one only 3"):
        saved(store, letters[-1], "name", "company")
    assert saved(store, letters[-1], "name", "company", confirmed=True).edition == 2


def _without_company(session: Session) -> None:
    newest = session.scalars(select(Message.interaction_id).where(Message.sender == SENDER).order_by(Message.interaction_id))
    second = list(newest)[1]
    original = "\n".join(line for line in form(name=NAMES[0]).split("\n") if not line.startswith("Компания"))
    session.execute(update(Message).where(Message.interaction_id == second).values(original=original))


def test_an_older_edition_is_brought_back_and_switched_off(store: Store, letters: list[int]) -> None:
    first = saved(store, letters[-1], "name")
    second = saved(store, letters[-1], "name", "phone")
    listed = store.read(letter_templates.editions, SENDER)
    assert [(row.edition, row.active, row.fields) for row in listed] == [(2, True, ("name", "phone")), (1, False, ("name",))]
    with pytest.raises(Conflict):
        store.write(letter_templates.restore, first.id, first.version)
    back = store.write(letter_templates.restore, first.id, listed[1].version)
    assert store.read(letter_templates.active)[SENDER].id == first.id
    assert back.active
    assert store.write(letter_templates.restore, back.id, back.version).version == back.version
    assert not store.write(letter_templates.switch_off, back.id, back.version).active
    assert store.read(letter_templates.active) == {}
    assert store.read(letter_templates.editions, SENDER)[0].id == second.id
    with pytest.raises(NotFound):
        store.write(letter_templates.restore, 4711, 1)


def test_heads_may_look_and_only_administrators_teach(store: Store, people: dict[str, int], letters: list[int]) -> None:
    row = saved(store, letters[-1], "name")
    store.employee_id = people["Igor"]
    assert store.read(letter_samples.senders)[0].template_id == row.id
    assert store.read(letter_samples.letter, letters[0]).original == form(name=NAMES[0], phone="+7 917 100-20-30")
    with pytest.raises(NotAllowed):
        saved(store, letters[-1])
    for change in (letter_templates.restore, letter_templates.switch_off):
        with pytest.raises(NotAllowed):
            store.write(change, row.id, row.version)
    store.employee_id = people["Olga"]
    with pytest.raises(NotAllowed):
        store.read(letter_samples.senders)


def test_senders_with_their_templates_come_first(store: Store, letters: list[int]) -> None:
    for key in range(9):
        store.write(take_letter, factories.letter(f"olga{key}", email="many@client.example"))
    rows = store.read(letter_samples.senders)
    assert [(row.sender, row.letters, row.edition) for row in rows] == [("many@client.example", 9, 0), (SENDER, 5, 0)]
    row = saved(store, letters[-1], "name", "phone")
    first = store.read(letter_samples.senders)[0]
    assert (first.sender, first.template_id, first.confidence, first.tried, first.silent) == (SENDER, row.id, 80, 5, 1)
    assert first.newest_id == letters[-1]


def test_a_template_for_a_whole_domain(store: Store, letters: list[int]) -> None:
    domain = "@form-service.example"
    rules = rules_for("name")
    tried = store.read(letter_trials.trial, domain, rules)
    assert tried.understood == 4
    row = store.write(letter_templates.save, domain, rules, letters[-1], tried.token)
    assert [(each.sender, each.letters) for each in store.read(letter_samples.senders)] == [(domain, 5), (SENDER, 5)]
    assert store.read(letter_templates.active)[domain].id == row.id


def test_the_last_hundred_letters_are_shown(store: Store, people: dict[str, int]) -> None:
    for number in range(letter_samples.TRIED + 2):
        came(store, f"n{number}", form(name=f"Имя {number}"))
    samples = store.read(letter_samples.sample_letters, SENDER)
    assert len(samples) == letter_samples.TRIED
    assert samples[0].subject == "Заявка n101"
    assert len(store.read(letter_trials.trial, SENDER, rules_for("name")).letters) == letter_samples.TRIED
    whole = store.read(letter_samples.letter, samples[-1].id)
    assert whole.found == {"name": "Site", "text": form(name="Имя 2")}
    assert SENDER in whole.around.foreign
    with pytest.raises(NotFound):
        store.read(letter_samples.letter, 4711)


def test_two_editions_of_one_number_cannot_be(store: Store, letters: list[int]) -> None:
    saved(store, letters[-1], "name")

    def double(session: Session) -> None:
        record = session.scalars(select(LetterTemplate)).one()
        session.add(
            LetterTemplate(
                sender=record.sender, edition=1, rules={}, confidence=0, tried=0, active=False, created_at=record.created_at
            )
        )

    with pytest.raises(UserError):
        store.write(double)
