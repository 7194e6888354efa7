"""Who is told what: by choice within what the role must know; gone when it is done elsewhere, back when that is undone."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Executable, delete, event, select, update
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.language import phrase
from app.models.company import Employee, Setting
from app.models.notice_terms import AT_ONCE, MUST, NOTICE_WORDS, NoticeKind, owed_to
from app.models.tasks import Notification
from app.models.terms import Role
from app.operations import leases, notice_choices, notice_clearing, notices
from app.operations.leases import INTAKE, LeaseLost
from app.operations.notice_choices import NoticeChoice
from app.operations.notices import NoticeRow
from app.operations.settings import keep
from tests import factories
from tests.clock import FixedClock

OPERATIONS = Path(notices.__file__).parent
WITHOUT_A_KIND_OF_ITS_OWN = {"counterparty_work.py", "marketing_schedule.py", "merging.py", "unmerging.py"}
"""A customer that somebody gets, a list that could not save itself, cards put together or parted: too rare for a choice."""


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    return store.write(factories.company)


def tell(store: Store, *told: int, kind: NoticeKind = NoticeKind.DEAL, place: str = "deals", record: int = 7) -> None:
    store.write(notices.tell, told, phrase("Deal {n}", n=record), place=place, record_id=record, kind=kind)


def rows(store: Store, employee_id: int, unread_only: bool = True) -> tuple[NoticeRow, ...]:
    before, store.employee_id = store.employee_id, employee_id
    try:
        return store.read(notices.page, unread_only).rows
    finally:
        store.employee_id = before


def run(session: Session, statement: Executable) -> None:
    session.execute(statement)


def act_as(store: Store, employee_id: int | None) -> None:
    store.employee_id = employee_id


def test_each_is_told_once_by_whose_deed_and_nobody_of_their_own(store: Store, people: dict[str, int]) -> None:
    act_as(store, people["Marta"])
    tell(store, people["Olga"], people["Olga"], people["Marta"], people["Igor"])
    (row,) = rows(store, people["Olga"])
    assert (row.phrase.said("en"), row.author, row.kind, row.unread) == ("Deal 7", "Marta Vogel", NoticeKind.DEAL, True)
    assert [len(rows(store, people[name])) for name in ("Igor", "Marta")] == [1, 0]
    act_as(store, None)
    tell(store, people["Olga"])
    assert rows(store, people["Olga"])[0].author == ""


def test_who_has_left_is_told_nothing(store: Store, people: dict[str, int]) -> None:
    store.write(run, update(Employee).where(Employee.id == people["Olga"]).values(active=False))
    tell(store, people["Olga"])
    assert rows(store, people["Olga"]) == ()


def test_what_is_no_duty_can_be_declined_and_taken_back(store: Store, people: dict[str, int]) -> None:
    for kind in (each for each in NoticeKind if each not in MUST[Role.SELLER]):
        act_as(store, people["Olga"])
        assert store.write(notice_choices.choose, kind, False, True).of(kind) == NoticeChoice(kind, False, False, None)
        store.write(notice_choices.choose, kind, False, False)
        act_as(store, None)
        tell(store, people["Olga"], people["Igor"], kind=kind)
        assert rows(store, people["Olga"]) == ()
        assert rows(store, people["Igor"])[0].kind is kind
        act_as(store, people["Olga"])
        assert store.write(notice_choices.choose, kind, True, False).of(kind) == NoticeChoice(kind, True, False, None)
    tell(store, people["Igor"])
    act_as(store, None)
    tell(store, people["Olga"], kind=NoticeKind.QUALITY)
    assert len(rows(store, people["Olga"])) == 1


def test_what_the_role_must_know_comes_whatever_was_chosen(store: Store, people: dict[str, int]) -> None:
    for kind in MUST[Role.SELLER]:
        act_as(store, people["Olga"])
        with pytest.raises(UserError, match="always comes to the bell"):
            store.write(notice_choices.choose, kind, False, False)
        # What was declined before the role was given does not count.
        store.write(keep, notices.OFF + kind, True, f"employee:{people['Olga']}")
        assert store.read(notice_choices.choices).of(kind) == NoticeChoice(kind, True, kind in AT_ONCE, Role.SELLER)
        assert store.write(notice_choices.choose, kind, True, False).of(kind).desktop is False
        store.write(keep, notices.OFF + kind, True, f"employee:{people['Olga']}")
        act_as(store, None)
        tell(store, people["Olga"], kind=kind)
        assert rows(store, people["Olga"])[0].kind is kind


def test_the_duties_of_several_roles_add_up() -> None:
    assert owed_to(NoticeKind.INQUIRY_SORTED, frozenset({Role.SELLER, Role.HEAD})) is Role.HEAD
    assert owed_to(NoticeKind.INQUIRY_CAME, frozenset({Role.SELLER, Role.HEAD})) is None
    assert NoticeKind.OTHER not in {kind for kinds in MUST.values() for kind in kinds}
    assert set(NOTICE_WORDS) == set(NoticeKind)


@contextmanager
def counting(store: Store) -> Iterator[list[str]]:
    """The statements that the store sends meanwhile, without those of the transaction itself."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT pg_notify")):
            statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def test_telling_is_one_statement_however_many_are_told(fresh_store: Store) -> None:
    people = fresh_store.write(factories.company)
    with counting(fresh_store) as statements:
        tell(fresh_store, *people.values(), kind=NoticeKind.GOODS)
    assert len([each for each in statements if "INSERT INTO notification" in each]) == 1
    assert not [each for each in statements if each.startswith("SELECT") and "setting" in each]


