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


MEMBER = "somebody_in_ci"
ROLES = "migration_owner, app_rw, app_ro, app_admin"


def told(server: Server, text: str, user: str = "") -> str:
    """What running a script on the schema of the working folder says; empty when it passes.

    The superuser runs it if nobody else does.
    """
    with scene_of(project_of(load("ddllint.yaml")), server) as scene:
        database = scene.migrated
        run = _by_psql if shutil.which("psql") else _by_driver
        with scene.administrator(database) as administrator:
            administrator.execute(f"CREATE ROLE {MEMBER} LOGIN IN ROLE {ROLES}")
        try:
            said = run(server, database, text, user or server.superuser)
        finally:
            with scene.administrator(database) as administrator:
                administrator.execute(f"DROP ROLE {MEMBER}")
        with scene.administrator(database) as administrator:
            assert administrator.execute("SELECT count(*) FROM tenants").fetchone() == (0,)
        return said


def _by_psql(server: Server, database: str, text: str, user: str) -> str:
    conninfo = server.conninfo(database, user)
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


def _by_driver(server: Server, database: str, text: str, user: str) -> str:
    plain = "\n".join(line for line in text.split("\n") if not line.startswith("\\"))
    with connect(server, database, user, autocommit=True) as connection:
        try:
            connection.execute(plain.encode())
        except psycopg.Error as error:
            return str(error)
    return ""


@pytest.fixture
def made() -> dict[str, str]:
    """The scripts of the schema as it should be."""
    return {one.path: one.text for one in scripts(project_of(load("ddllint.yaml")))}


@pytest.mark.parametrize(
    ("path", "user"),
    [(ISOLATION, ""), (ISOLATION, MEMBER), (COMPLIANCE, ""), (COMPLIANCE, "migration_owner")],
)
def test_the_committed_script_is_current_and_passes(
    each_server: Server, made: dict[str, str], path: str, user: str
) -> None:
    assert Path(path).read_text() == made[path]

    assert told(each_server, made[path], user) == ""


@pytest.mark.parametrize(
    ("attributes", "user"), [("SUPERUSER", ""), ("BYPASSRLS", ""), ("BYPASSRLS", MEMBER)]
)
def test_it_proves_nothing_by_a_role_that_is_not_bound(
    server: Server, made: dict[str, str], attributes: str, user: str
) -> None:
    roles = Path("db/roles.sql")
    roles.write_text(f"{roles.read_text()}\nALTER ROLE app_rw {attributes};\n")
    try:
        said = told(server, made[ISOLATION], user)
    finally:
        with server.connect("postgres", server.superuser, autocommit=True) as connection:
            connection.execute("ALTER ROLE app_rw NOSUPERUSER NOBYPASSRLS")

    assert "nothing is proven by app_rw: it has to be no superuser, without BYPASSRLS" in said


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
    "a policy that shows all rows for garbage": (
        "    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)",
        (
            "    USING (current_setting('app.current_tenant_id', true) !~ '^([0-9a-f-]{36})?$' "
            "OR tenant_id::text = current_setting('app.current_tenant_id', true))"
        ),
        "attribution_events: migration_owner with garbage in the setting reaches by select 4 rows",
    ),
    "a grant missing": (
        "GRANT SELECT ON TABLE attribution_events TO app_ro;",
        "",
        "permission denied for table attribution_events",
    ),
}


@pytest.mark.parametrize("user", ["", MEMBER])
@pytest.mark.parametrize("sabotage", SABOTAGES)
def test_broken_isolation_fails(
    server: Server, made: dict[str, str], sabotage: str, user: str
) -> None:
    old, new, message = SABOTAGES[sabotage]
    replace(spec(ROWS), old, new)

    assert message in told(server, made[ISOLATION], user)


def test_a_reference_to_a_row_of_another_tenant_fails(server: Server, made: dict[str, str]) -> None:
    replace(
        spec("attribution_allocations"),
        "FOREIGN KEY (tenant_id, event_id) REFERENCES attribution_events (tenant_id, id)",
        "FOREIGN KEY (event_id) REFERENCES attribution_events (id)",
    )

    said = told(server, made[ISOLATION])

    key = "attribution_allocations.fk_attribution_allocations_tenant_id_event_id"
    assert f"{key}: app_rw names a row of another tenant, and it is accepted" in said


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
