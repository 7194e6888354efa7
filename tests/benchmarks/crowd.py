"""A crowd of any size, written by SQL in the database itself: names, people, numbers, addresses, deals, batches."""

import sys
from collections.abc import Sequence
from typing import Any

import psycopg

from app.database.schema import create
from app.database.store import Store
from tests import factories
from tests.benchmarks.company import Company

TRADES = (
    *("Anlagenbau", "Chemie", "Molkerei", "Papierfabrik", "Brauerei", "Werkzeugbau", "Labortechnik", "Stahlwerk"),
    *("Химпром", "Энерго", "Агромаш", "Нефтехим", "Прибор", "Водоканал", "Технолог", "Сервис", "Завод", "Комбинат"),
    *("Foods", "Chemicals", "Energy", "Marine", "Coatings", "Water", "Brewing", "Dynamics"),
)
TOWNS = (
    *("Riesa", "Meißen", "Pirna", "Görlitz", "Bautzen", "Zwickau", "Plauen", "Torgau", "Gera", "Jena", "Halle"),
    *("Казань", "Пермь", "Уфа", "Самара", "Омск", "Томск", "Тула", "Рязань", "Орёл", "Псков", "Тверь", "Вологда"),
    *("Leeds", "Hull", "York", "Bath", "Derby", "Cork", "Perth", "Ayr", "Dover", "Kent"),
)
FIRST = ("Ирина", "Олег", "Анна", "Пётр", "Мария", "Jens", "Petra", "Uwe", "Karin", "Emma", "John", "Alice", "Ruth")
LAST = (
    *("Соколова", "Ким", "Шевченко", "Орлова", "Щукина", "Гончар", "Schulze", "Böhme", "Lange", "Krause", "Seidel"),
    *("Clarke", "Ford", "Baker", "Moss", "Stone", "Hill", "Großmann", "Ёлкин", "Лебедев", "Weiß"),
)
STREETS = ("Ленина", "Гагарина", "Заводская", "Bahnhofstraße", "Lindenallee", "Am Werk", "Station Road", "Mill Lane")
GOODS = ("Насос", "Клапан", "Фильтр", "Pumpe", "Ventil", "Filter", "Chamber", "Kammer", "Насосная станция", "Tester")
DEALS_OF = 0.3
PRODUCTS = 2_000
BATCHES = 50
"""Deals for each counterparty; articles, and batches of each, of the largest crowd."""
_FILLED = ("counterparty", "contact", "contact_point", "legal_entity", "deal", "product", "batch")
_INDEXES = """
    SELECT format('DROP INDEX %%I', indexrelid::regclass::name), pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique
"""


Connection = psycopg.Connection[Any]


def crowded(company: Company, count: int) -> tuple[Store, Connection]:
    """A workstation and a bare connection in a database with *count* counterparties, made when first asked for.

    The connection prepares nothing: each text gets a plan of its own. Close both.
    """
    name = f"crowd_{count}"
    url = company.server.url(name)
    with psycopg.connect(host=str(company.server.folder), user="kontor", dbname="bench") as looking:
        known = looking.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    looking.close()
    if known is None:
        print(f"Filling a crowd of {count:,} …", file=sys.stderr, flush=True)
        create(url)
        store = Store(url)
        people = store.write(factories.company)
        department = store.write(factories.department, "Prom")
        store.close()
        with psycopg.connect(host=str(company.server.folder), user="kontor", dbname=name) as filling:
            fill(filling, count, people["Olga"], department)
        filling.close()
    settings = "-c timezone=UTC -c default_transaction_read_only=on"
    connection = psycopg.connect(
        host=str(company.server.folder), user="kontor", dbname=name, prepare_threshold=None, options=settings
    )
    return Store(url), connection


