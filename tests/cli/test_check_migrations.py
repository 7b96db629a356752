"""`ddllint check` over migrations, as users run it."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
INI = "[alembic]\nscript_location = %(here)s/alembic\npath_separator = os\n"
BASE = "CREATE TABLE orders (id uuid PRIMARY KEY, note text);\n"
INDEX = "CREATE INDEX orders_note ON orders (note);\n"
MIG103 = ("--select", "MIG103")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "GITHUB_STEP_SUMMARY", "GITHUB_WORKSPACE", "DDLLINT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def put(path: str, text: str) -> None:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ddllint", "check", *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def project(**revisions: str) -> None:
    """An Alembic project; each revision is the body of its upgrade(), in order."""
    put("alembic.ini", INI)
    put("alembic/env.py", "raise SystemExit('never run')\n")
    below: str | None = None
    for name, body in revisions.items():
        head = f"from alembic import op\nrevision = {name!r}\ndown_revision = {below!r}\n"
        down = "\n\ndef downgrade():\n    raise NotImplementedError('no')\n"
        put(f"alembic/versions/{name}.py", f"{head}\n\ndef upgrade():\n{body}{down}")
        below = name


def sql_project(settings: str = "") -> None:
    put("ddllint.yaml", f"specs: [db/specs]\nmigrations: [db/migrations]\n{settings}")
    put("db/specs/orders.sql", BASE)
    put("db/migrations/1.sql", BASE)
    put("db/migrations/2.sql", INDEX)


def test_the_reference_revisions_have_no_findings() -> None:
    run = check("--config", str(ROOT / "ddllint.yaml"), str(ROOT / "alembic/versions"))
    assert run.stdout.endswith(" 16 rules: no findings\n"), run.stdout
    assert run.stdout.startswith("4 migrations, ")
    assert run.returncode == 0


def test_a_finding_is_at_the_line_of_the_python_file() -> None:
    body = (
        '    op.execute("""\n        CREATE INDEX orders_note\n        ON orders (note)\n    """)\n'
    )
    project(a='    op.execute("CREATE TABLE orders (note text)")\n', b=body)
    run = check("alembic/versions", *MIG103)
    assert run.stdout.startswith("alembic/versions/b.py:8:22: error[MIG103]")
    assert (
        "\n 8 |         CREATE INDEX orders_note\n   |                      ^^^^^^^^^^^\n"
        in run.stdout
    )
    assert run.stdout.endswith("2 migrations, 2 statements, 1 rule: 1 error\n")
    assert run.returncode == 1


def test_one_revision_is_judged_by_those_before_it() -> None:
    project(
        a='    op.create_table("orders")\n    op.create_index("early", "orders", ["id"])\n',
        b='    op.create_index("late", "orders", ["id"])\n',
    )
    assert check("alembic/versions/a.py", *MIG103).returncode == 0
    run = check("alembic/versions/b.py", *MIG103)
    assert run.stdout.startswith("alembic/versions/b.py:7:5: error[MIG103]")
    assert run.stdout.endswith("1 migration, 1 statement, 1 rule: 1 error\n")


def test_an_autocommit_block_is_outside_of_a_transaction() -> None:
    block = (
        "    with op.get_context().autocommit_block():\n"
        '        op.execute("CREATE INDEX CONCURRENTLY orders_note ON orders (note)")\n'
    )
    project(a=block, b=block.replace("    with op.get_context().autocommit_block():\n    ", ""))
    run = check("alembic/versions", "--select", "MIG106")
    told = [line for line in run.stdout.splitlines() if "error[" in line]
    assert [line.partition(" concurrently")[0] for line in told] == [
        "alembic/versions/b.py:7:17: error[MIG106]"
    ]


def test_waivers_in_python_cover_the_statement() -> None:
    call = '    op.execute(\n        "CREATE INDEX {} ON orders (note)"\n    )\n'
    project(
        a="    # ddllint: waive MIG103: ten rows\n" + call.format("a"),
        b=call.format("b").replace("execute(", "execute(  # ddllint: waive MIG103: ten rows"),
        c="    # ddllint: waive MIG103: for nothing\n    pass\n" + call.format("c"),
        d="    # ddllint: waive MIG103\n" + call.format("d"),
        e='    op.execute("""-- ddllint: waive MIG103: in SQL\n'
        'CREATE INDEX e ON orders (note)""")\n',
        f="    # ddllint: waive-file index-not-concurrent: ten rows\n" + call.format("f"),
    )
    run = check("alembic/versions", *MIG103)
    told = [line.split(" ")[:2] for line in run.stdout.splitlines() if "[" in line]
    assert told == [
        ["alembic/versions/c.py:7:5:", "warning[WVR003]"],
        ["alembic/versions/c.py:10:23:", "error[MIG103]"],
        ["alembic/versions/d.py:7:5:", "error[WVR001]"],
        ["alembic/versions/d.py:9:23:", "error[MIG103]"],
    ]
    assert "\nwaived: 4 findings\n" in run.stdout


