"""What is loaded of a long inbox: it grows at both ends, forgets the other one, and takes in what changed."""

from datetime import UTC, datetime, timedelta

from app.operations.triage import InboxPage, InboxRow
from app.views.triage.pages import MOST, Pages

BEGIN = datetime(2026, 8, 3, tzinfo=UTC)


def row(number: int, due: bool = True) -> InboxRow:
    at = BEGIN + timedelta(minutes=number)
    return InboxRow(
        id=number,
        version=1,
        number=f"A-{number}",
        received_at=at,
        channel="email",
        source="letter",
        name="",
        company="",
        contact="",
        subject="",
        preview="",
        attachments=0,
        due_at=at if due else None,
        late=False,
        state="new",
        language="",
        department_code="",
        missed_call=False,
    )


def page(numbers: range | list[int], *, above: bool = False, below: bool = False) -> InboxPage:
    return InboxPage(tuple(row(number) for number in numbers), 1000, 0, 0, 0, above=above, below=below)


def numbers(pages: Pages) -> list[int]:
    return [each.id for each in pages.rows]


def test_it_grows_below_and_leaves_the_top_behind() -> None:
    pages = Pages()
    pages.show(page(range(200), below=True))
    for begin in range(200, 1000, 200):
        pages.add(page(range(begin, begin + 200), above=True, below=begin < 800), above=False)
    assert numbers(pages) == list(range(1000 - MOST, 1000))
    assert (pages.above, pages.below) == (True, False)
    pages.add(page(range(200, 400), above=True, below=True), above=True)
    assert numbers(pages) == list(range(200, 200 + MOST))
    assert (pages.above, pages.below) == (True, True)


def test_what_changed_comes_into_its_place_and_what_is_gone_goes() -> None:
    pages = Pages()
    pages.show(page([1, 3, 5]))
    pages.change({3, 4}, page([4]))
    assert numbers(pages) == [1, 4, 5]
    pages.change({9}, page([9]))
    assert numbers(pages) == [1, 4, 5, 9]
    pages.change({1, 4, 5, 9}, page([]))
    assert numbers(pages) == []
    pages.change({2}, page([2]))
    assert numbers(pages) == [2]


def test_what_belongs_to_a_part_that_is_not_loaded_waits_there() -> None:
    pages = Pages()
    pages.show(page([10, 20], above=True, below=True))
    pages.change({5, 15, 25}, page([5, 15, 25]))
    assert numbers(pages) == [10, 15, 20]


def test_rows_without_a_time_come_last() -> None:
    pages = Pages()
    pages.show(page([1, 3]))
    pages.change({2}, InboxPage((row(2, due=False),), 3, 0, 0, 0))
    assert numbers(pages) == [1, 3, 2]
