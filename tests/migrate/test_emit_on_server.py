"""`ddllint emit` and `alembic upgrade` together, as migration_owner on real servers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from plans import assert_same, comparable

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.cli.main import main
from ddllint.migrate.version_table import without_version_table
from ddllint.postgres.databases import connect, fresh_database
from ddllint.postgres.reader import read_catalog
from ddllint.postgres.server import Server
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

ROOT = Path(__file__).parents[2]
ROLES = ("migration_owner", "app_rw", "app_ro", "app_admin")
OWNER = "migration_owner"

WITH_CHECK = """\
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid"""
EDITS = (
    ("    raw_payload jsonb NOT NULL,\n", """\
    raw_payload jsonb NOT NULL,
    schema_version integer NOT NULL DEFAULT 1,
    CONSTRAINT ck_attribution_events_schema_version CHECK (schema_version > 0),
"""),
    ("COMMENT ON TABLE attribution_events IS", """\
CREATE INDEX idx_attribution_events_tenant_id_session_id
    ON attribution_events (tenant_id, session_id);
COMMENT ON TABLE attribution_events IS"""),
    ("'Purpose: one row for each accepted", "'Purpose: a row for each accepted"),
    (f"{WITH_CHECK})", f"{WITH_CHECK} AND revenue_cents < 2000000000)"),
)  # fmt: skip
COMMENT = """\
COMMENT ON COLUMN reconciliation_runs.error_message IS
    'Purpose: why the run failed, in words for operators; null unless something went wrong. '
    'Data class: confidential.';
"""


class Project:
    """A copy of the reference schema without revisions, and a database for it."""

    def __init__(self, folder: Path, server: Server, database: str) -> None:
        self.folder, self.server, self.database = folder, server, database

    def alembic(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run alembic as a person would, who knows the database by DATABASE_URL."""
        where = f"host={self.server.host}&port={self.server.port}"
        return subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=self.folder,
            env={**os.environ, "DATABASE_URL": f"postgres://{OWNER}@/{self.database}?{where}"},
            capture_output=True,
            text=True,
            check=False,
        )

    def migrate(self, *arguments: str) -> None:
        outcome = self.alembic(*arguments)
        assert outcome.returncode == 0, outcome.stderr

    def connect(self) -> psycopg.Connection:
        return connect(self.server, self.database, OWNER, autocommit=True)

    def live(self) -> Catalog:
        with self.connect() as connection:
            return comparable(without_version_table(read_catalog(connection, owner=OWNER)))

    def specs(self) -> Catalog:
        texts = [Source(path.name, path.read_bytes()) for path in self.spec_files()]
        return comparable(build(map(parse_source, texts), postgres=self.server.major))

    def spec_files(self) -> list[Path]:
        return sorted((self.folder / "db/docs/specs").glob("*.sql"))

    def revisions(self) -> list[str]:
        return sorted(path.name for path in (self.folder / "alembic/versions").glob("*.py"))

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        path = self.folder / f"db/docs/specs/{name}_ddl_spec.sql"
        text = path.read_text()
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path.write_text(text)


@pytest.fixture
def project(
    postgres_server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    for name in ("db", "contracts", "rules"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("ddllint.yaml", "alembic.ini"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "alembic").mkdir()
    shutil.copy(ROOT / "alembic/env.py", tmp_path / "alembic")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795505400")
    superuser = postgres_server.superuser
    try:
        with fresh_database(postgres_server) as database:
            with connect(postgres_server, database, superuser, autocommit=True) as admin:
                admin.execute((ROOT / "db/roles.sql").read_bytes())
            yield Project(tmp_path, postgres_server, database)
    finally:
        with connect(postgres_server, "postgres", superuser, autocommit=True) as admin:
            for role in ROLES:
                admin.execute(f"DROP ROLE {role}".encode())


def test_the_reference_schema_goes_up_and_down(project: Project) -> None:
    """The promise: four revisions, up, down, up, and nothing left to emit."""
    before = project.live()
    assert main(["emit"]) == 0
    assert len(project.revisions()) == 4
    project.migrate("upgrade", "head")
    assert_same(project.live(), project.specs(), "after the upgrade")
    project.migrate("downgrade", "base")
    assert_same(project.live(), before, "after the downgrade")
    project.migrate("upgrade", "head")
    assert_same(project.live(), project.specs(), "after the second upgrade")
    assert main(["emit", "--check"]) == 0


def test_edits_of_the_specs_become_one_revision(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """The promise: a NOT NULL column, an index, a CHECK, a comment, a policy; a column less."""
    assert main(["emit"]) == 0
    project.migrate("upgrade", "head")
    old = project.live()
    project.edit("attribution_events", *EDITS)
    capsys.readouterr()
    assert main(["emit", "--check"]) == 1
    told = capsys.readouterr().out
    for words in (
        "add-column attribution_events.schema_version",
        "create-index idx_attribution_events_tenant_id_session_id",
        "add-check attribution_events.ck_attribution_events_schema_version",
        "comment attribution_events",
        "alter-policy attribution_events.tenant_isolation_policy",
    ):
        assert f" {words}\n" in told
    assert main(["emit"]) == 0
    assert len(project.revisions()) == 5
    project.migrate("upgrade", "head")
    assert_same(project.live(), project.specs(), "after the difference")
    assert main(["emit", "--check"]) == 0
    project.migrate("downgrade", "-1")
    assert_same(project.live(), old, "after the difference was undone")
    project.migrate("upgrade", "head")
    project.edit("reconciliation_runs", ("    error_message text,\n", ""), (COMMENT, ""))
    capsys.readouterr()
    assert main(["emit"]) == 1
    assert "--allow drop-column:reconciliation_runs.error_message" in capsys.readouterr().out
    assert len(project.revisions()) == 5


def test_a_missing_role_is_named(project: Project) -> None:
    assert main(["emit"]) == 0
    superuser = project.server.superuser
    with connect(project.server, project.database, superuser, autocommit=True) as admin:
        admin.execute("DROP OWNED BY app_ro; DROP ROLE app_ro")
    try:
        outcome = project.alembic("upgrade", "head")
        assert outcome.returncode != 0
        assert 'role "app_ro" does not exist' in outcome.stderr
    finally:
        with connect(project.server, project.database, superuser, autocommit=True) as admin:
            admin.execute("CREATE ROLE app_ro")


def test_two_upgrades_at_once_do_not_meet(project: Project) -> None:
    assert main(["emit"]) == 0
    with project.connect() as other:
        other.execute("SELECT pg_advisory_lock(hashtext('alembic'))")
        outcome = project.alembic("upgrade", "head")
    assert outcome.returncode != 0
    assert "another migration of this database is running" in outcome.stderr
    project.migrate("upgrade", "head")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (None, "DATABASE_URL is not set"),
        ("", "DATABASE_URL is not a URL"),
        ("mysql://root:hidden@host/shop", "DATABASE_URL names no PostgreSQL database"),
    ],
)
def test_env_says_what_is_wrong_and_no_password(url: str | None, told: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    outcome = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=ROOT,
        env={**environment, **({} if url is None else {"DATABASE_URL": url})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode != 0
    assert told in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert "hidden" not in outcome.stderr + outcome.stdout


def test_the_script_is_had_without_a_database() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head", "--sql"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
    assert "CREATE TABLE tenants (" in outcome.stdout
    assert outcome.stdout.count("BEGIN;") == outcome.stdout.count("COMMIT;") == 4