def test_specs_and_migrations_are_counted_apart() -> None:
    sql_project()
    run = check("--select", "DDL001,MIG103")
    assert [line.partition(": ")[0] for line in run.stdout.splitlines() if "error[" in line] == [
        "db/migrations/2.sql:1:14",
        "db/specs/orders.sql:1:14",
    ]
    summary = "1 file, 1 statement, 1 rule; 2 migrations, 2 statements, 1 rule: 2 errors\n"
    assert run.stdout.endswith(summary)


@pytest.mark.parametrize("path", ["db/migrations", "db/migrations/2.sql", "db/*/2.sql"])
def test_migrations_that_the_settings_name_are_none_as_specs(path: str) -> None:
    sql_project()
    run = check(path, "--select", "DDL001,MIG103")
    assert "MIG103" in run.stdout
    assert "DDL001" not in run.stdout
    assert " migration" in run.stdout


def test_a_spec_by_itself_meets_no_rule_about_migrations() -> None:
    sql_project()
    put("db/specs/index.sql", INDEX)
    run = check("db/specs", "--select", "DDL001,MIG")
    assert run.stdout.endswith("2 files, 2 statements, 1 rule: 1 error\n")


@pytest.mark.parametrize("entry", ["alembic", "alembic/versions"])
def test_the_settings_may_name_revisions(entry: str) -> None:
    project(a='    op.execute("CREATE INDEX a ON orders (note)")\n')
    put("ddllint.yaml", f"migrations: [{entry}, db]\n")
    put("db/1.sql", INDEX)
    run = check(*MIG103)
    assert [line.partition(" ")[0] for line in run.stdout.splitlines() if "error[" in line] == [
        "alembic/versions/a.py:7:30:",
        "db/1.sql:1:14:",
    ]
    assert run.stdout.endswith("2 migrations, 2 statements, 1 rule: 2 errors\n")


def test_revisions_may_be_in_any_folder_of_the_project() -> None:
    project(a='    op.execute("CREATE INDEX a ON orders (note)")\n')
    put("alembic.ini", INI + "version_locations = %(here)s/somewhere\n")
    put("somewhere/a.py", Path("alembic/versions/a.py").read_text())
    assert check("somewhere", *MIG103).stdout.startswith("somewhere/a.py:7:30: error[MIG103]")


def test_python_beside_specs_does_not_make_them_migrations() -> None:
    put("db/env.py", "")
    Path("db/gone.py").symlink_to("nowhere.py")
    put("db/orders.sql", BASE)
    assert check("db", "--select", "DDL001").stdout.endswith(
        "1 file, 1 statement, 1 rule: 1 error\n"
    )


def test_each_file_may_be_a_transaction() -> None:
    sql_project("migration-transactions: file\n")
    put("db/migrations/3.sql", "CREATE INDEX CONCURRENTLY other ON orders (note);\n")
    put("db/migrations/4.sql", "-- +goose NO TRANSACTION\nVACUUM orders;\n")
    run = check("db/migrations", "--select", "MIG106")
    assert run.stdout.startswith("db/migrations/3.sql:1:1: error[MIG106]")
    assert run.stdout.endswith("4 migrations, 4 statements, 1 rule: 1 error\n")


