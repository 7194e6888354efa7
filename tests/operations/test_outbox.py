"""The outbox: nothing lost, nothing doubled, every state in words, and what went stands in the history."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.language import phrase
from app.models.counterparties import Counterparty
from app.models.inquiries import Inquiry
from app.models.interactions import Attachment, Interaction, Message
from app.models.mail import BouncedAddress, OutgoingLetter
from app.models.mail_terms import LetterState
from app.models.tasks import Notification, Task
from app.operations import (
    attachments,
    letter_drafts,
    letter_files,
    mail_settings,
    outbox,
    outbox_delivery,
    register,
    settings,
)
from app.operations.intake import take_letter
from app.operations.letter_rows import DraftRow
from app.operations.outbox_delivery import ClaimedLetter, ClaimLost
from app.operations.outbox_rows import OutboxRow
from app.operations.register_spec import Shown
from tests import factories
from tests.clock import FixedClock
from tests.deal_factories import House, house

P = ParamSpec("P")
T = TypeVar("T")
ME, OTHER = "host:1", "host:2"
THEIRS = "d.sokolow@uralchim.example"
RAW = b"Message-ID: <1@x>\r\n\r\nGood day"
NOT_NOW = phrase("The server says: {reason}", reason="451 Later")


@pytest.fixture
def at(store: Store) -> House:
    made = house(store)
    store.write(settings.keep, mail_settings.SENDER, "office@kontor-demo.example")
    return made


def draft(at: House, *to: str, text: str = "Good day", subject: str = "Pump", **about: Any) -> DraftRow:
    """A draft that is ready to go."""
    row = at.store.write(letter_drafts.begin, to=to or (THEIRS,), **about)
    at.store.write(letter_drafts.save, row.id, row.version, subject=subject, text=text)
    return at.store.read(letter_drafts.open_draft, row.id)


def sent_off(at: House, *to: str, **about: Any) -> OutboxRow:
    """A letter in the outbox."""
    row = draft(at, *to, **about)
    return at.store.write(outbox.send, row.id, row.version)


def claimed(at: House, clock: FixedClock, holder: str = ME) -> ClaimedLetter:
    """The letter that is due, in the hands of the service."""
    clock.advance(seconds=outbox.UNDO_SECONDS)
    (letter,) = served(at, outbox_delivery.claim, holder)
    return letter


def served(at: House, operation: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What the service does, as whom nobody is signed in."""
    before, at.store.employee_id = at.store.employee_id, None
    try:
        return at.store.write(operation, *args, **kwargs)
    finally:
        at.store.employee_id = before


def now_is(at: House, letter_id: int) -> OutboxRow:
    return at.store.read(outbox.letter, letter_id)


def delivered(at: House, clock: FixedClock, letter: ClaimedLetter, *to: str) -> None:
    served(at, outbox_delivery.handing, letter.id, ME)
    served(at, outbox_delivery.handed, letter.id, ME, to or letter.recipients, {}, {}, RAW)


def notices(at: House, name: str) -> list[str]:
    query = select(Notification).where(Notification.employee_id == at.people[name], Notification.place == "outbox")
    rows = at.store.read(lambda session: [(row.sentence, row.params) for row in session.scalars(query)])
    return [sentence for sentence, _ in rows]


