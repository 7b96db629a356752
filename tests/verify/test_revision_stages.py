"""The stages that run revisions: what holds of the reference schema, and of odd ones."""

import shutil
from pathlib import Path

import pytest
from verifying import line_of, refuted, replace, stage, told, verified

from ddllint.postgres.server import Server
from ddllint.verify.model import Verdict

STAGES = ("roles", "upgrade", "downgrade", "upgrade-again", "drift")
VERSIONS = Path("alembic/versions")
TABLES = VERSIONS / "202611240700_add_core_tables.py"
POLICIES = VERSIONS / "202611240701_add_rls_policies.py"
VIEWS = VERSIONS / "202611240703_add_materialized_views.py"


@pytest.mark.usefixtures("reference")
def test_reference_schema_is_proven(each_server: Server) -> None:
    found = verified(each_server, *STAGES)
    assert [(one.name, one.verdict) for one in found.stages] == [
        (name, Verdict.PROVEN) for name in STAGES
    ]
    assert found.proven
    by_stage = {one.name: len(one.proofs) for one in found.stages}
    revisions = len(list(VERSIONS.glob("*.py")))
    assert by_stage["upgrade"] == revisions
    assert by_stage["downgrade"] == revisions + revisions - 1  # the first finds no rows
    assert by_stage["roles"] == 4


@pytest.mark.usefixtures("reference")
def test_upgrade_is_run_by_the_owner(server: Server) -> None:
    for role in ("migration_owner", "app_admin"):
        replace(Path("db/roles.sql"), f"GRANT USAGE, CREATE ON SCHEMA public TO {role}", "--")
    (proof,) = refuted(stage(server, "upgrade"))
    assert "no schema has been selected to create in" in proof.evidence


@pytest.mark.usefixtures("reference")
def test_other_stages_do_not_run_when_the_revisions_fail(server: Server) -> None:
    replace(POLICIES, "ALTER TABLE dead_events FORCE", "ALTER TABLE nowhere FORCE")
    found = verified(server, "downgrade", "upgrade-again", "drift")
    for one in found.stages:
        assert one.verdict is Verdict.NOT_RUN
        assert "the revisions cannot be applied" in one.reason
    assert not found.proven


@pytest.mark.usefixtures("reference")
def test_downgrade_that_fails(server: Server) -> None:
    replace(POLICIES, "DROP POLICY tenant_isolation_policy ON dead", "DROP POLICY no ON dead")
    found = verified(server, "downgrade", "upgrade-again")
    (proof,) = refuted(found.stages[0])
    line = line_of(POLICIES, "DROP POLICY no ON dead")
    assert told(proof).startswith(f"{POLICIES}:{line}:1: 202611240701: the downgrade fails here")
    assert found.stages[1].verdict is Verdict.NOT_RUN
    assert "there is no way down" in found.stages[1].reason


@pytest.mark.usefixtures("reference")
def test_upgrade_that_succeeds_only_once(server: Server) -> None:
    """The downgrade leaves a type behind that the second upgrade meets."""
    replace(
        TABLES,
        "def upgrade() -> None:\n",
        "def upgrade() -> None:\n    op.execute('CREATE TYPE mood AS ENUM ()')\n",
    )
    found = verified(server, "downgrade", "upgrade-again")
    assert "type public.mood stays behind" in refuted(found.stages[0])[0].evidence
    (proof,) = refuted(found.stages[1])
    assert 'type "mood" already exists' in proof.evidence


@pytest.mark.usefixtures("reference")
def test_drift_shows_both_places(server: Server) -> None:
    replace(VIEWS, "COALESCE(ledger.verified, false)", "COALESCE(ledger.verified, true)")
    (proof,) = refuted(stage(server, "drift"))
    assert [one.span.path for one in proof.related] == [str(VIEWS)]
    assert "false" in proof.evidence
    assert "true" in proof.evidence


