"""Everybody's own settings: kept for who is signed in, refused where they would be wrong, and nobody else's."""

import pytest
from sqlalchemy import select

from app.database.store import Store
from app.errors import Conflict, NotAllowed, UserError
from app.models.audit import AuditEntry
from app.models.company import Setting
from app.operations import own_settings
from app.operations.own_settings import OwnSettings
from tests import factories


@pytest.fixture
def people(store: Store) -> dict[str, int]:
    people = store.write(factories.company)
    store.employee_id = people["Olga"]
    return people


def mine(store: Store) -> OwnSettings:
    return store.read(own_settings.own)


def test_an_extension_is_tidied_kept_and_told_in_the_trail(store: Store, people: dict[str, int]) -> None:
    before = mine(store)
    after = store.write(own_settings.set_extension, before.version, " 21-4 ")
    assert (after.extension, mine(store)) == ("214", after)
    assert after.version > before.version
    trail = select(AuditEntry.changes).where(AuditEntry.table_name == "employee", AuditEntry.record_id == people["Olga"])
    assert any("extension" in changes for changes in store.read(lambda s: s.scalars(trail).all()))
    assert store.write(own_settings.set_extension, after.version, "").extension == ""


@pytest.mark.parametrize("wrong", ["1", "1234567", "12a", "+49", "٢١٤"])
def test_what_is_no_extension_is_refused(store: Store, people: dict[str, int], wrong: str) -> None:
    with pytest.raises(UserError, match="two to six digits"):
        store.write(own_settings.set_extension, mine(store).version, wrong)
    assert mine(store).extension == ""


def test_an_extension_of_somebody_else_and_an_old_form_are_refused(store: Store, people: dict[str, int]) -> None:
    store.write(own_settings.set_extension, mine(store).version, "214")
    store.employee_id = people["Pavel"]
    with pytest.raises(UserError, match="belongs to Olga"):
        store.write(own_settings.set_extension, mine(store).version, "214")
    store.write(own_settings.set_extension, mine(store).version, "215")
    with pytest.raises(Conflict):
        store.write(own_settings.set_extension, mine(store).version - 1, "216")


def test_a_signature_keeps_its_lines_and_belongs_to_one_person(store: Store, people: dict[str, int]) -> None:
    text = "Mit freundlichen Grüßen  \r\nОльга Лебедева\n\n+49 371 5512140\n\n"
    after = store.write(own_settings.set_signature, text)
    assert after.signature == "Mit freundlichen Grüßen\nОльга Лебедева\n\n+49 371 5512140"
    assert mine(store).signature == after.signature
    owners = store.read(lambda s: s.scalars(select(Setting.owner).where(Setting.key == own_settings.SIGNATURE)).all())
    assert owners == [f"employee:{people['Olga']}"]
    store.employee_id = people["Pavel"]
    assert mine(store).signature == ""
    with pytest.raises(UserError, match="at most 2000"):
        store.write(own_settings.set_signature, "x" * 2001)
    store.employee_id = people["Olga"]
    assert store.write(own_settings.set_signature, "").signature == ""


def test_a_language_that_kontor_does_not_speak_is_refused(store: Store, people: dict[str, int]) -> None:
    assert store.write(own_settings.set_language, "ru").language == "ru"
    with pytest.raises(UserError, match="does not speak fr"):
        store.write(own_settings.set_language, "fr")
    assert mine(store).language == "ru"


def test_nobody_has_no_settings(store: Store, people: dict[str, int]) -> None:
    store.employee_id = None
    with pytest.raises(NotAllowed):
        mine(store)
    with pytest.raises(NotAllowed):
        store.write(own_settings.set_signature, "x")