def fill(connection: Connection, count: int, seller: int, department: int) -> None:
    """Fill the empty tables with *count* counterparties and what belongs to them; indexes are built afterwards."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
        indexes = connection.execute(_INDEXES, [list(_FILLED)]).fetchall()
        for drop, _ in indexes:
            connection.execute(drop.encode())
        given = {
            "count": count,
            "deals": int(count * DEALS_OF),
            "seller": seller,
            "department": department,
            "products": min(PRODUCTS, count // 5),
            "batches": BATCHES,
            **{name.lower(): list(words) for name, words in _words()},
        }
        for statement in _STATEMENTS:
            connection.execute(statement, given)
        for _, create in indexes:
            connection.execute(create.encode())
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


def _words() -> Sequence[tuple[str, Sequence[str]]]:
    return [("TRADES", TRADES), ("TOWNS", TOWNS), ("FIRST", FIRST), ("LAST", LAST), ("STREETS", STREETS), ("GOODS", GOODS)]


def _word(words: str, number: str) -> str:
    """SQL: one of the given words, mixed by *number* so that neighbours differ."""
    return f"(%({words})s::text[])[1 + (hashint4({number}) & 2147483647) %% cardinality(%({words})s::text[])]"


_NAME = f"{_word('trades', 'n')} || '-' || {_word('towns', 'n + 7')} || ' ' || n"
_STATEMENTS: tuple[str, ...] = (
    f"""
    INSERT INTO counterparty (id, version, kind, name, folded, language, region, website, note, created_at)
    SELECT 1000 + n, 1, CASE n %% 3 WHEN 0 THEN 'CUSTOMER' ELSE 'LEAD' END, {_NAME},
        replace(plain_text({_NAME}), '-', ' '), '', '', '', '', timestamptz '2020-01-06 08:00Z' + n * interval '1 minute'
    FROM generate_series(1, %(count)s) n
    """,
    f"""
    INSERT INTO contact (id, version, counterparty_id, name, folded, position, role, language, note, active)
    SELECT 1000 + n, 1, 1000 + n, {_word("first", "n + 3")} || ' ' || {_word("last", "n + 5")},
        plain_text({_word("first", "n + 3")} || ' ' || {_word("last", "n + 5")}), '', '', '', '', true
    FROM generate_series(1, %(count)s) n
    """,
    """
    INSERT INTO contact_point (version, counterparty_id, contact_id, kind, value, raw, tail, extension, valid, note)
    SELECT 1, 1000 + n, 1000 + n, 'phone', '+7343' || lpad(n::text, 7, '0'), '', '343' || lpad(n::text, 7, '0'), '', true, ''
    FROM generate_series(1, %(count)s) n
    UNION ALL
    SELECT 1, 1000 + n, 1000 + n, 'email', 'office' || n || '@firm' || n %% 9973 || '.example', '', '', '', true, ''
    FROM generate_series(1, %(count)s) n
    """,
    f"""
    INSERT INTO legal_entity (version, counterparty_id, name, tax_id, tax_reason_code, vat_id, registration_number, address,
        country, bank_name, bank_account, bank_code, correspondent_account)
    SELECT 1, 1000 + n, 'ООО ' || {_NAME}, (7700000000 + n * 7919::bigint)::text, '', '', '',
        (100000 + n %% 899999) || ', ' || {_word("towns", "n + 7")} || ', ' || {_word("streets", "n + 1")},
        'RU', '', '', '', ''
    FROM generate_series(1, %(count)s) n
    """,
    f"""
    INSERT INTO deal (id, version, number, title, counterparty_id, department_id, seller_id, stage, stage_entered_at,
        created_at, currency, net, gross, payment_terms, delivery_terms, refusal_note, installation_reason,
        service_declined_reason)
    SELECT 1000 + n, 1,
        'D-' || 2019 + n %% 7 || '-' || lpad((n / 7 + 1)::text, greatest(4, length((n / 7 + 1)::text)), '0'),
        {_word("goods", "n")} || ' ' || {_word("goods", "n + 11")} || ' ' || n %% 9973, 1000 + n * 3,
        %(department)s, %(seller)s,
        'SELECTION', timestamptz '2020-01-06 08:00Z' + n * interval '3 minutes',
        timestamptz '2020-01-06 08:00Z' + n * interval '3 minutes', 'EUR', 100, 122, '', '', '', '', ''
    FROM generate_series(1, %(deals)s) n
    """,
    f"""
    INSERT INTO product (id, version, code, name, folded, description, unit, price, currency, tax_code, made, lead_days,
        has_expiry, needs_certificate, needs_commissioning, active)
    SELECT 1000 + n, 1, 'NX-' || n, {_word("goods", "n")} || ' NX ' || n, plain_text({_word("goods", "n")} || ' NX ' || n),
        '', 'pc', 100, 'EUR', 'standard', true, 14, true, false, false, true
    FROM generate_series(1, %(products)s) n
    """,
    """
    INSERT INTO batch (version, product_id, code, received_at, currency, blocked, blocked_reason)
    SELECT 1, 1000 + p, 'S' || 20 + b %% 7 || '-' || lpad((p * 50 + b)::text, 6, '0'), now(), '', false, ''
    FROM generate_series(1, %(products)s) p, generate_series(1, %(batches)s) b
    """,
)
