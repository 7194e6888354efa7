"""Ready texts: kept by heads, filled from the card, and what cannot be filled is named."""

import pytest
from sqlalchemy import select, update

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.company import Employee
from app.models.mail import LetterText
from app.models.mail_terms import LetterKind
from app.operations import letter_drafts, letter_texts, papers
from app.operations.founding import found
from app.operations.letter_texts import TextEntry
from tests.deal_factories import House, deal, house, product


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def named(at: House, name: str) -> letter_texts.TextRow:
    with at.acting("Igor"):
        return next(row for row in at.store.read(letter_texts.texts) if row.name == name)


def test_every_company_begins_with_texts_in_three_languages_that_know_their_gaps(at: House) -> None:
    with at.acting("Admin"):
        rows = at.store.read(letter_texts.texts)
    assert {row.language for row in rows} == {"en", "de", "ru"}
    assert {row.kind for row in rows} == set(LetterKind)
    assert len(rows) == 12
    with at.acting("Igor"):
        for row in rows:
            entry = TextEntry(row.name, row.language, row.body, row.subject, row.kind)
            at.store.write(letter_texts.change, row.id, row.version, entry)
    at.run(update(LetterText).where(LetterText.name == "Angebot senden").values(name="Unser Angebot"))
    at.store.write(found)
    assert at.count(select(LetterText.id)) == 12


def test_texts_in_the_language_of_the_letter_come_first(at: House) -> None:
    rows = at.store.read(letter_texts.offered, LetterKind.PERSONAL, "ru")
    assert [row.language for row in rows[:3]] == ["ru"] * 3
    assert {row.kind for row in rows} == {LetterKind.PERSONAL}


def test_gaps_are_filled_from_the_card_and_the_others_are_named(at: House) -> None:
    at.run(update(Employee).where(Employee.id == at.people["Olga"]).values(phone="+49 371 5512"))
    number = deal(at)
    draft = at.store.write(letter_drafts.begin, deal_id=number)
    text = named(at, "Sending a quotation")
    empty = at.store.read(letter_texts.filled, text.id, draft.id)
    assert [str(each) for each in empty.missing] == [
        "Number of the quotation",
        "Sum of the quotation",
        "Last day of the quotation",
    ]
    assert "{quotation_sum}" in empty.body
    assert letter_texts.unfilled(empty.body) == ("quotation", "quotation_sum", "valid_until")
    assert "call me: +49 371 5512" in empty.body


def test_a_quotation_fills_them(at: House) -> None:
    product(at, "P-100", price="1200")
    number = deal(at, ("P-100", "2"))
    offer = at.store.write(papers.issue_quotation, number, at.version(number))
    draft = at.store.write(letter_drafts.begin, deal_id=number)
    full = at.store.read(letter_texts.filled, named(at, "Angebot senden").id, draft.id)
    assert [str(each) for each in full.missing] == ["Phone of who writes"]
    assert full.subject.startswith(f"Angebot {offer.number}")
    assert "EUR" in full.body
    assert letter_texts.unfilled(full.subject + full.body) == ("phone",)


def test_only_heads_keep_texts_and_unknown_gaps_are_refused(at: House) -> None:
    entry = TextEntry("Thanks", "en", "Thank you, {name}!")
    with pytest.raises(NotAllowed):
        at.store.write(letter_texts.add, entry)
    with at.acting("Igor"):
        row = at.store.write(letter_texts.add, entry)
        for wrong, why in (
            (TextEntry("Other", "en", "Dear {nmae}"), r"cannot fill \{nmae\}\. It knows: \{name\}"),
            (TextEntry("Other", "en", " "), "needs words"),
            (TextEntry("", "en", "x"), "Give the text a name"),
            (TextEntry("Other", "fr", "x"), "English, German and Russian"),
            (entry, "a text called Thanks in this language"),
        ):
            with pytest.raises(UserError, match=why):
                at.store.write(letter_texts.add, wrong)
        changed = at.store.write(letter_texts.change, row.id, row.version, TextEntry("Thanks", "en", "Thanks"))
        with pytest.raises(Conflict):
            at.store.write(letter_texts.retire, row.id, row.version)
        gone = at.store.write(letter_texts.retire, row.id, changed.version)
        assert not gone.active
        assert row.id not in {each.id for each in at.store.read(letter_texts.offered)}
        assert at.store.write(letter_texts.revive, row.id, gone.version).active
