"""`ddllint emit` as users run it: what is written, what is refused, and what is told."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from ddllint.cli.main import main

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs/emit-plan.schema.json"
SETTINGS = "specs: [specs]\n"
INI = "[alembic]\nscript_location = %(here)s/alembic\npath_separator = os\n"
TENANTS = """\
CREATE TABLE tenants (id uuid PRIMARY KEY);
COMMENT ON TABLE tenants IS 'The customers.';
"""
ORDERS = """\
-- What was sold.
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    cents integer NOT NULL,
    remark text
);
COMMENT ON TABLE orders IS 'Orders. RLS: by_tenant.';
CREATE POLICY by_tenant ON orders
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
"""
NAMES = ["202611240730_add_core_tables.py", "202611240731_add_rls_policies.py"]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with specs and Alembic, the working folder."""
    (tmp_path / "ddllint.yaml").write_text(SETTINGS)
    (tmp_path / "alembic.ini").write_text(INI)
    (tmp_path / "alembic").mkdir()
    (tmp_path / "alembic/env.py").write_text("raise SystemExit('env.py must not run')\n")
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/a_tenants.sql").write_text(TENANTS)
    (tmp_path / "specs/orders.sql").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795505400")
    monkeypatch.setenv("NO_COLOR", "1")
    return tmp_path


