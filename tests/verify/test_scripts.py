"""The plain SQL scripts, as a person runs them: with psql, on good schemas and on broken ones."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from verifying import replace, spec

from ddllint.cli.verified import project_of
from ddllint.postgres.databases import connect
from ddllint.postgres.environment import server_environment
from ddllint.postgres.server import Server
from ddllint.settings.load import load
from ddllint.verify.scene import scene_of
from ddllint.verify.scripts.documents import scripts

ISOLATION = "db/tests/test_rls_isolation.sql"
COMPLIANCE = "db/tests/test_contract_compliance.sql"
pytestmark = pytest.mark.usefixtures("specs_alone")


def told(server: Server, text: str) -> str:
    """What running a script on the schema of the working folder says; empty when it passes."""
    with scene_of(project_of(load("ddllint.yaml")), server) as scene:
        database = scene.migrated
        run = _by_psql if shutil.which("psql") else _by_driver
        said = run(server, database, text)
        with scene.administrator(database) as administrator:
            assert administrator.execute("SELECT count(*) FROM tenants").fetchone() == (0,)
        return said


def _by_psql(server: Server, database: str, text: str) -> str:
    conninfo = server.conninfo(database, server.superuser)
    outcome = subprocess.run(
        ["psql", "-X", "-q", "-d", conninfo, "-f", "-"],
        input=text,
        env=server_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode in (0, 3), outcome.stderr
    assert (outcome.returncode == 0) == ("every promise holds" in outcome.stdout)
    return outcome.stderr


def _by_driver(server: Server, database: str, text: str) -> str:
    plain = "\n".join(line for line in text.split("\n") if not line.startswith("\\"))
    with connect(server, database, server.superuser, autocommit=True) as connection:
        try:
            connection.execute(plain.encode())
        except psycopg.Error as error:
            return str(error)
    return ""


@pytest.fixture
def made() -> dict[str, str]:
    """The scripts of the schema as it should be."""
    return {one.path: one.text for one in scripts(project_of(load("ddllint.yaml")))}


@pytest.mark.parametrize("path", [ISOLATION, COMPLIANCE])
def test_the_committed_script_is_current_and_passes(
    server: Server, made: dict[str, str], path: str
) -> None:
    assert Path(path).read_text() == made[path]

    assert told(server, made[path]) == ""


ROWS = "attribution_events"
SABOTAGES = {
    "a policy that lets everything through": (
        "    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)",
        "    USING (true)",
        "attribution_events: migration_owner with a tenant in the setting reaches by select 4 rows",
    ),
    "row security not forced": (
        "ALTER TABLE attribution_events FORCE ROW LEVEL SECURITY;",
        "",
        "attribution_events: migration_owner with a tenant in the setting reaches by select 4 rows",
    ),
    "a grant too many": (
        "GRANT SELECT ON TABLE attribution_events TO app_ro;",
        "GRANT SELECT, DELETE ON TABLE attribution_events TO app_ro;",
        "attribution_events: app_ro may delete",
    ),
    "a grant missing": (
        "GRANT SELECT ON TABLE attribution_events TO app_ro;",
        "",
        "permission denied for table attribution_events",
    ),
}


@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_broken_isolation_fails(server: Server, made: dict[str, str], sabotage: str) -> None:
    old, new, message = SABOTAGES[sabotage]
    replace(spec(ROWS), old, new)

    assert message in told(server, made[ISOLATION])


def test_rows_that_may_be_moved_to_another_tenant_fail(
    server: Server, made: dict[str, str]
) -> None:
    path = spec(ROWS)
    text = path.read_text()
    at = text.index("WITH CHECK (")
    path.write_text(text[:at] + "WITH CHECK (true);" + text[text.index(";", at) + 1 :])

    assert "moves rows to another tenant" in told(server, made[ISOLATION])


def test_a_view_without_its_filter_fails(server: Server, made: dict[str, str]) -> None:
    path = spec("mv_reconciliation_status")
    text = path.read_text()
    at = text.rindex("WHERE mv_reconciliation_status.tenant_id")
    path.write_text(text[:at].rstrip() + text[text.index(";", at) :])

    said = told(server, made[ISOLATION])

    assert "v_reconciliation_status: app_rw sees rows of another tenant" in said


def test_a_grant_on_what_holds_all_tenants_rows_fails(server: Server, made: dict[str, str]) -> None:
    path = spec("mv_reconciliation_status")
    path.write_text(path.read_text() + "GRANT SELECT ON mv_reconciliation_status TO app_ro;\n")

    assert "mv_reconciliation_status: app_ro may select" in told(server, made[ISOLATION])


def test_a_missing_constraint_fails(server: Server, made: dict[str, str]) -> None:
    name = "ck_attribution_events_revenue_cents"
    replace(spec(ROWS), "CHECK (revenue_cents >= 0)", "CHECK (true)")

    said = told(server, made[COMPLIANCE])

    assert f"attribution_events.{name}: a row that breaks it was not refused by it" in said
