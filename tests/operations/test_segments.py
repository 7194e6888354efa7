"""Segments: conditions as one statement, who goes in and who stays out and why, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from app.database.store import Store
from app.errors import Conflict, NotAllowed, NotFound, UserError
from app.models.counterparties import Contact, ContactPoint, Counterparty
from app.models.marketing_terms import Basis, ListKind, Schedule, Standing
from app.models.terms import ConsentState, ContactPointKind, CounterpartyKind
from app.operations import segment_fields, segment_figures, segment_people, segments
from app.operations.register import Count
from app.operations.register_spec import Condition, Operator
from app.operations.segment_people import Audience
from app.operations.segments import Repeat
from tests import factories
from tests.clock import FixedClock
from tests.operations import marketing_desk
from tests.operations.marketing_desk import CUSTOMERS


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    ids = store.write(factories.company)
    store.employee_id = ids["Maria"]
    return ids


def names(store: Store, *conditions: Condition) -> list[str]:
    page = store.read(segment_people.preview, Audience(conditions))
    return list(dict.fromkeys(row.company for row in page.rows))


def standing_by_company(store: Store, audience: Audience) -> dict[str, Standing]:
    return {row.company: row.standing for row in store.read(segment_people.preview, audience).rows}


def test_each_address_has_one_reason(store: Store, people: dict[str, int]) -> None:
    store.write(marketing_desk.dairy_people)
    audience = Audience(CUSTOMERS)
    assert standing_by_company(store, audience) == {
        "Ärger AG": Standing.BLOCKED,
        "Bäckerei Großkopf KG": Standing.NO_ADDRESS,
        "Hefewerk Saale": Standing.REFUSED,
        "Kellerei Hagen": Standing.UNSUBSCRIBED,
        "Molkerei Sandau eG": Standing.GOES_IN,
        "Mosterei Kindel": Standing.NO_CONSENT,
        "Obsthof Werder": Standing.BOUNCED,
        "Sandau Handel": Standing.DOUBLE,
        "Umlaut GmbH": Standing.UNUSABLE,
        "ООО «Сибпром»": Standing.GOES_IN,
    }


def test_the_figures_are_the_sum_of_the_preview(store: Store, people: dict[str, int]) -> None:
    store.write(marketing_desk.dairy_people)
    for list_kind, basis in (
        (ListKind.EMAIL, Basis.CONSENT),
        (ListKind.EMAIL, Basis.CUSTOMER),
        (ListKind.PHONE, Basis.INTEREST),
    ):
        audience = Audience(CUSTOMERS, list_kind, basis)
        rows = store.read(segment_people.preview, audience).rows
        counted = store.read(segment_figures.figures, audience)
        assert dict(counted.standings) == {
            standing: sum(row.standing is standing for row in rows) for standing in {row.standing for row in rows}
        }
        assert counted.companies == len({row.counterparty_id for row in rows}) == 10
        assert counted.people == len({row.contact_id for row in rows if row.contact_id})


def test_customers_need_no_consent_on_that_basis_but_russia_knows_no_such_exception(
    store: Store, people: dict[str, int]
) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "Brauhaus", "a@brauhaus.example", consents=False)
        marketing_desk.known(session, "Волга", "a@volga.example", consents=False, region="RU")
        marketing_desk.known(session, "Kama", "a@kama.ru", consents=False, region="")
        marketing_desk.known(session, "Lead", "a@lead.example", consents=False, kind=CounterpartyKind.LEAD)

    store.write(some)
    assert standing_by_company(store, Audience((), ListKind.EMAIL, Basis.CUSTOMER)) == {
        "Brauhaus": Standing.GOES_IN,
        "Kama": Standing.NO_CONSENT,
        "Lead": Standing.NO_CONSENT,
        "Волга": Standing.NO_CONSENT,
    }


def test_of_two_with_one_address_the_one_that_may_go_in_does(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "A lead", "x@one.example", consents=False, kind=CounterpartyKind.LEAD)
        marketing_desk.same_address(session, "B customer", "x@one.example")

    store.write(some)
    audience = Audience((), ListKind.EMAIL, Basis.CUSTOMER)
    assert {row.company: row.standing for row in store.read(segment_people.preview, audience).rows if row.value} == {
        "A lead": Standing.NO_CONSENT,
        "B customer": Standing.GOES_IN,
    }


def test_a_double_is_seen_across_pages(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "Z first", "x@one.example")
        marketing_desk.same_address(session, "A second", "x@one.example")

    store.write(some)
    first = store.read(segment_people.preview, Audience(), None, 1)
    assert [(row.company, row.standing) for row in first.rows if row.value] == [("A second", Standing.DOUBLE)]
    second = store.read(segment_people.preview, Audience(), first.after, 1)
    assert [(row.company, row.standing) for row in second.rows] == [("Z first", Standing.GOES_IN)]
    assert second.after is None


def test_who_has_left_and_doubles_of_a_company_are_nobody(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        first = marketing_desk.known(session, "Nordfleisch AG", "a@nord.example")
        second = marketing_desk.known(session, "Nordfleisch", "b@nord.example")
        session.get_one(Counterparty, second).merged_into_id = first
        gone = Contact(counterparty_id=first, name="Gone", folded="gone", active=False)
        session.add(gone)
        session.flush()
        point = ContactPoint(
            counterparty_id=first, contact_id=gone.id, kind=ContactPointKind.EMAIL, value="gone@nord.example"
        )
        session.add(point)
        marketing_desk.consent(session, "gone@nord.example")

    store.write(some)
    rows = store.read(segment_people.preview, Audience()).rows
    assert [(row.company, row.value) for row in rows] == [("Nordfleisch AG", "a@nord.example")]
    assert store.read(segment_figures.figures, Audience()).goes_in == 1


def test_conditions_on_the_company_itself(store: Store, people: dict[str, int], clock: FixedClock) -> None:
    def some(session: Session) -> None:
        old, new = (clock.moment - timedelta(days=days) for days in (400, 3))
        marketing_desk.known(session, "A", seller_id=people["Olga"], department="Prom", last_contact=new)
        marketing_desk.known(session, "B", seller_id=people["Pavel"], region="RU", last_contact=old)
        marketing_desk.known(session, "C", kind=CounterpartyKind.LEAD)
        session.get_one(Counterparty, factories.counterparty(session, "D", CounterpartyKind.SUPPLIER)).language = "ru"

    store.write(some)
    olga, pavel = str(people["Olga"]), str(people["Pavel"])
    prom = str(store.read(factories.department, "Prom"))
    assert names(store, Condition("kind", Operator.ONE_OF, ("CUSTOMER", "LEAD"))) == ["A", "B", "C"]
    assert names(store, Condition("kind", Operator.IS_NOT, ("SUPPLIER",))) == ["A", "B", "C"]
    assert names(store, Condition("department", Operator.IS, (prom,))) == ["A"]
    assert names(store, Condition("department", Operator.IS_NOT, (prom,))) == ["B", "C", "D"]
    assert names(store, Condition("seller", Operator.IS, (olga,))) == ["A"]
    assert names(store, Condition("seller", Operator.ONE_OF, (pavel, ""))) == ["B", "C", "D"]
    assert names(store, Condition("seller", Operator.IS_NOT, (olga,))) == ["B", "C", "D"]
    assert names(store, Condition("region", Operator.IS, ("RU",))) == ["B"]
    assert names(store, Condition("language", Operator.IS, ("ru",))) == ["D"]
    assert names(store, Condition("last_contact", Operator.BEFORE, ("-30d",))) == ["B"]
    assert names(store, Condition("last_contact", Operator.AT_LEAST, ("-30d",))) == ["A"]
    assert names(store, Condition("last_contact", Operator.UNKNOWN)) == ["C", "D"]
    assert names(store, *CUSTOMERS, Condition("last_contact", Operator.KNOWN)) == ["A", "B"]


def test_conditions_on_deals(store: Store, people: dict[str, int]) -> None:
    made = store.write(marketing_desk.traded)
    pumps, acid = str(made["pumps"]), str(made["acid"])
    assert names(store, Condition("equipment", Operator.IS, (pumps,))) == ["By deal", "By line"]
    assert names(store, Condition("material", Operator.ONE_OF, (acid,))) == ["By deal"]
    assert names(store, Condition("equipment", Operator.IS_NOT, (pumps,))) == ["Without"]
    assert names(store, Condition("deals", Operator.IS, ("none",))) == ["Without"]
    assert names(store, Condition("deals", Operator.ONE_OF, ("open",))) == ["By deal", "By line"]
    assert names(store, Condition("last_deal", Operator.UNKNOWN)) == ["Without"]
    assert names(store, Condition("last_deal", Operator.AT_LEAST, ("-1d",))) == ["By deal", "By line"]
    assert names(store, Condition("last_deal", Operator.BEFORE, ("-1d",))) == []
    assert names(store, Condition("service_end", Operator.KNOWN)) == []


def test_the_newest_statement_of_consent_counts(store: Store, people: dict[str, int]) -> None:
    def some(session: Session) -> None:
        marketing_desk.known(session, "Given", "a@a.example")
        marketing_desk.known(session, "Withdrawn", "b@b.example")
        marketing_desk.consent(session, "b@b.example", ConsentState.WITHDRAWN)
        marketing_desk.known(session, "Given again", "c@c.example")
        marketing_desk.consent(session, "c@c.example", ConsentState.WITHDRAWN)
        marketing_desk.consent(session, "c@c.example", ConsentState.GIVEN)
        marketing_desk.known(session, "Silent", "d@d.example", consents=False)

    store.write(some)
    assert names(store, Condition("consent", Operator.IS, ("given",))) == ["Given", "Given again"]
    assert names(store, Condition("consent", Operator.IS, ("withdrawn",))) == ["Withdrawn"]
    assert names(store, Condition("consent", Operator.ONE_OF, ("none", "given"))) == ["Given", "Given again", "Silent"]
    assert names(store, Condition("consent", Operator.IS_NOT, ("none",))) == ["Given", "Given again", "Withdrawn"]


@pytest.mark.parametrize(
    "condition",
    [
        Condition("name", Operator.IS, ("x",)),
        Condition("kind", Operator.CONTAINS, ("x",)),
        Condition("kind", Operator.IS, ("FRIEND",)),
        Condition("kind", Operator.IS),
        Condition("equipment", Operator.IS, ("pumps",)),
        Condition("last_contact", Operator.BEFORE, ("soon",)),
        Condition("deals", Operator.IS, ("many",)),
        Condition("service_end", Operator.BEFORE, ("x",)),
    ],
)
def test_a_condition_that_is_none_is_refused(store: Store, people: dict[str, int], condition: Condition) -> None:
    with pytest.raises(UserError):
        store.read(segment_people.preview, Audience((condition,)))


def test_every_condition_offers_its_choices_and_can_be_kept(store: Store, people: dict[str, int]) -> None:
    store.write(marketing_desk.traded)
    for field in segment_fields.FIELDS:
        offered = store.read(segment_fields.choices_of, field.key)
        assert bool(offered) is (field.kind == "choice")
        for operator in segment_fields.operators_of(field):
            values = tuple(value for value, _ in offered[:1]) or ("2026-01-31",)
            condition = Condition(field.key, operator, () if operator in (Operator.KNOWN, Operator.UNKNOWN) else values)
            store.read(segment_figures.figures, Audience((condition,)))
            assert segment_fields.from_json(segment_fields.as_json([condition])) == (condition,)


def test_a_segment_is_named_changed_and_taken_away(store: Store, people: dict[str, int]) -> None:
    row = store.write(segments.create, "  Pumps,  food ", CUSTOMERS)
    assert (row.name, row.conditions, row.due_at) == ("Pumps, food", CUSTOMERS, None)
    changed = store.write(segments.change, row.id, row.version, name="Pumps", conditions=())
    assert (changed.name, changed.conditions) == ("Pumps", ())
    with pytest.raises(Conflict):
        store.write(segments.change, row.id, row.version, name="Other")
    with pytest.raises(UserError, match="already"):
        store.write(segments.create, "PUMPS")
    with pytest.raises(UserError, match="name"):
        store.write(segments.create, " ")
    gone = store.write(segments.take_away, row.id, changed.version)
    assert store.read(segments.segments) == ()
    assert store.write(segments.create, "Pumps").name == "Pumps"
    with pytest.raises(UserError, match="already"):
        store.write(segments.bring_back, row.id, "Pumps")
    assert store.write(segments.bring_back, row.id, "Pumps 2").id == gone.id
    assert [each.name for each in store.read(segments.segments)] == ["Pumps", "Pumps 2"]
    assert store.read(segments.named, "pumps 2") == row.id
    with pytest.raises(NotFound):
        store.read(segments.named, "nobody")


def test_an_address_is_left_out_of_one_segment(store: Store, people: dict[str, int]) -> None:
    store.write(marketing_desk.dairy_people)
    row, other = (store.write(segments.create, name, CUSTOMERS) for name in ("One", "Other"))
    audience = row.audience(ListKind.EMAIL, Basis.CONSENT)
    for _ in range(2):
        store.write(segments.leave_out, row.id, "volkov@sibprom.example")
    assert standing_by_company(store, audience)["ООО «Сибпром»"] is Standing.LEFT_OUT
    assert standing_by_company(store, other.audience(ListKind.EMAIL, Basis.CONSENT))["ООО «Сибпром»"] is Standing.GOES_IN
    store.write(segments.let_in, row.id, "volkov@sibprom.example")
    assert standing_by_company(store, audience)["ООО «Сибпром»"] is Standing.GOES_IN


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        # The clock stands on Monday, 3 August 2026, noon in Moscow.
        (Schedule.WEEKLY, datetime(2026, 8, 10, 3, 0, tzinfo=UTC)),
        (Schedule.MONTHLY, datetime(2026, 9, 1, 3, 0, tzinfo=UTC)),
    ],
)
def test_a_list_saves_itself_at_six_by_the_company_s_clock(
    store: Store, people: dict[str, int], schedule: Schedule, expected: datetime
) -> None:
    row = store.write(segments.create, "Pumps")
    row = store.write(segments.repeat, row.id, row.version, Repeat(schedule, folder="/srv/lists"))
    assert row.due_at == expected
    row = store.write(segments.repeat, row.id, row.version, Repeat())
    assert row.due_at is None


def test_a_repeat_that_cannot_be_is_refused(store: Store, people: dict[str, int]) -> None:
    row = store.write(segments.create, "Pumps")
    sound = Repeat(Schedule.WEEKLY, folder="/srv/lists")
    for wish in (replace(sound, folder=" "), replace(sound, basis=Basis.INTEREST), replace(sound, file_format="json")):  # type: ignore[arg-type]  # what a script might ask
        with pytest.raises(UserError):
            store.write(segments.repeat, row.id, row.version, wish)


def test_only_marketing_may(store: Store, people: dict[str, int]) -> None:
    row = store.write(segments.create, "Pumps")
    for name in ("Olga", "Igor", "Wanda"):
        store.employee_id = people[name]
        for refused in (
            lambda: store.read(segments.segments),
            lambda: store.write(segments.create, "X"),
            lambda: store.write(segments.leave_out, row.id, "a@b.example"),
            lambda: store.read(segment_people.preview, Audience()),
            lambda: store.read(segment_figures.figures, Audience()),
        ):
            with pytest.raises(NotAllowed):
                refused()
    store.employee_id = people["Admin"]
    assert len(store.read(segments.segments)) == 1


def test_a_size_is_exact_or_says_that_it_is_about(
    store: Store, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write(marketing_desk.dairy_people)
    assert store.read(segment_figures.size, CUSTOMERS) == Count(10)
    monkeypatch.setattr(segment_figures, "COUNTED", 5)
    store.write(lambda session: session.execute(text("ANALYZE counterparty")).close())
    assert store.read(segment_figures.size, CUSTOMERS) == Count(10, estimate=True)
    store.employee_id = people["Olga"]
    with pytest.raises(NotAllowed):
        store.read(segment_figures.size, CUSTOMERS)


@pytest.mark.parametrize("looked_up", [0, 1_000])
def test_remembered_companies_are_counted_alike(
    store: Store, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, looked_up: int
) -> None:
    store.write(marketing_desk.dairy_people)
    monkeypatch.setattr(segment_figures, "LOOKED_UP", looked_up)
    no_deal = (*CUSTOMERS, Condition("deals", Operator.IS, ("none",)))
    assert store.read(segment_figures.figures, Audience(no_deal)) == store.read(segment_figures.figures, Audience(CUSTOMERS))


def test_a_crowd_is_counted_by_one_statement(store: Store, people: dict[str, int]) -> None:
    def crowd(session: Session) -> None:
        moment = datetime(2026, 1, 1, tzinfo=UTC)
        session.execute(
            insert(Counterparty),
            [
                {
                    "kind": "CUSTOMER",
                    "name": f"C{n:04}",
                    "folded": f"c{n}",
                    "created_at": moment,
                    "region": "DE",
                    "version": 1,
                }
                for n in range(300)
            ],
        )
        for found in session.query(Counterparty).all():
            point = ContactPoint(counterparty_id=found.id, kind=ContactPointKind.EMAIL, value=f"a{found.id % 100}@x.test")
            session.add(point)

    store.write(crowd)
    counted = store.read(segment_figures.figures, Audience(CUSTOMERS, ListKind.EMAIL, Basis.CUSTOMER))
    assert (counted.companies, counted.goes_in, counted.standings[Standing.DOUBLE]) == (300, 100, 200)
    pages, after = [], None
    while True:
        page = store.read(segment_people.preview, Audience(CUSTOMERS, ListKind.EMAIL, Basis.CUSTOMER), after)
        pages.append(len(page.rows))
        after = page.after
        if after is None:
            break
    assert pages == [50] * 6