@pytest.mark.usefixtures("reference")
def test_project_without_revisions(server: Server) -> None:
    Path("alembic.ini").unlink()
    shutil.rmtree("alembic")
    found = verified(server, *STAGES)
    verdicts = {one.name: (one.verdict, one.reason) for one in found.stages}
    assert verdicts["roles"] == (Verdict.PROVEN, "")
    for name in STAGES[1:]:
        assert verdicts[name] == (Verdict.NOT_RUN, "the project has no revisions")


@pytest.mark.usefixtures("reference")
def test_fail_fast(server: Server) -> None:
    replace(POLICIES, "ALTER TABLE dead_events FORCE", "ALTER TABLE nowhere FORCE")
    found = verified(server, fail_fast=True)
    verdicts = [one.verdict for one in found.stages]
    assert verdicts[:2] == [Verdict.PROVEN, Verdict.REFUTED]
    assert {one.reason for one in found.stages[2:]} == {"--fail-fast: upgrade was refuted"}


def also_up(statement: str) -> None:
    """Let the last revision do something more."""
    head = "def upgrade() -> None:\n"
    replace(VIEWS, head, f"{head}    op.execute({statement!r})\n")


@pytest.mark.usefixtures("reference")
def test_downgrade_that_empties_a_column(server: Server) -> None:
    also_up("ALTER TABLE dead_events DROP COLUMN error_code")
    back = (
        "ALTER TABLE dead_events ADD error_code text NOT NULL DEFAULT 'x'",
        "ALTER TABLE dead_events ALTER error_code DROP DEFAULT",
        (
            "ALTER TABLE dead_events ADD CONSTRAINT ck_dead_events_error_code_not_blank "
            "CHECK (btrim(error_code) <> '')"
        ),
    )
    head = "def downgrade() -> None:\n"
    replace(VIEWS, head, head + "".join(f"    op.execute({one!r})\n" for one in back))
    found = refuted(stage(server, "downgrade"))
    (rows,) = (one for one in found if one.promise == "rows survive the way up and back")
    assert rows.evidence == "dead_events: 0 of 4 rows are as they were"


BRANCH = """\
from alembic import op

revision = {name!r}
down_revision = {below!r}


def upgrade():
    op.execute("CREATE TABLE {table} (id int PRIMARY KEY)")


def downgrade():
    op.execute("DROP TABLE {table}")
"""


@pytest.fixture
def branches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose revisions part and join again."""
    monkeypatch.chdir(tmp_path)
    versions = tmp_path / "alembic" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic" / "env.py").write_text("raise SystemExit('env.py must not run')\n")
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/alembic\n")
    graph = {"a": None, "b": "a", "c": "a", "d": ("b", "c")}
    for name, below in graph.items():
        text = BRANCH.format(name=name, below=below, table=f"t_{name}")
        (versions / f"{name}.py").write_text(text)
    (tmp_path / "specs").mkdir()
    tables = "".join(f"CREATE TABLE t_{name} (id int PRIMARY KEY);\n" for name in graph)
    (tmp_path / "specs" / "all.sql").write_text(tables)
    (tmp_path / "ddllint.yaml").write_text("specs: [specs]\n")
    return tmp_path


@pytest.mark.usefixtures("branches")
def test_revisions_that_part_and_join_are_one_step(server: Server) -> None:
    found = verified(server, "upgrade", "downgrade", "upgrade-again", "drift")
    assert found.proven, [told(one) for one in found.proofs()]
    assert [[one.object for one in stage.proofs] for stage in found.stages] == [
        ["d"],
        ["d"],
        ["d"],
        ["schema"],
    ]


def test_drift_of_a_branch(server: Server, branches: Path) -> None:
    replace(branches / "alembic" / "versions" / "c.py", "id int PRIMARY KEY", "id bigint")
    found = refuted(stage(server, "drift"))
    assert {one.object for one in found} >= {"column public.t_c.id"}
    assert {one.related[0].span.path for one in found if one.related} == {"alembic/versions/c.py"}
