"""The tables of this version: made from nothing, compared with the models, and refused when they do not fit."""

import io
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database import revisions, schema
from app.database.engine import open_engine, sqlite_file
from app.database.rendering import comparison_options
from app.database.revisions import SchemaMismatch
from app.database.schema import Finding
from app.database.store import Store
from app.errors import UserError
from app.language import Phrase, phrase
from app.models.all import Base

only_sqlite = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def run(url: str, *statements: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_the_migrations_lead_to_the_models(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        options = comparison_options(connection)
        metadata = options.pop("target_metadata")
        context = MigrationContext.configure(connection, opts={**options, "target_metadata": metadata})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_every_reference_of_the_models_is_kept_by_the_database(database_url: str) -> None:
    wanted = {
        (table.name, key.column_keys[0], key.referred_table.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_key_constraints
    }
    query = (
        'SELECT m.name, k."from", k."table" FROM sqlite_master m, pragma_foreign_key_list(m.name) k WHERE m.type = \'table\''
    )
    if database_url.startswith("postgresql"):
        query = (
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text FROM pg_constraint c "
            "JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f'"
        )
    engine = open_engine(database_url)
    with engine.connect() as connection:
        found = {tuple(row) for row in connection.execute(text(query))}
    engine.dispose()
    assert found == wanted


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_search_by_any_part_has_its_indexes(database_url: str) -> None:
    engine = open_engine(database_url)
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT indexname FROM pg_indexes WHERE indexdef LIKE '%gin_trgm_ops%'")).all()
    engine.dispose()
    assert "ix_counterparty_folded_trigram" in found
    assert len(found) >= 4


def test_creating_twice_changes_nothing(empty_url: str) -> None:
    first = schema.create(empty_url)
    store = Store(empty_url)
    store.write(
        lambda session: session.execute(
            text(
                "INSERT INTO department (id, version, code, name, sells, receives_inquiries, position)"
                " VALUES (1, 1, 'V', 'Vys', :y, :y, 1)"
            ),
            {"y": True},
        ).close()
    )
    assert schema.create(empty_url) == first == revisions.expected_revision()
    assert store.read(lambda session: session.scalar(text("SELECT count(*) FROM department"))) == 1
    store.close()


def test_the_folder_of_a_new_file_is_made(tmp_path: Path) -> None:
    schema.create(f"sqlite:///{tmp_path}/a/b/kontor.sqlite")
    assert (tmp_path / "a/b/kontor.sqlite").exists()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_missing_database_is_made(empty_url: str) -> None:
    url = empty_url.replace("/test_", "/made_")
    schema.create(url)
    assert schema.check(url) == []


def test_work_begins_only_on_tables_of_this_version(database_url: str) -> None:
    engine = open_engine(database_url)
    revisions.demand_current(engine)
    assert revisions.revision(engine) == revisions.expected_revision()
    engine.dispose()


def test_no_tables_yet_is_said(empty_url: str) -> None:
    engine = open_engine(empty_url)
    with pytest.raises(SchemaMismatch, match=r"run main\.py database create"):
        revisions.demand_current(engine)
    with pytest.raises(SchemaMismatch, match=r"run main\.py database create"):
        schema.upgrade(empty_url)
    engine.dispose()


def test_a_missing_file_is_not_made_by_looking(tmp_path: Path) -> None:
    missing = tmp_path / "missing.sqlite"
    engine = open_engine(f"sqlite:///{missing}")
    with pytest.raises(SchemaMismatch, match=r"no database at .*missing\.sqlite"):
        revisions.demand_current(engine)
    engine.dispose()
    assert not missing.exists()


def test_newer_tables_are_left_alone(database_url: str) -> None:
    run(database_url, "UPDATE alembic_version SET version_num = '9999'")
    engine = open_engine(database_url)
    with pytest.raises(SchemaMismatch, match="newer than this program: update Kontor"):
        revisions.demand_current(engine)
    with pytest.raises(SchemaMismatch, match="newer"):
        schema.upgrade(database_url)
    with pytest.raises(SchemaMismatch, match="newer"):
        schema.check(database_url)
    engine.dispose()


def test_the_names_of_the_migrations_tell_the_revisions_that_they_make() -> None:
    scripts = ScriptDirectory.from_config(schema.migration_config()).walk_revisions()
    assert revisions.known_revisions() == tuple(reversed([script.revision for script in scripts]))


def test_older_tables_ask_for_the_upgrade(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # A later program: one migration more than the database has seen.
    later = tmp_path / "migrations"
    later.mkdir()
    for name in ("env.py", "script.py.mako"):
        (later / name).write_text((revisions.MIGRATIONS / name).read_text("utf-8"), "utf-8")
    (later / "versions").mkdir()
    known = revisions.known_revisions()
    after = f"{int(known[-1]) + 1:04}"
    for number, before in zip((*known, after), (None, *known), strict=True):
        body = "    op.execute('CREATE TABLE later (id INTEGER)')" if number == after else "    raise AssertionError"
        (later / "versions" / f"{number}.py").write_text(
            f"from alembic import op\nrevision = '{number}'\ndown_revision = {before!r}\ndef upgrade():\n{body}\n", "utf-8"
        )
    monkeypatch.setattr(revisions, "MIGRATIONS", later)
    engine = open_engine(database_url)
    with pytest.raises(SchemaMismatch, match=r"older than this program: run main\.py database upgrade"):
        revisions.demand_current(engine)
    assert schema.upgrade(database_url) == after
    revisions.demand_current(engine)
    engine.dispose()


def test_a_failed_upgrade_leaves_the_tables_as_they_were(empty_url: str) -> None:
    run(empty_url, "CREATE TABLE warehouse_order (id INTEGER)")
    with pytest.raises(Exception, match="warehouse_order"):
        schema.create(empty_url)
    engine = open_engine(empty_url)
    assert revisions.revision(engine) is None
    with engine.connect() as connection:
        assert engine.dialect.get_table_names(connection) == ["warehouse_order"]
    engine.dispose()


def test_a_whole_database_has_no_findings(database_url: str) -> None:
    assert schema.check(database_url) == []


def test_further_checks_are_asked_and_named(database_url: str) -> None:
    def look(session: Session) -> list[Phrase]:
        return [phrase("{count} departments", count=session.scalar(text("SELECT count(*) FROM department")))]

    assert schema.check(database_url, [("departments", look)]) == [
        Finding("departments", phrase("{count} departments", count=0))
    ]


def test_a_lost_guard_is_found(database_url: str) -> None:
    embedded = sqlite_file(database_url) is not None
    run(database_url, "DROP TRIGGER audit_entry_no_delete" + ("" if embedded else " ON audit_entry"))
    [finding] = schema.check(database_url)
    assert finding.subject == "guards"
    assert "audit_entry" in finding.sentence.said("en")


@pytest.mark.parametrize(
    ("kind", "statement", "lost"),
    [
        ("sqlite", "DROP TRIGGER search_deal_added", "search_deal_added"),
        ("sqlite", "DROP INDEX ix_contact_folded_begins", "ix_contact_folded_begins"),
        ("postgresql", "DROP INDEX ix_deal_search", "ix_deal_search"),
        ("postgresql", "DROP FUNCTION plain_text(text) CASCADE", "plain_text"),
    ],
    indirect=["kind"],
)
def test_a_lost_index_of_search_is_found(database_url: str, statement: str, lost: str) -> None:
    run(database_url, statement)
    findings = schema.check(database_url)
    assert {finding.subject for finding in findings} == {"search"}
    assert any(lost in finding.sentence.said("en") for finding in findings)


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
def test_a_login_that_may_not_add_the_extension_hears_who_may(empty_url: str) -> None:
    run(
        empty_url,
        "DO $$ BEGIN CREATE ROLE clerk LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
        "GRANT CREATE ON SCHEMA public TO clerk",
    )
    clerk = empty_url.replace("//kontor@", "//clerk@")
    with pytest.raises(UserError, match="let the owner of the database run CREATE EXTENSION pg_trgm"):
        schema.create(clerk)
    run(empty_url, "CREATE EXTENSION pg_trgm")
    assert schema.create(clerk) == revisions.expected_revision()


@only_sqlite
def test_a_reference_to_nothing_in_a_file_is_found(database_url: str) -> None:
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    connection.execute("INSERT INTO employee_role (employee_id, role) VALUES (99, 'seller')")
    connection.commit()
    connection.close()
    assert [finding.subject for finding in schema.check(database_url)] == ["keys"]


def test_a_file_of_something_else_is_refused_in_a_sentence(tmp_path: Path) -> None:
    other = tmp_path / "letter.txt"
    other.write_bytes(io.BytesIO(b"Dear Sir or Madam" * 1000).getvalue())
    with pytest.raises(UserError, match="not a Kontor database"):
        schema.create(f"sqlite:///{other}")
