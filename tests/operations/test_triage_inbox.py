"""The triage inbox: late ones first, the promise, the card, what it suggests and who it may be already."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotFound
from app.events import AttachedFile
from app.models.counterparties import NotADouble
from app.models.terms import CounterpartyKind
from app.operations import triage
from app.operations.intake import Taken, take_letter
from tests import factories
from tests.clock import FixedClock
from tests.operations.triage_desk import NOON, asked, sorted_to, version


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


@pytest.fixture
def taken(store: Store, people: dict[str, int], clock: FixedClock) -> Taken:
    """One inquiry of a stranger; Marta is at her desk."""
    clock.moment = NOON - timedelta(minutes=30)
    taken = store.write(take_letter, factories.letter())
    clock.advance(minutes=1)
    store.employee_id = people["Marta"]
    return taken


def test_the_inbox_shows_late_ones_first_and_counts_segments(store: Store, taken: Taken, clock: FixedClock) -> None:
    clock.moment = NOON + timedelta(minutes=1)
    store.write(take_letter, factories.letter("a2", email="x@x.example", source="site_form"))
    page = store.read(triage.inbox)
    assert [row.late for row in page.rows] == [True, False]
    assert page.rows[0].id == taken.inquiry_id
    assert (page.all, page.calls, page.mail, page.web) == (2, 0, 1, 1)
    assert [row.source for row in store.read(triage.inbox, segment="web").rows] == ["site_form"]
    assert store.read(triage.inbox, segment="calls").rows == ()


def test_a_row_shows_one_line_of_the_text_and_the_files(store: Store, people: dict[str, int]) -> None:
    files = (AttachedFile("a.pdf", "application/pdf", b"1"), AttachedFile("b.pdf", "application/pdf", b"2"))
    letter = factories.letter(name="", email="", phone="+493514829917", text="Line\n\ntwo " * 100, attachments=files)
    store.write(take_letter, letter)
    row = store.read(triage.inbox).rows[0]
    assert row.attachments == 2
    assert "\n" not in row.preview
    assert len(row.preview) <= 200
    assert row.contact == "+49 351 4829917"
    assert not row.missed_call
    assert people


def test_no_such_segment_is_a_bug(store: Store) -> None:
    with pytest.raises(ValueError, match="segment"):
        store.read(triage.inbox, segment="fax")


def test_the_head_sees_what_was_sorted_to_the_own_department(store: Store, taken: Taken) -> None:
    sorted_to(store, taken)
    prom, term = store.write(factories.department, "Prom"), store.write(factories.department, "Term")
    assert [row.department_code for row in store.read(triage.inbox, state="sorted", department_id=prom).rows] == ["Prom"]
    assert store.read(triage.inbox, state="sorted", department_id=term).rows == ()
    assert store.read(triage.inbox).rows == ()


def test_the_promise_tells_what_is_left_and_when_it_was_kept(store: Store, taken: Taken, clock: FixedClock) -> None:
    before = store.read(triage.promise)
    assert (before.left, before.late, before.share_done, before.due_at) == (1, 0, 0, NOON)
    assert before.morning_done_at is None
    clock.moment = NOON + timedelta(minutes=5)
    late = store.read(triage.promise)
    assert (late.left, late.late, late.due_at) == (1, 1, NOON + timedelta(hours=4))
    sorted_to(store, taken)
    kept = store.read(triage.promise)
    assert (kept.left, kept.late, kept.morning_sorted, kept.morning_done_at) == (0, 0, 1, clock.moment)
    assert kept.share_done == 100


def test_the_card_shows_all_that_is_needed_to_decide(store: Store, people: dict[str, int]) -> None:
    store.write(factories.counterparty, "УралХимМаш-Сервис", emails=["info@uralchim.example"], seller_id=people["Olga"])
    file = (AttachedFile("Опросный лист.pdf", "application/pdf", b"%PDF"),)
    letter = factories.letter(company="ООО «УралХимМаш»", text="Нужен насос для щёлочи", attachments=file)
    taken = store.write(take_letter, letter)
    store.write(take_letter, factories.letter("a2", subject="Forgot something"))
    card = store.read(triage.card, asked(taken))
    assert (card.name, card.company, card.state) == ("Dmitri Sokolow", "ООО «УралХимМаш»", "new")
    assert card.original == letter.original
    assert [(double.name, double.why.said("en"), double.seller) for double in card.doubles] == [
        ("УралХимМаш-Сервис", "Same mail domain", "Olga Lebedewa")
    ]
    assert card.suggestion is not None
    assert card.suggestion.department_code == "Prom"
    assert card.told_next == "Igor Petrow, Prom"
    lines = [row.text.said("en") for row in card.history]
    assert "Recorded as inquiry A-2026-0001" in lines
    assert "Wrote: Forgot something" in lines
    document = store.read(triage.file, card.files[0].id)
    assert (document.filename, document.data) == ("Опросный лист.pdf", b"%PDF")


def test_what_does_not_exist_is_not_found(store: Store, taken: Taken, people: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        store.read(triage.card, 999_999)
    with pytest.raises(NotFound):
        store.read(triage.file, 999_999)
    with pytest.raises(NotFound):
        store.write(triage.sort_to, 999_999, 1, 1)
    with pytest.raises(NotFound):
        store.write(triage.sort_to, asked(taken), version(store, taken), 999_999)
    with pytest.raises(NotFound):
        store.write(triage.link, asked(taken), version(store, taken), 999_999)
    sorted_to(store, taken)
    with pytest.raises(NotFound):
        store.write(triage.assign, asked(taken), version(store, taken), 999_999)
    assert people


def suggested(store: Store, taken: Taken) -> str | None:
    suggestion = store.read(triage.card, asked(taken)).suggestion
    return suggestion.department_code if suggestion else None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Прошу направить КП на насос НХ-65", "Prom"),
        ("Wir brauchen einen Vakuumtrockenschrank", "Term"),
        ("We need a 300 l climate chamber", "Vys"),
        ("Please send the catalogue", None),
        ("Elefant", None),
    ],
)
@pytest.mark.usefixtures("people")
def test_words_speak_for_a_department(store: Store, text: str, code: str | None) -> None:
    assert suggested(store, store.write(take_letter, factories.letter(subject="", text=text))) == code


@pytest.mark.usefixtures("people")
def test_a_suggestion_shows_the_words_as_they_stand_in_the_letter(store: Store) -> None:
    text = "Нужна Климатическая камера 500 л, климатическая испытательная"
    taken = store.write(take_letter, factories.letter(subject="", text=text))
    suggestion = store.read(triage.card, asked(taken)).suggestion
    assert suggestion is not None
    assert suggestion.words[0] == "Климатическая"
    assert len(set(suggestion.words)) == len(suggestion.words)
    assert set(suggestion.words) <= set(text.replace(",", "").split())


def test_history_says_where_alike_ones_went(store: Store, people: dict[str, int]) -> None:
    store.employee_id = people["Marta"]
    term = store.write(factories.department, "Term")
    for number in range(3):
        past = store.write(take_letter, factories.letter(f"k{number}", email=f"{number}@a.example", text="furnace"))
        store.write(triage.sort_to, asked(past), version(store, past), term)
    taken = store.write(take_letter, factories.letter("new", email="n@a.example", subject="", text="A furnace, please"))
    suggestion = store.read(triage.card, asked(taken)).suggestion
    assert suggestion is not None
    assert suggestion.why.said("en") == "3 of 3 alike inquiries went to Term"


@pytest.mark.usefixtures("people")
def test_a_free_mail_domain_makes_no_double(store: Store) -> None:
    store.write(factories.counterparty, "Somebody", emails=["somebody@gmail.com"])
    taken = store.write(take_letter, factories.letter(email="else@gmail.com"))
    assert store.read(triage.card, asked(taken)).doubles == ()


@pytest.mark.usefixtures("people")
def test_a_similar_name_is_a_double_and_a_judged_one_is_not(store: Store) -> None:
    near = store.write(factories.counterparty, "Stadtwerke Gera", CounterpartyKind.CUSTOMER)
    taken = store.write(take_letter, factories.letter(company="Stadtwerke Gera GmbH"))
    doubles = store.read(triage.card, asked(taken)).doubles
    assert [(double.counterparty_id, double.why.said("en"), double.likely) for double in doubles] == [
        (near, "Similar name", True)
    ]

    def judge(session: Session) -> None:
        first, second = sorted((near, taken.counterparty_id or 0))
        session.add(NotADouble(first_id=first, second_id=second, at=NOON))

    store.write(judge)
    assert store.read(triage.card, asked(taken)).doubles == ()
