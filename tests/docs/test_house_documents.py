"""What people wrote in db/docs, and the templates: true of the schema, and of a server."""

import re
import uuid
from pathlib import Path
from string import Template
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.rules.house import row_security
from ddllint.rules.registry import ALWAYS, all_rules
from ddllint.rules.rule import Context
from ddllint.settings.model import Tenancy
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "db/docs"
WRITTEN = (
    "SCHEMA_STYLE_GUIDE.md",
    "CONTRACT_TO_SCHEMA_MAPPING.md",
    "ROLES_AND_GRANTS.md",
    "MIGRATION_SAFETY_CHECKLIST.md",
    "CORRELATION_ID_SEMANTICS.md",
    "IDEMPOTENCY_STRATEGY.md",
)
TEMPLATES = (
    ROOT / "db/migrations/templates/rls_policy.py.template",
    ROOT / ".github/PULL_REQUEST_TEMPLATE/schema-migration.md",
)
SPECS = (
    "tenants",
    "attribution_events",
    "dead_events",
    "attribution_allocations",
    "reconciliation_runs",
    "revenue_ledger",
    "mv_realtime_revenue",
    "mv_reconciliation_status",
)
ORDERS = (
    "CREATE TABLE tenants (id uuid PRIMARY KEY);\n"
    "CREATE TABLE orders (id uuid PRIMARY KEY,"
    " tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE);\n"
    "COMMENT ON TABLE orders IS 'RLS: tenant_isolation_policy.';\n"
)


def text_of(name: str) -> str:
    return (FOLDER / name).read_text("utf-8")


def fences(name: str, language: str = "sql") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL)


def spec(name: str) -> str:
    return (FOLDER / f"specs/{name}_ddl_spec.sql").read_text("utf-8")


@pytest.fixture(scope="module", name="catalog")
def reference_catalog() -> Catalog:
    return build([parse_source(Source(name, spec(name).encode())) for name in SPECS])


def names(catalog: Catalog) -> set[str]:
    """The names of all that the schema has."""
    found: set[str] = set()
    for relation in (*catalog.tables.values(), *catalog.views.values()):
        found |= {relation.name.name, *(relation.columns or ())}
        found |= {index.name.name for index in relation.indexes.values()}
    for table in catalog.tables.values():
        found |= {*table.constraints, *table.policies}
    return found


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_document_names_exists(name: str, catalog: Catalog) -> None:
    """Names in code that look like those of indexes, constraints, views and reference tables."""
    looks = re.compile(r"(?:idx|uq|ck|fk|mv|v)_\w+|(?:attribution|dead|revenue|reconciliation)_\w+")
    plain = re.sub(r"^```.*?^```$", "", text_of(name), flags=re.MULTILINE | re.DOTALL)
    words = re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", plain)))
    told = {word for word in words if looks.fullmatch(word)}

    assert told - names(catalog) == set()


@pytest.mark.parametrize("path", [*(FOLDER / name for name in WRITTEN), *TEMPLATES])
def test_the_rules_that_it_speaks_of_exist(path: Path) -> None:
    known = {meta.code for meta in (*(rule.meta for rule in all_rules()), *ALWAYS)}

    told = set(re.findall(r"\b[A-Z]{3}\d{3}\b", path.read_text("utf-8")))

    assert told - known == set()


