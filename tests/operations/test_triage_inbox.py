"""The triage inbox: late ones first, the promise, the card, what it suggests and who it may be already."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotFound
from app.events import AttachedFile
from app.models.counterparties import NotADouble
from app.models.deals import Deal
from app.models.inquiries import Inquiry
from app.models.session import now
from app.models.terms import CounterpartyKind, Stage
from app.operations import triage, triage_pages
from app.operations.intake import Taken, take_letter
from app.operations.triage_pages import InboxKey
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


# ---------------------------------------------------------------- the history of the sender


def past_deal(store: Store, people: dict[str, int], counterparty_id: int, code: str) -> None:
    def add(session: Session) -> None:
        number = f"D-{code}-{counterparty_id}"
        department = factories.department(session, code)
        moment, nothing = now(session), Decimal(0)
        session.add(
            Deal(
                number=number,
                title=number,
                counterparty_id=counterparty_id,
                department_id=department,
                seller_id=people["Olga"],
                stage=Stage.SELECTION,
                stage_entered_at=moment,
                created_at=moment,
                currency="EUR",
                net=nothing,
                gross=nothing,
            )
        )

    store.write(add)


def test_where_words_say_nothing_the_senders_history_does(store: Store, people: dict[str, int]) -> None:
    known = store.write(factories.counterparty, "Nordfleisch AG", emails=["einkauf@nordfleisch.example"])
    asks = factories.letter("d1", email="neu@nordfleisch.example", subject="", text="Please call me back")
    taken = store.write(take_letter, asks)
    assert store.read(triage.card, asked(taken)).suggestion is None
    past_deal(store, people, known, "Term")
    suggestion = store.read(triage.card, asked(taken)).suggestion
    assert suggestion is not None
    assert (suggestion.department_code, suggestion.words) == ("Term", ())
    assert suggestion.why.said("en") == "Earlier matters of Nordfleisch AG went to Term"
    past_deal(store, people, known, "Vys")
    assert store.read(triage.card, asked(taken)).suggestion is None


def test_words_count_more_than_history_and_history_more_than_even_words(store: Store, people: dict[str, int]) -> None:
    known = store.write(factories.counterparty, "Nordfleisch AG", emails=["einkauf@nordfleisch.example"])
    past_deal(store, people, known, "Term")
    email = "neu@nordfleisch.example"
    pump = store.write(take_letter, factories.letter("d1", email=email, subject="", text="Нужен насос НХ-65"))
    assert suggested(store, pump) == "Prom"
    both = factories.letter("d2", email="zwei@nordfleisch.example", subject="", text="A pump and a furnace, please")
    assert suggested(store, store.write(take_letter, both)) == "Term"


def test_a_similar_name_alone_suggests_nothing(store: Store, people: dict[str, int]) -> None:
    known = store.write(factories.counterparty, "Stadtwerke Gera", CounterpartyKind.CUSTOMER)
    past_deal(store, people, known, "Term")
    taken = store.write(take_letter, factories.letter(company="Stadtwerke Gera GmbH", subject="", text="Good day"))
    card = store.read(triage.card, asked(taken))
    assert [double.counterparty_id for double in card.doubles] == [known]
    assert card.suggestion is None


def test_the_card_tells_what_is_known_of_the_sender(store: Store, people: dict[str, int]) -> None:
    taken = store.write(take_letter, factories.letter())
    first = store.read(triage.card, asked(taken)).sender
    assert first is not None
    assert (first.first_contact, first.name, first.kind) == (True, "Dmitri Sokolow", "LEAD")
    store.write(take_letter, factories.letter("a9", subject="Forgot something"))
    past_deal(store, people, taken.counterparty_id or 0, "Prom")
    again = store.read(triage.card, asked(taken)).sender
    assert again is not None
    assert (again.first_contact, again.deals, again.open_deals) == (False, 1, 1)


# ---------------------------------------------------------------- in parts


def test_a_long_inbox_is_walked_in_parts_and_nothing_is_left_out(store: Store, people: dict[str, int]) -> None:
    for number in range(23):
        at = NOON - timedelta(hours=number % 5, minutes=number % 3)
        store.write(take_letter, factories.letter(f"p{number}", email=f"p{number}@p{number}.example", received_at=at))
    whole = [row.id for row in store.read(triage.inbox).rows]
    first = store.read(triage.inbox, limit=5)
    assert (first.all, len(first.rows), first.above, first.below) == (23, 5, False, True)
    assert sum(group.count for group in first.groups) == 23
    walked = list(first.rows)
    while True:
        part = store.read(triage_pages.inbox_more, InboxKey.of(walked[-1]), limit=5)
        walked += part.rows
        if not part.below:
            break
    assert [row.id for row in walked] == whole
    back = store.read(triage_pages.inbox_more, InboxKey.of(walked[12]), above=True, limit=5)
    assert ([row.id for row in back.rows], back.above) == (whole[7:12], True)
    around = store.read(triage_pages.inbox_around, whole[20], limit=2)
    assert [row.id for row in around.rows][-2:] == whole[20:22]
    assert (around.above, around.below) == (False, True)
    assert people


@pytest.mark.usefixtures("people")
def test_rows_without_a_promised_time_come_last_and_are_walked_too(store: Store) -> None:
    ids = [
        store.write(take_letter, factories.letter(f"p{number}", email=f"p{number}@p{number}.example")).inquiry_id or 0
        for number in range(6)
    ]

    def without(session: Session) -> None:
        for each in ids[:4]:
            session.get_one(Inquiry, each).due_at = None

    store.write(without)
    first = store.read(triage.inbox, limit=3)
    assert [row.id for row in first.rows] == [ids[4], ids[5], ids[0]]
    more = store.read(triage_pages.inbox_more, InboxKey.of(first.rows[-1]), limit=3)
    assert ([row.id for row in more.rows], more.below) == (ids[1:4], False)
    back = store.read(triage_pages.inbox_more, InboxKey.of(more.rows[0]), above=True, limit=9)
    assert [row.id for row in back.rows] == [ids[4], ids[5], ids[0]]
    assert [group.count for group in first.groups] == [2, 4]


def test_what_changed_is_looked_up_by_itself(store: Store, taken: Taken) -> None:
    other = store.write(take_letter, factories.letter("b2", email="b@b.example")).inquiry_id or 0
    sorted_to(store, taken)
    page = store.read(triage_pages.inbox_changed, frozenset({asked(taken), other}))
    assert ([row.id for row in page.rows], page.all) == ([other], 1)
    gone = store.read(triage_pages.inbox_around, asked(taken))
    assert [row.id for row in gone.rows] == [other]