@pytest.fixture
def edit(project: Path) -> Callable[[str, str], None]:
    """Changes the spec of the orders."""

    def edited(old: str, new: str) -> None:
        path = project / "specs/orders.sql"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return edited


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda one: one.name)
def test_a_signal_waits_until_all_is_written(
    number: signal.Signals, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither some of the revisions nor the folder that they are made in is left."""
    rename, told = Path.rename, list[list[str]]()

    def interrupted(self: Path, target: Path) -> Path:
        signal.raise_signal(number)
        return rename(self, target)

    def heard(_number: int, _frame: object) -> None:
        told.append(sorted(one.name for one in (project / "alembic/versions").iterdir()))

    monkeypatch.setattr(Path, "rename", interrupted)
    before = signal.signal(number, heard)
    try:
        assert main(["emit"]) == 0
    finally:
        signal.signal(number, before)
    assert told == [NAMES]


def _files(project: Path) -> list[str]:
    """The files that are there, without what Python compiled of them."""
    versions = (project / "alembic/versions").rglob("*")
    return sorted(one.name for one in versions if one.is_file() and one.suffix != ".pyc")


def test_the_first_revisions_are_written(
    project: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    assert main(["emit"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"alembic/versions/{name}" for name in NAMES]
    assert _files(project) == NAMES
    for name in NAMES:
        assert (project / "alembic/versions" / name).read_text() == snapshot(name=name)
    assert main(["emit", "--check"]) == 0
    assert capsys.readouterr().out == "specs and revisions agree: head 202611240731\n"


def test_only_the_difference_is_written_later(
    project: Path,
    edit: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    """The edits that the promise names, told by --check, then written in one revision."""
    assert main(["emit"]) == 0
    before = {name: (project / "alembic/versions" / name).read_bytes() for name in NAMES}
    edit("    remark text\n", "    remark text,\n    currency text NOT NULL DEFAULT 'EUR',\n"
         "    CONSTRAINT ck_orders_cents CHECK (cents >= 0)\n")  # fmt: skip
    edit("COMMENT ON", "CREATE INDEX idx_orders_tenant_id ON orders (tenant_id);\nCOMMENT ON")
    edit("Orders. RLS", "What was sold. RLS")
    edit("id', true), '')::uuid)", "id', true), '')::uuid AND cents > 0)")
    capsys.readouterr()
    assert main(["emit", "--check"]) == 1
    assert capsys.readouterr().out == snapshot(name="check")
    assert main(["emit", "--dry-run"]) == 0
    assert capsys.readouterr().out == snapshot(name="dry-run")
    assert main(["emit", "--sql"]) == 0
    assert capsys.readouterr().out == snapshot(name="sql")
    assert _files(project) == NAMES, "none of these writes anything"
    assert main(["emit", "-m", "Keep the currency"]) == 0
    written = "202611240732_keep_the_currency.py"
    assert capsys.readouterr().out == f"alembic/versions/{written}\n"
    assert (project / "alembic/versions" / written).read_text() == snapshot(name=written)
    assert main(["check", "alembic/versions"]) == 0, "the rules for migrations like it"
    assert {name: (project / "alembic/versions" / name).read_bytes() for name in NAMES} == before
    assert main(["emit", "--check"]) == 0
    assert main(["emit"]) == 0
    assert _files(project) == [*NAMES, written]


def test_the_timeouts_are_the_projects_own(
    project: Path, edit: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    timeouts = "emit: {lock-timeout: 800ms, statement-timeout: 2min}\n"
    (project / "ddllint.yaml").write_text(SETTINGS + timeouts)
    assert main(["emit"]) == 0
    first = (project / "alembic/versions" / NAMES[0]).read_text()
    assert "SET LOCAL lock_timeout = '800ms'" in first
    assert "SET LOCAL statement_timeout = '120s'" in first
    edit("remark text", "remark text,\n    currency text")
    edit("COMMENT ON", "ALTER TABLE tenants ADD COLUMN plan text;\nCOMMENT ON")
    assert main(["emit", "-m", "More"]) == 0
    later = (project / "alembic/versions/202611240732_more.py").read_text()
    assert "SET LOCAL lock_timeout = '400ms'" in later, "two tables share the time"
    (project / "ddllint.yaml").write_text(SETTINGS + timeouts.replace("2min", "none"))
    capsys.readouterr()
    assert main(["emit"]) == 2
    assert "ddllint.yaml:2:" in capsys.readouterr().err


def test_a_label_that_stays_is_said_to(
    project: Path, edit: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    """No server takes a label away: the file says so, and MIG110 has its answer."""
    edit("-- What was", "CREATE TYPE mood AS ENUM ('glad');\n-- What was")
    assert main(["emit"]) == 0
    edit("'glad'", "'glad', 'sad'")
    edit("remark text", "remark text,\n    currency text")
    assert main(["emit", "-m", "More"]) == 0
    written = (project / "alembic/versions/202611240732_more.py").read_text()
    reason = "a label stays in mood when the migration is undone: none can be removed"
    assert f"\n\n# ddllint: waive MIG110: {reason}\ndef downgrade() -> None:\n" in written
    capsys.readouterr()
    assert main(["check", "alembic/versions"]) == 0
    assert "waived: 1 finding\n" in capsys.readouterr().out
    assert main(["emit", "--check"]) == 0


def test_a_loss_is_refused_until_it_is_allowed_by_name(
    project: Path,
    edit: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    assert main(["emit"]) == 0
    edit(",\n    remark text\n", ",\n    currency text\n")
    capsys.readouterr()
    assert main(["emit"]) == 1
    assert _files(project) == NAMES, "what is allowed waits for what is not"
    told = capsys.readouterr()
    assert told.out == snapshot(name="refused")
    assert told.err == "ddllint: 1 change refused: nothing is written\n"
    assert main(["emit", "--check"]) == 1
    assert capsys.readouterr().out == snapshot(name="check")
    assert main(["emit", "--dry-run"]) == 1
    assert capsys.readouterr().out == snapshot(name="dry-run")
    assert main(["emit", "--allow", "drop-column:orders.remark"]) == 0
    assert main(["emit", "--check"]) == 0


@pytest.mark.parametrize(
    ("key", "help"),
    [
        ("drop-column:orders.remrak", "Did you mean `drop-column:orders.remark`?"),
        ("*", "Known are: drop-column:orders.remark."),
        ("add-column:orders.currency", "Did you mean"),
    ],
)
def test_what_lets_nothing_through_is_not_allowed(
    key: str, help: str, edit: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emit"]) == 0
    edit(",\n    remark text\n", ",\n    currency text\n")
    assert main(["emit", "--allow", key, "--allow", "drop-column:orders.remark"]) == 2
    told = capsys.readouterr().err
    assert f"--allow {key}: nothing is refused that this would let through" in told
    assert help in told


def test_a_rename_is_declared_in_the_spec(
    project: Path, edit: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["emit"]) == 0
    edit("    remark text\n", "    note text\n")
    assert main(["emit"]) == 1
    assert "If it is orders.note now, write `-- ddllint: renamed-from remark` above" in (
        capsys.readouterr().out
    )
    edit("    note text\n", "    -- ddllint: renamed-from remark\n    note text\n")
    assert main(["emit"]) == 0
    (new,) = set(_files(project)) - set(NAMES)
    assert "RENAME COLUMN remark TO note" in (project / "alembic/versions" / new).read_text()
    assert main(["emit", "--check"]) == 0


def test_specs_with_errors_are_not_emitted(
    project: Path, edit: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    edit("COMMENT ON TABLE orders IS 'Orders. RLS: by_tenant.';", "")
    assert main(["emit"]) == 1
    told = capsys.readouterr()
    assert "error[DDL001]" in told.out
    assert told.err.startswith("ddllint: 2 errors in the specs: nothing is emitted; --no-check")
    assert _files(project) == []
    assert main(["emit", "--no-check"]) == 0
    assert _files(project) == NAMES


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("CREATE POLICY", "CREATE POLITY", "SQL001"),
        ("ALTER TABLE orders", "ALTER TABLE ordres", "SQL002"),
        ("What was sold", "\udcff", "SQL003"),
    ],
)
def test_what_cannot_be_read_is_never_emitted(
    old: str, new: str, code: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else what the file does not say for an error would be dropped."""
    path = project / "specs/orders.sql"
    path.write_text(path.read_text().replace(old, new), errors="surrogateescape")
    assert main(["emit", "--no-check"]) == 1
    told = capsys.readouterr()
    assert f"error[{code}]" in told.out
    assert told.err == "ddllint: 1 error in the specs: nothing is emitted\n"
    assert _files(project) == []


def test_the_plan_for_machines(
    edit: Callable[[str, str], None],
    capsys: pytest.CaptureFixture[str],
    snapshot: SnapshotAssertion,
) -> None:
    assert main(["emit", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)
    jsonschema.validate(first, json.loads(SCHEMA.read_text()))
    assert [one["path"] for one in first["revisions"]] == [f"alembic/versions/{n}" for n in NAMES]
    edit("    cents integer NOT NULL,\n    remark text\n", "    cents bigint NOT NULL\n")
    edit("COMMENT ON", "CREATE INDEX idx_orders_tenant_id ON orders (tenant_id);\nCOMMENT ON")
    assert main(["emit", "--format", "json", "--allow", "rewrite-column:orders.cents"]) == 1
    later = capsys.readouterr().out
    assert later == snapshot
    jsonschema.validate(json.loads(later), json.loads(SCHEMA.read_text()))


def test_what_the_revisions_hide_is_told(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emit"]) == 0
    hidden = project / "alembic/versions/b.py"
    hidden.write_text(
        "from alembic import op\n\nrevision = 'b'\ndown_revision = '202611240731'\n\n\n"
        "def upgrade():\n    op.execute('DO $$ BEGIN EXECUTE 1; END $$')\n"
    )
    capsys.readouterr()
    assert main(["emit", "--check"]) == 0
    told = capsys.readouterr()
    assert told.err.startswith("alembic/versions/b.py:8:")
    assert "not seen: a DO block with EXECUTE in it" in told.err


def test_a_server_sees_what_the_revisions_hide(
    project: Path, edit: Callable[[str, str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        "ALTER TABLE orders ENABLE", "GRANT SELECT ON orders TO app_ro;\nALTER TABLE orders ENABLE"
    )
    (project / "ddllint.yaml").write_text(f"{SETTINGS}roles: {{app_ro: {{login: true}}}}\n")
    assert main(["emit", "--from-database"]) == 0
    (project / "alembic/versions/b.py").write_text(
        "from alembic import op\n\nrevision = 'b'\ndown_revision = '202611240732'\n\n\n"
        "def upgrade():\n"
        "    op.execute('DO $$ BEGIN ALTER TABLE orders ADD COLUMN hidden int; END $$')\n"
    )
    capsys.readouterr()
    assert main(["emit", "--check", "--from-database"]) == 1
    assert "drop-column orders.hidden\n" in capsys.readouterr().out
    edit("    remark text\n", "    remark text,\n    hidden integer\n")
    assert main(["emit", "--check", "--from-database"]) == 0


def test_a_project_without_alembic_gets_one(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / "alembic")
    (project / "alembic.ini").unlink()
    assert main(["emit", "--init"]) == 0
    made = ["alembic.ini", "alembic/env.py", "alembic/script.py.mako"]
    revisions = [f"alembic/versions/{name}" for name in NAMES]
    assert capsys.readouterr().out.splitlines() == [*made, *revisions]
    for name in made:
        assert (project / name).read_bytes() == (ROOT / name).read_bytes()
    assert main(["emit", "--check"]) == 0
    assert main(["emit", "--init"]) == 2
    assert "alembic.ini is there already" in capsys.readouterr().err


def test_a_revision_by_hand_fits_in(project: Path) -> None:
    """`alembic revision` follows the same template, and emit goes on after it."""
    shutil.rmtree(project / "alembic")
    (project / "alembic.ini").unlink()
    assert main(["emit", "--init"]) == 0
    python = [sys.executable, "-m"]
    made = [*python, "alembic", "revision", "-m", 'By hand: it\'s "quoted"', "--rev-id", "abc"]
    subprocess.run(made, check=True, capture_output=True)
    (new,) = set(_files(project)) - set(NAMES)
    assert new[12:] == "_by_hand_it_s_quoted.py"
    formatted = [*python, "ruff", "format", "--isolated", "--check", "alembic"]
    subprocess.run(formatted, check=True, capture_output=True)
    assert main(["emit", "--check"]) == 0


# What goes wrong


def test_two_heads_are_not_one(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["emit"]) == 0
    for name in ("x", "y"):
        (project / f"alembic/versions/{name}.py").write_text(
            f"revision = '{name}'\ndown_revision = '202611240731'\n"
        )
    assert main(["emit"]) == 2
    told = capsys.readouterr().err
    assert "there is not one head revision, but 2: x (alembic/versions/x.py), y" in told
    assert "alembic merge heads" in told


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("def upgrade(:\n", "alembic/versions/x.py:1:1: the revision cannot be read: SyntaxError"),
        ("revision = 'x'\ndown_revision = 'nowhere'\n", "nowhere"),
        ("revision = 'x'\ndown_revision = None\n\ndef upgrade():\n    1 / 0\n",
         "alembic/versions/x.py:5:1: this revision cannot be replayed"),
    ],
)  # fmt: skip
def test_a_broken_revision_is_shown(
    broken: str, told: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "alembic/versions").mkdir()
    (project / "alembic/versions/x.py").write_text(broken)
    assert main(["emit"]) == 2
    assert told in capsys.readouterr().err
    assert _files(project) == ["x.py"]


def test_without_alembic_it_says_what_is_missing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "alembic.ini").unlink()
    assert main(["emit"]) == 2
    told = capsys.readouterr().err
    assert "alembic.ini does not exist" in told
    assert "`ddllint emit --init` makes one" in told


def test_without_specs_it_says_so(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project / "specs")
    assert main(["emit"]) == 2
    assert "specs does not exist" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_to(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "alembic/versions").write_text("in the way")
    assert main(["emit"]) == 2
    assert "cannot write to alembic/versions: " in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--check", "--dry-run"],
        ["--sql", "--check"],
        ["--sql", "--format", "json"],
        ["--init", "--check"],
        ["-m", "two\nlines"],
        ["-m", "for the first revisions"],
    ],
)
def test_what_does_not_go_together(arguments: list[str], project: Path) -> None:
    assert main(["emit", *arguments]) == 2
    assert _files(project) == []


def test_a_time_that_is_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "noon")
    assert main(["emit"]) == 2
    assert "SOURCE_DATE_EPOCH is not a number" in capsys.readouterr().err


def test_files_appear_together_or_not_at_all(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    renamed = Path.rename

    def fail_at_the_second(self: Path, target: Path) -> Path:
        if target.name == NAMES[1]:
            raise PermissionError(13, "Permission denied")
        return renamed(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_second)
    assert main(["emit"]) == 2
    assert "cannot write to alembic/versions: Permission denied" in capsys.readouterr().err
    assert _files(project) == []


def test_the_revisions_of_this_repository_are_current() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "ddllint", "emit", "--check"],
        cwd=ROOT,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert outcome.stderr == ""