def test_nobody_signed_in_chooses_nothing(store: Store, people: dict[str, int]) -> None:
    act_as(store, None)
    with pytest.raises(NotAllowed):
        store.read(notice_choices.choices)
    with pytest.raises(NotAllowed):
        store.write(notice_choices.be_quiet, None)
    with pytest.raises(NotAllowed):
        store.write(notice_choices.choose, NoticeKind.DEAL, True, True)


def test_quiet_ends_by_itself(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    act_as(store, people["Olga"])
    until = clock.moment + timedelta(hours=1)
    assert store.write(notice_choices.be_quiet, until).quiet_until == until
    assert store.read(notice_choices.bell).quiet_until == until
    clock.advance(hours=1)
    assert store.read(notice_choices.bell).quiet_until is None
    store.write(keep, notice_choices.QUIET, "soon", f"employee:{people['Olga']}")
    assert store.read(notice_choices.choices).quiet_until is None
    assert store.write(notice_choices.be_quiet, clock.moment + timedelta(days=1)).quiet_until is not None
    assert store.write(notice_choices.be_quiet, None).quiet_until is None


def test_the_bell_counts_all_and_shows_the_newest(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    for record in range(1, 34):
        clock.advance(minutes=1)
        tell(store, people["Olga"], record=record)
    act_as(store, people["Olga"])
    news = store.read(notice_choices.bell)
    assert (news.unread, [row.record_id for row in news.newest]) == (33, list(range(33, 3, -1)))
    assert news.desktop == AT_ONCE
    store.write(notice_choices.choose, NoticeKind.DEAL, True, True)
    assert NoticeKind.DEAL in store.read(notice_choices.bell).desktop
    act_as(store, people["Igor"])
    assert store.read(notice_choices.bell).newest == ()


def test_pages_hold_every_notice_once_also_of_one_moment(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    for record in range(25):
        if record % 5 == 0:
            clock.advance(seconds=1)
        tell(store, people["Olga"], record=record)
    act_as(store, people["Olga"])
    found: list[int | None] = []
    after = None
    while True:
        page = store.read(notices.page, False, after, 4)
        found += [row.record_id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert found == list(range(24, -1, -1))


def test_reading_is_taken_back_by_its_moment(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    for record in (1, 2, 3):
        tell(store, people["Olga"], record=record)
    tell(store, people["Igor"])
    act_as(store, people["Olga"])
    first = rows(store, people["Olga"])[0]
    store.write(notices.read, [first.id])
    clock.advance(seconds=5)
    moment = store.write(notices.read)
    assert store.read(notices.unread_count) == 0
    assert [row.unread for row in rows(store, people["Olga"], False)] == [False, False, False]
    assert store.write(notices.unread_again, moment) == 2
    assert {row.id for row in rows(store, people["Olga"])} == {row.id for row in rows(store, people["Olga"], False)} - {
        first.id
    }
    # Others' notices are nobody else's to read.
    (theirs,) = rows(store, people["Igor"])
    store.write(notices.read, [theirs.id])
    assert len(rows(store, people["Igor"])) == 1


def test_what_is_done_elsewhere_is_gone_and_comes_back_with_the_undo(
    store: Store, people: dict[str, int], clock: FixedClock
) -> None:
    tell(store, people["Olga"], people["Igor"], place="triage", record=5, kind=NoticeKind.INQUIRY_CAME)
    tell(store, people["Olga"], place="triage", record=6, kind=NoticeKind.INQUIRY_CAME)
    act_as(store, people["Igor"])
    store.write(notices.read, [rows(store, people["Igor"])[0].id])
    clock.advance(minutes=3)
    decided_at = clock.moment
    assert store.write(notices.gone, "triage", 5) == 1
    assert [row.record_id for row in rows(store, people["Olga"])] == [6]
    assert len(rows(store, people["Igor"], False)) == 1  # what was read stays where it was
    clock.advance(minutes=1)
    assert store.write(notices.back, "triage", 5, decided_at) == 1
    assert [row.record_id for row in rows(store, people["Olga"])] == [6, 5]


def test_an_undo_brings_nothing_back_that_went_before(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    tell(store, people["Olga"], place="triage", record=5)
    store.write(notices.gone, "triage", 5)
    clock.advance(minutes=10)
    assert store.write(notices.back, "triage", 5, clock.moment) == 0


def test_only_one_kind_or_one_person_may_be_meant(store: Store, people: dict[str, int]) -> None:
    tell(store, people["Olga"], people["Igor"], kind=NoticeKind.GOODS)
    tell(store, people["Olga"], people["Igor"], kind=NoticeKind.TASK_GIVEN)
    assert store.write(notices.gone, "deals", 7, kinds=[NoticeKind.GOODS], employee_ids=[people["Olga"]]) == 1
    assert [row.kind for row in rows(store, people["Olga"])] == [NoticeKind.TASK_GIVEN]
    assert store.write(notices.gone, "deals", 7, kinds=[NoticeKind.GOODS]) == 1
    assert len(rows(store, people["Igor"])) == 1


def test_old_read_notices_are_cleared_once_a_day_some_at_a_time(
    store: Store, people: dict[str, int], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for record in range(6):
        tell(store, people["Olga"], record=record)
    tell(store, people["Igor"], record=100)
    tell(store, people["Igor"], record=101)
    store.write(notices.gone, "deals", 101)
    act_as(store, people["Olga"])
    kept = rows(store, people["Olga"])[0]
    store.write(notices.read, [row.id for row in rows(store, people["Olga"]) if row.id != kept.id])
    act_as(store, None)
    assert store.write(notice_clearing.clear, None) == 0
    clock.advance(days=31)
    monkeypatch.setattr(notice_clearing, "MOST", 4)
    assert [store.write(notice_clearing.clear, None) for _ in range(3)] == [4, 2, 0]
    left = store.read(lambda session: session.scalars(select(Notification.record_id).order_by(Notification.id)).all())
    assert list(left) == [5, 100]  # never read, however old


def test_who_lost_the_lease_clears_nothing(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    store.write(leases.take, INTAKE, "first")
    with pytest.raises(LeaseLost):
        store.write(notice_clearing.clear, "second")
    assert store.write(notice_clearing.clear, "first") == 0
    store.write(keep, notice_clearing.DAYS, "many")
    store.write(run, delete(Setting).where(Setting.key == notice_clearing.CLEARED_ON))
    assert store.write(notice_clearing.clear, "first") == 0


def callers() -> Iterator[tuple[str, ast.Call]]:
    for path in sorted(OPERATIONS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "tell":
                    yield path.name, node


def test_every_notice_says_what_it_is_about() -> None:
    without = {name for name, call in callers() if not any(each.arg == "kind" for each in call.keywords)}
    assert without == set()
    other = {
        name
        for name, call in callers()
        for each in call.keywords
        if each.arg == "kind" and ast.unparse(each.value).endswith(".OTHER")
    }
    assert other == WITHOUT_A_KIND_OF_ITS_OWN


def test_a_moment_of_reading_is_aware(store: Store, people: dict[str, int]) -> None:
    act_as(store, people["Olga"])
    moment = store.write(notices.read)
    assert isinstance(moment, datetime)
    assert moment.tzinfo is not None