def test_a_letter_waits_ten_seconds_and_can_be_taken_back(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    assert (row.state, row.to, row.mine) == (LetterState.WAITING, (THEIRS,), True)
    assert row.next_try_at == clock() + timedelta(seconds=10)
    assert served(at, outbox_delivery.claim, ME) == ()
    assert not at.store.read(outbox_delivery.is_due)
    back = at.store.write(outbox.take_back, row.id, row.version)
    assert (back.id, back.text) == (row.id, "Good day")
    again = at.store.write(outbox.send, back.id, back.version)
    assert at.get(OutgoingLetter, again.id, "message_id").endswith("@kontor-demo.example>")


def test_a_letter_for_later_waits_for_its_time(at: House, clock: FixedClock) -> None:
    row = draft(at)
    tomorrow = clock() + timedelta(days=1)
    with pytest.raises(UserError, match="a year at most"):
        at.store.write(outbox.send, row.id, row.version, clock() + timedelta(days=400))
    waiting = at.store.write(outbox.send, row.id, row.version, tomorrow)
    assert (waiting.send_at, waiting.next_try_at) == (tomorrow, tomorrow)
    clock.advance(hours=23)
    assert served(at, outbox_delivery.claim, ME) == ()
    clock.advance(hours=2)
    (letter,) = served(at, outbox_delivery.claim, ME)
    assert letter.mail.written_at == tomorrow


def test_what_cannot_go_says_why(at: House) -> None:
    def refused(match: str, **change: Any) -> None:
        row = draft(at)
        at.store.write(letter_drafts.save, row.id, row.version, **change)
        row = at.store.read(letter_drafts.open_draft, row.id)
        with pytest.raises(UserError, match=match):
            at.store.write(outbox.send, row.id, row.version)
        at.store.write(letter_drafts.drop, row.id)

    refused("at least one recipient", to=())
    refused("“half@” is no mail address", to=("half@", THEIRS))
    refused("50 recipients at most", to=[f"n{number}@x.example" for number in range(51)])
    refused("is empty: write a subject or a text", subject=" ", text="\n\nOn 3 Aug, Dmitri wrote:\n> Hello")
    refused(r"Fill in \{name\}, \{deal\} before", subject="{name}", text="Dear {name}, {deal}")
    refused("at most 250", subject="x" * 251)
    at.store.write(settings.keep, mail_settings.SENDER, "")
    refused("which address our letters come from")


def test_a_quoted_brace_is_no_gap_and_files_alone_are_a_letter(at: House) -> None:
    row = draft(at, subject="", text="On 3 Aug, Dmitri wrote:\n> {name}")
    row = at.store.write(letter_files.attach_file, row.id, "a.txt", b"hello")
    assert at.store.write(outbox.send, row.id, row.version).state is LetterState.WAITING


def test_an_address_that_bounced_asks_first(at: House, clock: FixedClock) -> None:
    bounced = BouncedAddress(address=THEIRS, permanent=True, at=clock())
    at.store.write(lambda session: session.add(bounced))
    row = draft(at)
    with pytest.raises(outbox.Bouncing) as raised:
        at.store.write(outbox.send, row.id, row.version)
    assert raised.value.addresses == (THEIRS,)
    sent = at.store.write(outbox.send, row.id, row.version, despite_bounces=True)
    assert sent.state is LetterState.WAITING


def test_only_its_writer_sends_and_only_what_was_seen(at: House) -> None:
    row = draft(at)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(outbox.send, row.id, row.version)
    with pytest.raises(Conflict):
        at.store.write(outbox.send, row.id, row.version - 1)


def test_what_went_stands_in_the_history_with_its_files(at: House, clock: FixedClock) -> None:
    letter = factories.letter("<a@uralchim.example>", email="m.weber@helios.example", company="Helios", phone="")
    taken = at.store.write(take_letter, letter)
    row = draft(
        at, "m.weber@helios.example", inquiry_id=taken.inquiry_id, text="Own words\n\nOn 3 Aug, Dmitri wrote:\n> Old"
    )
    row = at.store.write(letter_files.attach_file, row.id, "a.txt", b"hello")
    waiting = at.store.write(outbox.send, row.id, row.version)
    handled = claimed(at, clock)
    assert (handled.mail.sender_name, handled.mail.references) == ("Olga Lebedewa", ("<a@uralchim.example>",))
    assert [file.data for file in handled.mail.attachments] == [b"hello"]
    delivered(at, clock, handled)
    done = now_is(at, waiting.id)
    assert (done.state, done.delivered, done.problem) == (LetterState.SENT, ("m.weber@helios.example",), None)
    assert done.interaction_id is not None

    def history(session: Session) -> tuple[Any, ...]:
        event = session.get_one(Interaction, done.interaction_id)
        message = session.get_one(Message, done.interaction_id)
        return event.text, event.direction.value, event.inquiry_id, message.unique_key, message.raw, message.original

    text, direction, inquiry_id, key, raw, original = at.store.read(history)
    assert (text, direction, inquiry_id, raw) == ("Own words", "out", taken.inquiry_id, RAW)
    assert (key, original) == (handled.mail.message_id, row.text)
    assert at.get(Inquiry, taken.inquiry_id or 0, "first_response_at") == clock()
    assert at.get(Counterparty, taken.counterparty_id or 0, "last_contact_at") == clock()
    assert [file.name for file in at.store.read(attachments.files, "interaction", done.interaction_id)] == ["a.txt"]
    assert at.count(select(Attachment.id).where(Attachment.outgoing_letter_id == waiting.id)) == 1
    # Saying it twice changes nothing; the end is the end.
    served(at, outbox_delivery.handed, waiting.id, ME, handled.recipients, {}, {}, RAW)
    assert at.count(select(Interaction.id).where(Interaction.inquiry_id == taken.inquiry_id)) == 2
    with pytest.raises(UserError, match="has gone already"):
        at.store.write(outbox.take_back, waiting.id, done.version)


def test_our_own_copy_that_came_in_first_does_not_stop_it(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    handled = claimed(at, clock)
    at.store.write(take_letter, factories.letter(handled.mail.message_id, automatic="our own letter"))
    delivered(at, clock, handled)
    assert now_is(at, row.id).state is LetterState.SENT


def test_a_claim_keeps_others_away_until_it_lapses(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    first = claimed(at, clock)
    assert served(at, outbox_delivery.claim, OTHER) == ()
    with pytest.raises(UserError, match="is being sent this moment"):
        at.store.write(outbox.take_back, row.id, row.version)
    clock.advance(minutes=11)
    (second,) = served(at, outbox_delivery.claim, OTHER)
    assert second.mail == first.mail
    with pytest.raises(ClaimLost):
        served(at, outbox_delivery.handing, row.id, ME)
    served(at, outbox_delivery.handing, row.id, OTHER)
    served(at, outbox_delivery.failed, row.id, ME, NOT_NOW, True)
    assert now_is(at, row.id).state is LetterState.HANDING


def test_a_letter_taken_back_between_claim_and_handing_is_not_handed_over(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    claimed(at, clock)
    clock.advance(minutes=11)
    at.store.write(outbox.take_back, row.id, row.version)
    with pytest.raises(ClaimLost):
        served(at, outbox_delivery.handing, row.id, ME)


def test_a_crash_before_handing_sends_again_and_after_it_asks(at: House, clock: FixedClock) -> None:
    safe = sent_off(at)
    claimed(at, clock)
    assert served(at, outbox_delivery.recover, beginning=True) == 0
    (again,) = served(at, outbox_delivery.claim, OTHER)
    assert again.id == safe.id
    served(at, outbox_delivery.handing, safe.id, OTHER)
    assert served(at, outbox_delivery.recover) == 0
    assert served(at, outbox_delivery.recover, beginning=True) == 1
    unsure = now_is(at, safe.id)
    assert (unsure.state, unsure.interaction_id) == (LetterState.UNSURE, None)
    assert notices(at, "Olga") == ["Perhaps your letter “{subject}” went, perhaps not: decide what to do."]
    assert served(at, outbox_delivery.claim, OTHER) == ()
    clock.advance(days=30)
    assert served(at, outbox_delivery.claim, OTHER) == ()
    with pytest.raises(UserError, match="Nobody knows whether this letter went"):
        at.store.write(outbox.take_back, safe.id, unsure.version)


def test_a_person_ends_the_doubt(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    first = claimed(at, clock)
    served(at, outbox_delivery.handing, row.id, ME)
    served(at, outbox_delivery.unsure, row.id, ME)
    with at.acting("Pavel"), pytest.raises(NotAllowed):
        at.store.write(outbox.leave_as_sent, row.id, now_is(at, row.id).version)
    again = at.store.write(outbox.send_again, row.id, now_is(at, row.id).version)
    assert again.state is LetterState.WAITING
    (second,) = served(at, outbox_delivery.claim, ME)
    assert second.mail == first.mail
    served(at, outbox_delivery.handing, row.id, ME)
    served(at, outbox_delivery.unsure, row.id, ME)
    with at.acting("Igor"):
        done = at.store.write(outbox.leave_as_sent, row.id, now_is(at, row.id).version)
    assert (done.state, done.delivered) == (LetterState.SENT, (THEIRS,))
    raw = at.one(select(Message.raw).where(Message.unique_key == first.mail.message_id))
    assert first.mail.message_id.encode() in raw


def test_the_frozen_process_that_wakes_up_and_knows_ends_the_doubt_too(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    letter = claimed(at, clock)
    served(at, outbox_delivery.handing, row.id, ME)
    served(at, outbox_delivery.recover, beginning=True)
    served(at, outbox_delivery.handed, row.id, ME, letter.recipients, {}, {}, RAW)
    assert now_is(at, row.id).state is LetterState.SENT


def test_it_is_tried_for_two_days_and_then_given_up(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    begun = clock()
    waits = []
    clock.advance(seconds=10)
    while letters := served(at, outbox_delivery.claim, ME):
        served(at, outbox_delivery.failed, letters[0].id, ME, NOT_NOW, False)
        state = now_is(at, row.id)
        if state.next_try_at is None:
            break
        waits.append(int((state.next_try_at - clock()).total_seconds() // 60))
        clock.moment = state.next_try_at
    assert waits[:4] == [1, 5, 15, 60]
    assert timedelta(days=2) < clock() - begun < timedelta(days=2, hours=6)
    given_up = now_is(at, row.id)
    assert (given_up.state, str(given_up.problem)) == (LetterState.GIVEN_UP, "The server says: 451 Later")
    assert given_up.refused == ((THEIRS, "The server says: 451 Later"),)
    assert notices(at, "Olga") == ["Your letter “{subject}” was not delivered: {reason}"]
    titles = select(Task.title).where(Task.employee_id == at.people["Olga"])
    assert at.one(titles) == "Reach {address} another way: the letter “{subject}” was not delivered."
    assert at.count(select(Message.interaction_id)) == 0


def test_what_was_given_up_is_corrected_or_tried_again(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    letter = claimed(at, clock)
    served(at, outbox_delivery.failed, row.id, ME, NOT_NOW, True, {THEIRS: "550 No such user"})
    given_up = now_is(at, row.id)
    assert given_up.refused == ((THEIRS, "550 No such user"),)
    again = at.store.write(outbox.send_again, row.id, given_up.version)
    (second,) = served(at, outbox_delivery.claim, ME)
    assert (second.recipients, second.mail.message_id) == (letter.recipients, letter.mail.message_id)
    served(at, outbox_delivery.failed, row.id, ME, NOT_NOW, True)
    back = at.store.write(outbox.take_back, again.id, now_is(at, row.id).version)
    saved = at.store.write(letter_drafts.save, back.id, back.version, to=("new@uralchim.example",))
    at.store.write(outbox.send, back.id, saved.version)
    fresh = claimed(at, clock)
    assert fresh.recipients == ("new@uralchim.example",)
    assert fresh.mail.message_id != letter.mail.message_id


def test_who_is_refused_is_named_and_who_may_come_later_is_tried_alone(at: House, clock: FixedClock) -> None:
    row = sent_off(at, THEIRS, "gone@x.example", "busy@x.example")
    claimed(at, clock)
    served(at, outbox_delivery.handing, row.id, ME)
    gone, busy = {"gone@x.example": "550 No such user"}, {"busy@x.example": "450 Greylisted"}
    served(at, outbox_delivery.handed, row.id, ME, (THEIRS,), gone, busy, RAW)
    partly = now_is(at, row.id)
    assert (partly.state, partly.delivered, partly.tries) == (LetterState.WAITING, (THEIRS,), 1)
    assert partly.interaction_id is not None
    with pytest.raises(UserError, match="has gone already"):
        at.store.write(outbox.take_back, row.id, partly.version)
    clock.advance(minutes=2)
    (rest,) = served(at, outbox_delivery.claim, ME)
    assert rest.recipients == ("busy@x.example",)
    served(at, outbox_delivery.handing, row.id, ME)
    served(at, outbox_delivery.handed, row.id, ME, rest.recipients, {}, {}, RAW)
    done = now_is(at, row.id)
    assert (done.state, done.delivered) == (LetterState.SENT, (THEIRS, "busy@x.example"))
    assert done.refused == (("gone@x.example", "550 No such user"),)
    assert notices(at, "Olga") == ["Your letter “{subject}” went, but not to {address}: {reason}"]
    assert at.count(select(Message.interaction_id)) == 1


def test_a_server_that_cannot_be_reached_costs_no_try(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    claimed(at, clock)
    served(at, outbox_delivery.handing, row.id, ME)
    served(at, outbox_delivery.postponed, row.id, ME, NOT_NOW, timedelta(seconds=30))
    waiting = now_is(at, row.id)
    assert (waiting.state, waiting.tries, waiting.version) == (LetterState.WAITING, 0, row.version)
    assert str(waiting.problem) == "The server says: 451 Later"
    clock.advance(seconds=31)
    assert len(served(at, outbox_delivery.claim, OTHER)) == 1


def test_the_oldest_goes_first_and_each_once(at: House, clock: FixedClock) -> None:
    rows = []
    for number in range(5):
        rows.append(sent_off(at, f"n{number}@x.example"))
        clock.advance(seconds=1)
    clock.advance(seconds=10)
    first = served(at, outbox_delivery.claim, ME, 2)
    second = served(at, outbox_delivery.claim, OTHER, 10)
    assert [letter.id for letter in (*first, *second)] == [row.id for row in rows]


def test_the_register_says_where_each_letter_is(at: House, clock: FixedClock) -> None:
    row = sent_off(at)
    claimed(at, clock)
    served(at, outbox_delivery.failed, row.id, ME, NOT_NOW, False)
    draft(at, "other@x.example")

    def listed(preset: str = "all") -> list[Any]:
        return [each.cells for each in at.store.read(register.rows, Shown("outbox")).rows]

    (cells,) = listed()
    assert (cells["state"], cells["to"], cells["tries"], cells["who"]) == ("waiting", THEIRS, 1, "Olga Lebedewa")
    with at.acting("Pavel"):
        assert listed() == []
    with at.acting("Igor"):
        assert len(listed()) == 1
    assert [each.id for each in at.store.read(outbox.of)] == [row.id]
    assert at.store.read(outbox.of, counterparty_id=at.customer) == ()
    with at.acting("Igor"):
        assert at.store.write(outbox.cancel, row.id, now_is(at, row.id).version).state is LetterState.CANCELLED