def test_the_way_down_is_left_out() -> None:
    sql_project()
    put(
        "db/migrations/2.sql",
        "ALTER TABLE orders ADD COLUMN a int;\n-- migrate:down\nDROP TABLE orders;\n",
    )
    put("db/migrations/3.up.sql", "ALTER TABLE orders ADD COLUMN b int;\n")
    put("db/migrations/3.down.sql", "DROP TABLE orders;\n")
    run = check("db/migrations/2.sql", "db/migrations/3.up.sql", "--select", "MIG109")
    assert run.stdout == "2 migrations, 2 statements, 1 rule: no findings\n"


def test_a_password_is_not_printed() -> None:
    sql_project()
    put("db/migrations/2.sql", "CREATE ROLE app LOGIN PASSWORD 'hünter2';\n")
    for form in ("text", "json", "github"):
        run = check("db/migrations", "--select", "MIG111", "--format", form)
        assert run.returncode == 1
        assert "MIG111" in run.stdout
        assert "nter2" not in run.stdout
    run = check("db/migrations", "--select", "MIG111")
    assert "\n 1 | CREATE ROLE app LOGIN PASSWORD '*******';\n" in run.stdout


def test_json_tells_what_was_checked_of_migrations() -> None:
    sql_project()
    run = check("db/migrations", "--select", "MIG", "--format", "json")
    report = json.loads(run.stdout)
    schema = json.loads((ROOT / "docs/check-report.schema.json").read_text())
    jsonschema.validate(report, schema)
    assert report["summary"]["migrations"] == {"files": 2, "statements": 2, "rules": 15}
    assert report["skipped"] == [
        {"code": "MIG110", "reason": "plain SQL migrations have no downgrade"}
    ]


def test_a_baseline_admits_what_the_migrations_have() -> None:
    sql_project()
    assert check("db/migrations", *MIG103, "--write-baseline", "known.json").returncode == 0
    run = check("db/migrations", *MIG103, "--baseline", "known.json")
    assert run.returncode == 0
    assert "known from the baseline: 1 finding" in run.stdout


def test_a_syntax_error_is_a_finding_and_the_rest_is_checked() -> None:
    sql_project()
    put("db/migrations/3.sql", "ALTER TABEL orders;\nDROP INDEX orders_note;\n")
    run = check("db/migrations/3.sql", *MIG103)
    assert [line.split(" ")[1] for line in run.stdout.splitlines() if "error[" in line] == [
        "error[SQL001]",
        "error[MIG103]",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("gone.py",), "gone.py does not exist"),
        (("alone.py",), "no alembic.ini at alone.py or above it"),
        (("alembic/env.py",), "alembic/env.py holds no revision of alembic.ini"),
        (("alembic/versions", "--select", "DDL"), "no rule about migrations is selected"),
        (("alembic/versions", "--select", "MIG999"), "--select: unknown rule `MIG999`"),
    ],
)
def test_what_cannot_be_checked_is_told(arguments: tuple[str, ...], message: str) -> None:
    if "alone.py" in arguments:
        put("alone.py", "")
    else:
        project(a="    pass\n")
    run = check(*arguments)
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stdout == ""


def test_options_of_the_rules_are_held_to_their_form() -> None:
    sql_project("rules: {MIG103: {dorp: false}}\n")
    run = check("db/specs")
    assert run.returncode == 2
    assert "unknown key `dorp`" in run.stderr
    sql_project("rules: {MIG103: {severity: off}}\n")
    assert check("db/migrations", "--select", "MIG1").returncode == 1


def test_specs_alone_load_nothing_of_it() -> None:
    put("db/orders.sql", BASE)
    code = (
        "import sys\nfrom ddllint.cli.main import main\n"
        "main(['check', '--no-config', 'db', '--select', 'DDL002'])\n"
        "print(*(name for name in sys.modules if name.startswith('ddllint')))\n"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = run.stdout.splitlines()[-1].split()
    assert "ddllint.lint.run" in loaded
    banned = ("ddllint.revisions", "ddllint.migrate", "ddllint.lint.migrations")
    assert [name for name in loaded if name.startswith(banned)] == []
    assert [name for name in loaded if name.startswith("ddllint.rules.safety.")] == [
        "ddllint.rules.safety.metas"
    ]
