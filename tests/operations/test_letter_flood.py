"""An unknown address that writes more than a person does is taken for a machine; customers, forms and our own never."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database.store import Store
from app.models.company import Employee
from app.models.interactions import Interaction
from app.operations.intake import Taken, take_letter
from app.operations.letter_flood import MOST_AN_HOUR, TOO_MANY
from app.operations.settings import keep
from tests import factories
from tests.operations.triage_desk import told

ADDRESS = "robot@unknown.example"


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    store.write(keep, MOST_AN_HOUR, 3)
    return store.write(factories.company)


def outcomes(store: Store, count: int, *, email: str = ADDRESS, source: str = "letter", apart: int = 1) -> list[str]:
    return [_one(store, number, email, source, apart).outcome for number in range(count)]


def _one(store: Store, number: int, email: str, source: str, apart: int) -> Taken:
    at = factories.RECEIVED + timedelta(minutes=number * apart)
    return store.write(take_letter, factories.letter(f"k{number}", email=email, source=source, received_at=at))


def reasons(session: Session) -> set[str]:
    return set(session.scalars(select(Interaction.automatic_reason).where(Interaction.automatic)))


def test_beyond_the_limit_letters_are_automatic_and_the_dispatcher_hears_of_it_once(
    store: Store, people: dict[str, int]
) -> None:
    assert outcomes(store, 6) == ["inquiry", "history", "history", "automatic", "automatic", "automatic"]
    assert store.read(reasons) == {TOO_MANY}
    news = f"{ADDRESS} has written 3 letters within an hour: the next ones are kept as automatic mail."
    assert store.read(told, people["Marta"]).count(news) == 1


@pytest.mark.usefixtures("people")
def test_after_an_hour_letters_are_letters_again(store: Store) -> None:
    assert outcomes(store, 6, apart=25) == ["inquiry", *["history"] * 5]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("source", ["site_form", "jivo_chat"])
def test_forms_and_chats_have_no_limit(store: Store, source: str) -> None:
    assert "automatic" not in outcomes(store, 6, source=source)


@pytest.mark.usefixtures("people")
def test_a_customer_has_no_limit(store: Store) -> None:
    store.write(factories.counterparty, "Volga", emails=[ADDRESS])
    assert outcomes(store, 6) == ["history"] * 6


def test_our_own_have_no_limit(store: Store, people: dict[str, int]) -> None:
    def give(session: Session) -> None:
        session.get_one(Employee, people["Olga"]).email = ADDRESS

    store.write(give)
    assert "automatic" not in outcomes(store, 6)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("most", [0, "nonsense"])
def test_the_limit_can_be_switched_off(store: Store, most: object) -> None:
    store.write(keep, MOST_AN_HOUR, most)
    assert "automatic" not in outcomes(store, 6)
