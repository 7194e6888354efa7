"""The head's charts: the sum of a chart is the sum of the export of the same filter, for every mark of every chart."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, get_args

import pytest
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import NotAllowed, UserError
from app.models.inquiries import Inquiry
from app.models.interactions import Call
from app.models.terms import CallOutcome, Channel, Direction, InquiryState, Role, Source, Stage
from app.operations import actors, forecast, overview, register_export
from app.operations.overview_spec import ChartName, Figure, Question
from app.operations.register import register
from app.operations.register_spec import Shown
from app.operations.settings import keep
from tests import call_factories, factories
from tests.databases import Databases
from tests.operations import overview_company

NAMES: tuple[ChartName, ...] = get_args(ChartName)
QUESTIONS = (
    Question(days=130),
    Question(first=date(2024, 10, 1), last=date(2026, 11, 23)),
    Question(first=date(2026, 10, 24), last=date(2026, 10, 26)),
)
"""By week, month and day; the last one is the weekend on which the clocks of Europe are put back."""


@pytest.fixture(scope="module")
def company(databases: Databases) -> Iterator[Store]:
    """A company with a past, seen by its administrator; its clocks are those of Berlin."""
    store = overview_company.filled(databases.ready())
    store.employee_id = store.read(actors.employee_by_login, "admin").id
    yield store
    store.close()


def exported(store: Store, shown: Shown) -> list[dict[str, Any]]:
    """Every row that the export of *shown* has, with hidden figures too."""
    keys = [each.key for each in register(shown.register).columns]
    rows: list[dict[str, Any]] = json.loads(store.read(register_export.export, shown, "json", "en", keys).data)
    return rows


def measured(measure: str, rows: Sequence[Mapping[str, Any]], currency: str = "") -> Decimal | int:
    """What a mark with *measure* must say of *rows*, counted here once more by hand."""
    if measure == "count":
        return len(rows)
    if measure in ("median", "slowest_tenth"):
        minutes: list[int] = sorted(row["response_minutes"] for row in rows)
        share = Decimal("0.5") if measure == "median" else Decimal("0.9")
        return minutes[math.ceil(len(minutes) * share) - 1]
    if measure == "weighted":
        whole = sum((Decimal(row["net"]) * Decimal(row["probability"]) for row in rows), Decimal(0))
        return (whole / 100).quantize(Decimal("0.01"))
    if measure == "score":
        calls: dict[int, list[int]] = {}
        for row in rows:
            calls.setdefault(row["call_id"], []).append(row["score"])
        means = [Fraction(sum(marks), len(marks)) for marks in calls.values()]
        mean = sum(means, Fraction()) / len(means)
        return (Decimal(mean.numerator) / Decimal(mean.denominator)).quantize(Decimal("0.1"))
    key = {"money": "net", "cost": "cost"}[measure]
    return sum((Decimal(row[key]) for row in rows if row[key] is not None), Decimal(0))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_every_mark_is_the_sum_of_the_rows_that_its_filter_exports(
    company: Store, name: ChartName, question: Question
) -> None:
    figure = company.read(overview.chart, name, question)
    for mark in figure.marks:
        rows = exported(company, mark.shown)
        assert mark.value == measured(mark.measure, rows), mark
        assert mark.rows == len(rows), mark
        if mark.amount is not None:
            own = [row for row in rows if row["currency"] == figure.currency]
            assert mark.amount == measured("money", own), mark


@pytest.mark.parametrize("name", [name for name in NAMES if name != "funnel"])
def test_the_marks_of_a_chart_are_all_rows_of_the_chart_and_no_row_twice(company: Store, name: ChartName) -> None:
    figure = company.read(overview.chart, name, Question(days=130))
    assert figure.marks
    one_line = [mark for mark in figure.marks if figure.form != "lines" or mark.series == "median"]
    key = {
        "overview_stock": ("batch", "location"),
        "overview_calls": ("linked_id",),
        "quality_answers": ("call_id", "position"),
    }.get(figure.shown.register, ("number",))
    if figure.shown.register == "overview_tasks":
        assert sum(mark.rows for mark in one_line) == len(exported(company, figure.shown))
        return
    rows = [tuple(row[k] for k in key) for mark in one_line for row in exported(company, mark.shown)]
    assert sorted(rows) == sorted(tuple(row[k] for k in key) for row in exported(company, figure.shown))


@pytest.mark.parametrize("question", [Question(), Question(days=365)], ids=str)
def test_the_figures_at_the_top_are_the_sums_of_their_rows(company: Store, question: Question) -> None:
    found = company.read(overview.head_figures, question)
    assert [each.key for each in found] == ["inquiries", "unanswered", "without_step", "open_value", "overdue"]
    for each in found:
        assert each.value == measured(each.measure, exported(company, each.shown)), each.key


def test_a_head_finds_only_the_own_department_whatever_is_asked(company: Store) -> None:
    boss = company.employee_id
    try:
        for login in ("igor.petrow", "heike.wolf"):
            company.employee_id = company.read(actors.employee_by_login, login).id
            names = {each.name for each in company.read(overview.departments)}
            for name in NAMES:
                figure = company.read(overview.chart, name, Question(days=60))
                if name == "expiring":
                    continue
                for mark in figure.marks:
                    rows = exported(company, mark.shown)
                    assert mark.rows == len(rows)
                    assert {row["department"] for row in rows if "department" in row} <= names
    finally:
        company.employee_id = boss


def test_the_figures_of_other_departments_are_not_for_a_head(company: Store) -> None:
    igor = company.read(actors.employee_by_login, "igor.petrow")
    other = next(each.id for each in company.read(overview.departments) if each.id != igor.department_id)
    boss, company.employee_id = company.employee_id, igor.id
    try:
        for name in NAMES:
            if name != "expiring":
                with pytest.raises(NotAllowed):
                    company.read(overview.chart, name, Question(department_id=other))
        with pytest.raises(NotAllowed):
            company.read(overview.head_figures, Question(department_id=other))
    finally:
        company.employee_id = boss


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.HEAD, Role.ADMIN)])
def test_the_charts_are_for_heads_only(store: Store, role: Role) -> None:
    store.write(factories.company)
    store.employee_id = store.write(factories.employee, "Somebody Else", role, department="Prom")
    for name in NAMES:
        with pytest.raises(NotAllowed):
            store.read(overview.chart, name, Question())
    with pytest.raises(NotAllowed):
        store.read(overview.head_figures, Question())
    with pytest.raises(NotAllowed):
        store.read(overview.departments)
    with pytest.raises(NotAllowed):
        store.write(forecast.set_chance, Stage.SELECTION, 30)


def test_a_head_of_no_department_sees_them_all(store: Store) -> None:
    store.write(factories.company)
    store.employee_id = store.write(factories.employee, "Ada Director", Role.HEAD)
    assert {"Vys", "Prom", "Term"} <= {each.name for each in store.read(overview.departments)}


def test_nothing_in_the_books_is_no_mark_and_a_sentence(store: Store) -> None:
    people = store.write(factories.company)
    store.employee_id = people["Igor"]
    for name in NAMES:
        figure = store.read(overview.chart, name, Question())
        assert figure.marks == ()
        assert str(figure.empty).endswith(".")
    assert [each.value for each in store.read(overview.head_figures, Question())] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    "question",
    [
        Question(first=date(2026, 5, 2), last=date(2026, 5, 1)),
        Question(first=date(1999, 1, 1), last=date(2026, 5, 1)),
        Question(days=0),
    ],
)
def test_a_period_that_is_none_is_refused(store: Store, question: Question) -> None:
    people = store.write(factories.company)
    store.employee_id = people["Igor"]
    with pytest.raises(UserError):
        store.read(overview.chart, "inquiries", question)


def inquiry(session: Session, /, received_at: datetime, **values: Any) -> int:
    """Id of an inquiry that was sorted to Prom."""
    place = factories.department(session, "Prom")
    record = Inquiry(
        number=f"X-{received_at:%m%d%H%M}",
        received_at=received_at,
        channel=Channel.EMAIL,
        source=Source.LETTER,
        department_id=place,
        **({"state": InquiryState.SORTED} | values),
    )
    session.add(record)
    session.flush()
    return record.id


def chart(store: Store, name: ChartName, question: Question) -> Figure:
    """A chart as Igor, head of Prom, sees it."""
    store.employee_id = store.write(factories.company)["Igor"]
    return store.read(overview.chart, name, question)


def test_an_inquiry_of_the_night_belongs_to_the_day_of_the_companys_clock(store: Store) -> None:
    store.write(keep, "company.time_zone", "Europe/Moscow")
    store.write(inquiry, datetime(2026, 8, 1, 20, 59, tzinfo=UTC))
    store.write(inquiry, datetime(2026, 8, 1, 21, 0, tzinfo=UTC))
    figure = chart(store, "inquiries", Question(first=date(2026, 8, 1), last=date(2026, 8, 2)))
    assert [(mark.bucket, mark.series, mark.value) for mark in figure.marks] == [
        ("2026-08-01", "email", 1),
        ("2026-08-02", "email", 1),
    ]


def test_half_and_nine_of_ten_are_waits_that_really_happened(store: Store) -> None:
    monday = datetime(2026, 7, 27, 8, tzinfo=UTC)
    for minutes in (1, 2, 3, 4, 100):
        at = monday + timedelta(minutes=minutes)
        answered = at + timedelta(minutes=minutes)
        by = at + timedelta(minutes=50)
        store.write(inquiry, at, first_response_at=answered, response_minutes=minutes, respond_by=by)
    store.write(inquiry, monday)
    figure = chart(store, "response", Question(days=30))
    assert [(mark.bucket, mark.series, mark.value, mark.rows) for mark in figure.marks] == [
        ("2026-07-27", "median", 3, 5),
        ("2026-07-27", "slowest_tenth", 100, 5),
    ]
    assert figure.promise == 4 * 60
    assert str(figure.remark) == "80 % were answered by the promised time."


def test_the_promise_is_what_the_settings_say(store: Store) -> None:
    store.write(keep, "response.minutes", 90)
    assert chart(store, "response", Question(days=30)).promise == 90


def test_the_weakest_step_is_named_and_only_one(company: Store) -> None:
    figure = company.read(overview.chart, "funnel", Question(days=365))
    shares = [mark.share for mark in figure.marks if mark.share is not None]
    weakest = [mark for mark in figure.marks if mark.note is not None]
    assert [mark.share for mark in weakest] == [min(shares)]
    values = [mark.value for mark in figure.marks]
    assert values[2:] == sorted(values[2:], reverse=True)


def test_a_company_that_knows_itself_better_sets_its_own_chances(company: Store) -> None:
    def weighted() -> Decimal:
        figure = company.read(overview.chart, "forecast", Question())
        return sum((Decimal(mark.value) for mark in figure.marks), Decimal(0))

    before = weighted()
    for stage in forecast.OUTLOOKS:
        company.write(forecast.set_chance, stage, 0)
    assert weighted() == 0
    for stage, outlook in forecast.OUTLOOKS.items():
        company.write(forecast.set_chance, stage, outlook.percent)
    assert weighted() == before > 0
    usual = company.write(forecast.set_chances, {Stage.SELECTION: 40, Stage.SERVICE: 100})
    assert usual == {stage: outlook.percent for stage, outlook in forecast.OUTLOOKS.items()}
    assert company.read(forecast.chances) == {**usual, Stage.SELECTION: 40, Stage.SERVICE: 100}
    assert weighted() > before
    company.write(forecast.set_chances, usual)
    assert weighted() == before
    for stage, percent in ((Stage.CLOSED, 50), (Stage.SELECTION, 101)):
        with pytest.raises(UserError):
            company.write(forecast.set_chance, stage, percent)


def test_a_chart_as_a_table_says_what_its_marks_say(company: Store) -> None:
    for name in NAMES:
        figure = company.read(overview.chart, name, Question(days=365))
        columns, rows = overview.figure_table(figure)
        heads = [column.key for column in columns]
        places = {bucket.key: row for bucket, row in zip(figure.buckets, rows, strict=True)}
        for mark in figure.marks:
            assert places[mark.bucket][heads.index(f"series_{mark.series}")] == mark.value
        document = company.read(overview.figure_document, figure, "csv", "en")
        assert document.filename.endswith("2026-11-23.csv")
        assert len(document.data.decode("utf-8-sig").splitlines()) == len(rows) + 1


def test_what_came_of_missed_calls_is_told_apart(company: Store) -> None:
    figure = company.read(overview.chart, "missed", Question(days=365))
    assert {mark.series for mark in figure.marks} == {"returned", "otherwise", "open", "withheld"}
    back = company.read(overview.chart, "call_back", Question(days=365))
    assert back.promise == 60
    returned = sum(mark.rows for mark in figure.marks if mark.series == "returned")
    assert sum(mark.rows for mark in back.marks if mark.series == "median") == returned


def missed_call(session: Session, number: str, at: datetime, answered_at: datetime | None = None) -> None:
    """A call of *number*; with *answered_at* it is one back, of a minute."""
    out = Direction.OUT if answered_at else Direction.IN
    outcome = CallOutcome.ANSWERED if answered_at else CallOutcome.MISSED
    who = factories.company(session)["Olga"]
    call = call_factories.call(session, number, direction=out, outcome=outcome, at=at, employee_id=who)
    if answered_at is not None:
        record = session.get_one(Call, call)
        record.answered_at, record.ended_at = answered_at, answered_at + timedelta(minutes=1)


def test_the_time_to_call_back_ends_with_the_talk_and_a_number_that_nobody_reached_has_none(store: Store) -> None:
    monday = datetime(2026, 7, 27, 8, tzinfo=UTC)
    for place, minutes in enumerate((1, 2, 3, 4, 100)):
        number, at = f"+7916123450{place}", monday + timedelta(minutes=place)
        store.write(missed_call, number, at)
        back = at + timedelta(minutes=minutes)
        store.write(missed_call, number, back, back)
    store.write(missed_call, "+79161234509", monday)
    figure = chart(store, "call_back", Question(days=30))
    assert [(mark.bucket, mark.series, mark.value, mark.rows) for mark in figure.marks] == [
        ("2026-07-27", "median", 3, 5),
        ("2026-07-27", "slowest_tenth", 100, 5),
    ]
    by_day = chart(store, "missed", Question(days=30))
    assert [(mark.series, mark.value) for mark in by_day.marks] == [("returned", 5), ("otherwise", 1)]
