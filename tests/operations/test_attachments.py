"""Files beside deals, customers, certificates: kept once, with a limit, taken away and brought back."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, NotFound, UserError
from app.events import AttachedFile
from app.models.interactions import Attachment, Interaction
from app.models.service import Certificate
from app.models.terms import Direction, InteractionKind
from app.operations import attachments, intake, paper_printing, papers, settings
from app.operations.certification import CertificateDraft, record_certificate
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House, deal, house, product

PDF = b"%PDF-1.7 a drawing"


@pytest.fixture
def at(store: Store) -> House:
    return house(store)


def names(at: House, owner: attachments.Owner, owner_id: int) -> list[str]:
    return [row.name for row in at.store.read(attachments.files, owner, owner_id)]


def test_a_file_is_kept_with_its_owner_and_read_back(at: House) -> None:
    kept = at.store.write(attachments.attach, "counterparty", at.customer, "../../Zeichnung Ä.pdf", PDF)
    assert (kept.known, kept.file.name, kept.file.mime, kept.file.size) == (False, "Zeichnung Ä.pdf", "application/pdf", 18)
    assert kept.file.who == "Olga Lebedewa"
    document = at.store.read(attachments.document, kept.file.id)
    assert (document.filename, document.data) == ("Zeichnung Ä.pdf", PDF)
    assert names(at, "counterparty", at.customer) == ["Zeichnung Ä.pdf"]


def test_the_same_file_is_kept_once_for_an_owner_and_a_name_twice(at: House) -> None:
    first = at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", PDF)
    again = at.store.write(attachments.attach, "counterparty", at.customer, "b.pdf", PDF)
    assert (again.known, again.file.id) == (True, first.file.id)
    other = at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", PDF + b"2")
    assert other.file.name == "a (2).pdf"
    elsewhere = at.store.write(attachments.attach, "deal", deal(at), "a.pdf", PDF)
    assert not elsewhere.known


def test_what_cannot_be_kept_says_why(at: House) -> None:
    with pytest.raises(UserError, match=r"“a\.pdf” is empty"):
        at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", b"")
    at.store.write(settings.keep, attachments.LIMIT, 1)
    with pytest.raises(UserError, match="has 2 MB; a file may have 1 MB"):
        at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", b"x" * (attachments.MEGABYTE + 1))
    at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", b"x" * attachments.MEGABYTE)
    with pytest.raises(NotFound):
        at.store.write(attachments.attach, "counterparty", 999_999, "a.pdf", PDF)
    with at.acting("Wanda"), pytest.raises(NotAllowed):
        at.store.write(attachments.attach, "counterparty", at.customer, "c.pdf", PDF)


def test_a_file_is_taken_away_and_brought_back_by_who_gave_it_or_a_head(at: House) -> None:
    kept = at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", PDF).file
    with at.acting("Pavel"):
        assert not at.store.read(attachments.files, "counterparty", at.customer)[0].removable
        with pytest.raises(NotAllowed, match="Olga Lebedewa"):
            at.store.write(attachments.remove, kept.id)
    at.store.write(attachments.remove, kept.id)
    assert names(at, "counterparty", at.customer) == []
    with pytest.raises(NotFound):
        at.store.read(attachments.document, kept.id)
    with pytest.raises(NotFound):
        at.store.write(attachments.remove, kept.id)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(attachments.restore, kept.id)
    with at.acting("Igor"):
        at.store.write(attachments.restore, kept.id)
        with pytest.raises(NotFound):
            at.store.write(attachments.restore, kept.id)
    assert names(at, "counterparty", at.customer) == ["a.pdf"]


def test_a_file_given_again_after_it_was_taken_away_is_there_again(at: House) -> None:
    kept = at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", PDF).file
    at.store.write(attachments.remove, kept.id)
    again = at.store.write(attachments.attach, "counterparty", at.customer, "a.pdf", PDF)
    assert (again.file.id, again.known) == (kept.id, False)


def test_what_came_with_a_letter_stays_with_it(at: House, clock: FixedClock) -> None:
    file = AttachedFile("plan.pdf", "application/pdf", PDF)
    at.store.write(intake.take_letter, factories.letter(attachments=(file,)))
    attachment, interaction = at.store.read(
        lambda session: session.execute(select(Attachment.id, Attachment.interaction_id)).one()
    )
    assert interaction is not None
    assert names(at, "interaction", interaction) == ["plan.pdf"]
    with at.acting("Igor"), pytest.raises(UserError, match="stays with it"):
        at.store.write(attachments.remove, attachment)


def test_a_note_may_have_files_of_its_own(at: House, clock: FixedClock) -> None:
    def note(session: Session) -> int:
        record = Interaction(
            at=clock(), kind=InteractionKind.NOTE, direction=Direction.INTERNAL, counterparty_id=at.customer, text="x"
        )
        session.add(record)
        session.flush()
        return record.id

    interaction = at.store.write(note)
    kept = at.store.write(attachments.attach, "interaction", interaction, "photo.png", b"\x89PNG\r\n\x1a\n")
    at.store.write(attachments.remove, kept.file.id)
    assert names(at, "interaction", interaction) == []


def test_printed_papers_stand_among_the_documents_not_among_the_files(at: House) -> None:
    product(at, "PUMP")
    deal_id = deal(at, ("PUMP", "1"))
    quotation = at.store.write(papers.issue_quotation, deal_id, at.version(deal_id))
    document = at.store.write(paper_printing.print_quotation, quotation.record_id)
    assert names(at, "deal", deal_id) == []
    with at.acting("Igor"), pytest.raises(UserError, match="a paper"):
        at.store.write(attachments.remove, document)


def test_a_certificate_has_its_newest_file(at: House, clock: FixedClock) -> None:
    product(at, "CHAMBER", climatic=True)
    deal_id = deal(at, ("CHAMBER", "1"))
    line, _ = at.line(deal_id)
    draft = CertificateDraft("TÜV", "C-1", date(2026, 8, 1))
    certificate = at.store.write(record_certificate, line, 1, draft)
    at.store.write(attachments.attach, "certificate", certificate, "scan.pdf", PDF)
    newer = at.store.write(attachments.attach, "certificate", certificate, "better scan.pdf", PDF + b"!")
    assert names(at, "certificate", certificate) == ["better scan.pdf"]
    assert at.get(Certificate, certificate, "document_id") == newer.file.id
    assert names(at, "deal", deal_id) == ["better scan.pdf", "scan.pdf"]
    at.store.write(attachments.remove, newer.file.id)
    assert names(at, "certificate", certificate) == []


def test_two_who_give_the_same_file_at_once_keep_it_once(fresh_store: Store) -> None:
    here = house(fresh_store)
    threads = [
        threading.Thread(
            target=fresh_store.write, args=(attachments.attach, "counterparty", here.customer, f"{each}.pdf", PDF)
        )
        for each in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fresh_store.read(lambda session: session.scalar(select(func.count(Attachment.id)))) == 1
