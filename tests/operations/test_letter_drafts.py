"""Drafts: what they begin with, kept after each pause, files and papers, nobody else's business, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.events import MailArrived
from app.models.counterparties import Contact
from app.models.interactions import Attachment, Interaction, Message
from app.models.mail import BouncedAddress, OutgoingLetter
from app.models.terms import CounterpartyKind, Direction, InteractionKind
from app.operations import attachments, letter_drafts, letter_files, letter_recipients, mail_settings, settings
from app.operations.own_settings import SIGNATURE, owner_of, set_signature
from tests import factories
from tests.deal_factories import House, deal, house

RAW = b"From: Dmitri <d.sokolow@uralchim.example>\r\nReply-To: Einkauf <einkauf@uralchim.example>\r\n\r\nGood day"
PDF = b"%PDF-1.7 an offer"


@pytest.fixture
def at(store: Store) -> House:
    made = house(store)
    store.write(settings.keep, mail_settings.SENDER, "office@kontor-demo.example")
    return made


def came(session: Session, letter: MailArrived, counterparty_id: int | None, raw: bytes = RAW) -> int:
    """A letter in the history."""
    event = Interaction(
        at=datetime(2026, 8, 3, 8, 30, tzinfo=UTC),
        kind=InteractionKind.MESSAGE,
        direction=Direction.IN,
        counterparty_id=counterparty_id,
        subject=letter.subject,
        text=letter.text,
    )
    session.add(event)
    session.flush()
    session.add(
        Message(
            interaction_id=event.id,
            unique_key=letter.unique_key,
            source=letter.source,
            origin=letter.origin,
            sender=letter.sender,
            recipients=list(letter.recipients),
            references=list(letter.references),
            original=letter.original,
            raw=raw,
        )
    )
    session.flush()
    return event.id


def test_an_answer_begins_with_what_is_known(at: House) -> None:
    at.store.write(set_signature, "Olga Lebedewa\nKontor")
    letter = factories.letter("<b@uralchim.example>", references=("<a@kontor-demo.example>",), subject="AW: Re: Pump")
    answers = at.store.write(came, letter, at.customer)
    draft = at.store.write(letter_drafts.begin, answers_id=answers)
    assert (draft.to, draft.subject, draft.company) == (("einkauf@uralchim.example",), "Re: Pump", "Helios Batterie GmbH")
    assert draft.text.startswith("\n\nOlga Lebedewa\nKontor\n\n")
    assert "schrieb d.sokolow@uralchim.example:" in draft.text, "the customer reads German"
    assert draft.text.endswith(":\n> Good day.\n>\n> We need a pump for alkali, 40 m3/h, two pieces.\n>\n> Kind regards")
    assert draft.sender == "office@kontor-demo.example"
    kept = at.get(OutgoingLetter, draft.id, "references")
    assert kept == ["<a@kontor-demo.example>", "<b@uralchim.example>"]


def test_it_goes_to_who_wrote_where_no_answer_address_is_named_and_never_to_ourselves(at: House) -> None:
    raw = b"Reply-To: office@kontor-demo.example\r\n\r\nHello"
    at.store.write(settings.keep, "mail.own", ["kontor-demo.example"])
    answers = at.store.write(came, factories.letter("<c@x.example>"), None, raw)
    assert at.store.write(letter_drafts.begin, answers_id=answers).to == ("d.sokolow@uralchim.example",)


@pytest.mark.parametrize("head", [b"Reply-To: \xff\xfe<\r\n\r\n", b"Reply-To: a b c <@>\r\n\r\n", b"", b"\x00" * 50])
def test_a_hostile_header_is_no_address(at: House, head: bytes) -> None:
    answers = at.store.write(came, factories.letter("<d@x.example>"), None, head)
    assert at.store.write(letter_drafts.begin, answers_id=answers).to == ("d.sokolow@uralchim.example",)


def test_a_letter_from_a_card_goes_to_the_first_valid_address_that_works(at: House) -> None:
    def people(session: Session) -> int:
        party = factories.counterparty(
            session, "Nordtherm", CounterpartyKind.CUSTOMER, emails=("old@nord.example", "new@nord.example"), language="de"
        )
        session.add(BouncedAddress(address="old@nord.example", permanent=True, at=datetime(2026, 8, 1, tzinfo=UTC)))
        return party

    party = at.store.write(people)
    draft = at.store.write(letter_drafts.begin, counterparty_id=party)
    assert (draft.to, draft.subject, draft.language) == (("new@nord.example",), "", "de")


def test_an_open_draft_is_continued_and_a_dropped_one_comes_back(at: House) -> None:
    first = at.store.write(letter_drafts.begin, counterparty_id=at.customer)
    at.store.write(letter_drafts.save, first.id, first.version, text="Half a sentence")
    again = at.store.write(letter_drafts.begin, counterparty_id=at.customer)
    assert (again.id, again.text) == (first.id, "Half a sentence")
    other = at.store.write(letter_drafts.begin, deal_id=deal(at))
    assert other.id != first.id
    at.store.write(letter_drafts.drop, first.id)
    assert [row.id for row in at.store.read(letter_drafts.mine)] == [other.id]
    assert at.store.write(letter_drafts.restore, first.id).text == "Half a sentence"


def test_words_are_kept_as_they_are_typed_and_two_windows_meet_in_a_conflict(at: House) -> None:
    draft = at.store.write(letter_drafts.begin, counterparty_id=at.customer)
    saved = at.store.write(
        letter_drafts.save, draft.id, draft.version, to=("Dmitri <D@Ural.example>", "half@", "half@"), subject="Pu\0mp"
    )
    row = at.store.read(letter_drafts.open_draft, draft.id)
    assert (row.version, row.to, row.subject) == (saved.version, ("d@ural.example", "half@"), "Pump")
    same = at.store.write(letter_drafts.save, draft.id, saved.version, subject="Pump")
    assert same.version == saved.version
    with pytest.raises(Conflict):
        at.store.write(letter_drafts.save, draft.id, draft.version, text="from the other window")
    with pytest.raises(UserError, match="English, German and Russian"):
        at.store.write(letter_drafts.save, draft.id, saved.version, language="fr")
    with pytest.raises(UserError, match="too long"):
        at.store.write(letter_drafts.save, draft.id, saved.version, text="x" * 500_001)


def test_a_draft_is_its_writers_alone(at: House) -> None:
    draft = at.store.write(letter_drafts.begin, counterparty_id=at.customer)
    with at.acting("Pavel"):
        assert at.store.read(letter_drafts.mine) == ()
        assert at.store.write(letter_drafts.begin, counterparty_id=at.customer).id != draft.id
        with pytest.raises(NotAllowed, match="Somebody else writes this letter"):
            at.store.write(letter_drafts.save, draft.id, draft.version, text="x")
    with at.acting("Wanda"), pytest.raises(NotAllowed):
        at.store.write(letter_drafts.begin, counterparty_id=at.customer)
    with pytest.raises(NotFound):
        at.store.write(letter_drafts.begin, counterparty_id=999_999)
    with pytest.raises(NotFound):
        at.store.write(letter_drafts.begin, deal_id=999_999)
    with pytest.raises(NotFound):
        at.store.write(letter_drafts.begin, inquiry_id=999_999)
    with pytest.raises(NotFound):
        at.store.write(letter_drafts.begin, answers_id=999_999)


def test_files_come_and_go_within_the_size_of_a_letter(at: House) -> None:
    draft = at.store.write(letter_drafts.begin, deal_id=deal(at))
    one = at.store.write(letter_files.attach_file, draft.id, "../Zeichnung.pdf", PDF)
    assert [(file.name, file.mime) for file in one.files] == [("Zeichnung.pdf", "application/pdf")]
    assert at.store.write(letter_files.attach_file, draft.id, "again.pdf", PDF).version == one.version
    empty = at.store.write(letter_files.detach, draft.id, one.files[0].id)
    assert (empty.files, empty.size) == ((), 0)
    assert at.store.write(letter_files.reattach, draft.id, one.files[0].id).size == len(PDF)
    at.store.write(settings.keep, mail_settings.LIMIT, 1)
    with pytest.raises(UserError, match="more than 1 MB together"):
        at.store.write(letter_files.attach_file, draft.id, "big.bin", b"x" * mail_settings.MEGABYTE)
    with pytest.raises(UserError, match="is empty"):
        at.store.write(letter_files.attach_file, draft.id, "none.bin", b"")


def test_papers_and_files_of_the_card_are_offered_and_nobody_elses(at: House) -> None:
    number = deal(at)
    drawing = at.store.write(attachments.attach, "deal", number, "drawing.pdf", PDF).file.id
    foreign = at.store.write(attachments.attach, "counterparty", at.supplier, "prices.pdf", PDF + b"2").file.id
    draft = at.store.write(letter_drafts.begin, deal_id=number)
    offered = at.store.read(letter_files.documents, draft.id)
    assert [(each.attachment_id, each.name, str(each.kind)) for each in offered] == [(drawing, "drawing.pdf", "file")]
    row = at.store.write(letter_files.attach_document, draft.id, drawing)
    assert [file.name for file in row.files] == ["drawing.pdf"]
    assert at.store.read(letter_files.documents, draft.id) == ()
    with pytest.raises(NotFound, match="does not belong to the card"):
        at.store.write(letter_files.attach_document, draft.id, foreign)
    copies = at.store.read(
        lambda session: session.scalars(select(Attachment.deal_id).where(Attachment.outgoing_letter_id == draft.id)).all()
    )
    assert copies == [None]


def test_recipients_are_found_by_name_company_and_address(at: House) -> None:
    def people(session: Session) -> None:
        factories.counterparty(session, "Südwerk Anlagen", emails=("t.bauer@suedwerk.example",), contact="Tim Bauer")
        factories.counterparty(session, "Bauernhof", emails=("hof@bauernhof.example",), contact="Ina Gruber")
        session.add(BouncedAddress(address="hof@bauernhof.example", permanent=True, at=datetime(2026, 8, 1, tzinfo=UTC)))

    at.store.write(people)

    def found(text: str) -> list[tuple[str, bool]]:
        return sorted((row.address, row.bouncing) for row in at.store.read(letter_recipients.recipients, text))

    both = [("hof@bauernhof.example", True), ("t.bauer@suedwerk.example", False)]
    assert found("bauer") == both
    assert found("südwerk") == both[1:]
    assert found("t.bau") == both[1:]
    assert found("b") == []
    assert found("nobody at all") == []
    gone = update(Contact).where(Contact.name == "Tim Bauer").values(active=False)
    at.run(gone)
    assert found("südwerk") == []


def test_a_signature_is_the_writers_own(at: House) -> None:
    at.store.write(settings.keep, SIGNATURE, "Somebody else", owner_of(at.people["Pavel"]))
    assert at.store.write(letter_drafts.begin, counterparty_id=at.customer).text == ""


def test_the_mail_settings_are_the_administrators(at: House) -> None:
    wanted = mail_settings.MailSettings("Sales@Kontor-Demo.example", True, 25)
    with pytest.raises(NotAllowed):
        at.store.write(mail_settings.keep_mail_settings, wanted)
    with at.acting("Admin"):
        kept = at.store.write(mail_settings.keep_mail_settings, wanted)
        assert kept == mail_settings.MailSettings("sales@kontor-demo.example", True, 25)
        for wrong in (mail_settings.MailSettings("nobody", False, 25), mail_settings.MailSettings("", False, 0)):
            with pytest.raises(UserError):
                at.store.write(mail_settings.keep_mail_settings, wrong)