@pytest.mark.parametrize("name", WRITTEN)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\((?!https?://)([^)#\s]+)(?:#[^)\s]*)?\)", text_of(name))

    assert [link for link in links if not (FOLDER / link).exists()] == []


def findings(sql: str) -> list[str]:
    catalog = build([parse_source(Source("a.sql", sql.encode()))])
    assert catalog.refused == ()
    context = Context(catalog, Tenancy())
    return [problem.message for problem in row_security.RULE.check(context, row_security.Options())]


def test_the_policy_of_the_style_guide_keeps_tenants_apart() -> None:
    (policy,) = (text for text in fences("SCHEMA_STYLE_GUIDE.md") if "CREATE POLICY" in text)

    assert findings(ORDERS) != []
    assert findings(ORDERS + policy) == []


def test_the_template_makes_a_revision_that_keeps_tenants_apart() -> None:
    template = Template(TEMPLATES[0].read_text("utf-8"))
    source = template.substitute(table="orders", revision="2", down_revision="1")
    ran: list[str] = []
    space: dict[str, Any] = {}
    fake = SimpleNamespace(execute=ran.append)
    exec(compile(source.replace("from alembic import op\n", ""), "revision", "exec"), space)
    space["op"] = fake

    space["upgrade"]()
    up = ";\n".join(ran)
    ran.clear()
    space["downgrade"]()
    down = ";\n".join(ran)

    assert findings(f"{ORDERS}{up};") == []
    before, after = (
        build([parse_source(Source("a.sql", sql.encode()))])
        for sql in (ORDERS, f"{ORDERS}{up};{down};")
    )
    assert {name: table.policies for name, table in after.tables.items()} == {
        name: table.policies for name, table in before.tables.items()
    }
    assert {(grant.grantee, grant.privilege) for grant in after.grants} == set()


@pytest.fixture(name="reference")
def reference_database(connection: psycopg.Connection) -> psycopg.Connection:
    """The reference schema with one tenant's story in it."""
    connection.execute((ROOT / "db/roles.sql").read_bytes())
    for name in SPECS:
        connection.execute(spec(name).encode())
    connection.execute(
        """
        INSERT INTO tenants (id, name) VALUES ('00000000-0000-0000-0000-00000000000a', 'A');
        INSERT INTO dead_events
            (tenant_id, source, error_code, error_detail, raw_payload, correlation_id, ingested_at)
        SELECT id, 'stripe', 'schema', '{}', '{}', 'a529c399-7ff7-5a18-ae76-94cf909d0779',
            now() - interval '1 minute' FROM tenants;
        INSERT INTO attribution_events
            (tenant_id, occurred_at, source, revenue_cents, currency, raw_payload, correlation_id)
        SELECT id, now(), 'stripe', 500, 'EUR', '{}', 'a529c399-7ff7-5a18-ae76-94cf909d0779'
        FROM tenants;
        INSERT INTO attribution_allocations
            (tenant_id, event_id, channel, allocation_ratio, model_version,
             allocated_revenue_cents, correlation_id, created_at)
        SELECT tenant_id, id, 'email', 1, 'm1', 500, correlation_id, now() + interval '1 minute'
        FROM attribution_events;
        INSERT INTO revenue_ledger (tenant_id, revenue_cents, allocation_id)
        SELECT tenant_id, 500, id FROM attribution_allocations;
        """
    )
    return connection


def test_the_queries_about_correlation_find_the_whole_story(
    reference: psycopg.Connection,
) -> None:
    story, money, later = fences("CORRELATION_ID_SEMANTICS.md")
    cause = {"id": uuid.UUID("a529c399-7ff7-5a18-ae76-94cf909d0779")}

    def rows(query: str) -> list[tuple[object, ...]]:
        return reference.execute(query.replace(":id", "%(id)s").encode(), cause).fetchall()

    assert [row[0] for row in rows(story)] == ["failed", "accepted", "allocated"]
    assert [row[1:] for row in rows(money)] == [("email", "m1", 500, False, None)]
    assert len(rows(later)) == 1


def test_the_settings_states_are_as_the_style_guide_says(connection: psycopg.Connection) -> None:
    plain = b"SELECT current_setting('app.current_tenant_id')::uuid"
    quiet = b"SELECT NULLIF(current_setting('app.current_tenant_id', true), '')::uuid"

    def fails(error: type[psycopg.Error]) -> None:
        with pytest.raises(error), connection.transaction():
            connection.execute(plain)

    fails(psycopg.errors.UndefinedObject)
    assert connection.execute(quiet).fetchone() == (None,)
    with connection.transaction():
        connection.execute("SET LOCAL app.current_tenant_id = ''")
        fails(psycopg.errors.InvalidTextRepresentation)
        assert connection.execute(quiet).fetchone() == (None,)
    connection.execute("RESET app.current_tenant_id")
    fails(psycopg.errors.InvalidTextRepresentation)
    assert connection.execute(quiet).fetchone() == (None,)
