"""`ddllint diff` as users run it, on specs, git revisions, Alembic revisions and mistakes."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from syrupy.assertion import SnapshotAssertion

from ddllint.cli.main import main

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "diff-report.schema.json"
CORPUS = ROOT / "tests" / "catalog"

OLD = """\
CREATE TABLE t (id int PRIMARY KEY, old text, x int DEFAULT 1);
CREATE INDEX ix_old ON t (old);
COMMENT ON TABLE t IS 'a';
GRANT SELECT (id) ON t TO app;
CREATE TYPE pair AS (a int, b int);
CREATE TABLE gone (id serial, CHECK (id > 0));
GRANT SELECT, INSERT ON gone TO app;
"""
NEW = """\
CREATE TABLE t (id bigint PRIMARY KEY, note text NOT NULL, x int4 DEFAULT (1));
COMMENT ON TABLE t IS 'b|c
d';
CREATE POLICY p ON t USING (id > 0);
CREATE TABLE new (id int REFERENCES t, n int GENERATED ALWAYS AS IDENTITY);
CREATE INDEX ON new (n);
CREATE VIEW seen AS SELECT id FROM new;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app;
SELECT set_up();
"""
REVISION = """\
from alembic import op

revision = "aaaa"
down_revision = None


def upgrade() -> None:
    op.execute("CREATE TABLE t (id int PRIMARY KEY, old text, x int DEFAULT 1)")


def downgrade() -> None:
    op.execute("DROP TABLE t")
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written("old/t.sql", OLD)
    written("new/t.sql", NEW)
    return tmp_path


def written(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(text.encode())


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=e@example.com")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def committed() -> None:
    git("init", "-q", ".")
    git("add", "-A")
    git("commit", "-qm", "one")


def refused(capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    """What a command says that ends with 2, and prints nothing else."""
    assert main(["diff", *arguments]) == 2
    out, err = capfdbinary.readouterr()
    assert out == b""
    return err.decode()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_forms(
    form: str, capfdbinary: pytest.CaptureFixture[bytes], snapshot: SnapshotAssertion
) -> None:
    assert main(["diff", "old", "new", "--format", form]) == 1
    assert capfdbinary.readouterr().out.decode() == snapshot


@pytest.mark.parametrize(("a", "b"), [("old", "new"), ("new", "old"), ("old", "old")])
def test_json_is_as_its_schema_says(
    a: str, b: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code = main(["diff", a, b, "--format", "json"])
    document = json.loads(capfdbinary.readouterr().out)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)
    assert code == (1 if any(document["summary"].values()) else 0) == int(a != b)


def test_the_schema_refuses_what_is_not_a_report(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    main(["diff", "old", "new", "--format", "json"])
    document = json.loads(capfdbinary.readouterr().out)
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    wrong = (
        {**document, "version": 2},
        {**document, "more": 1},
        {**document, "changes": [{**document["changes"][0], "kind": "thing"}]},
        {**document, "changes": [{**document["changes"][0], "a": {"path": "x"}}]},
        {**document, "operations": [{**document["operations"][0], "group": "other"}]},
        {**document, "not_compared": [{"side": "C"}]},
    )
    assert [validator.is_valid(one) for one in wrong] == [False] * len(wrong)


def test_the_report_goes_to_a_file(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["diff", "old", "new", "--output", "out.txt"]) == 1
    assert capfdbinary.readouterr().out == b""
    assert main(["diff", "old", "new"]) == 1
    assert capfdbinary.readouterr().out == Path("out.txt").read_bytes()


def test_the_settings_specs_are_b(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    written("ddllint.yaml", "specs: [new]\nignore: [new/draft]\n")
    written("new/draft/x.sql", "CREATE TABLE draft ();")

    assert main(["diff", "new/t.sql"]) == 0
    assert b"B: new\n" in capfdbinary.readouterr().out


def test_without_b_and_specs_there_is_nothing_to_compare_with(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert "nothing to compare with: no B" in refused(capfdbinary, "old")


def test_a_git_revision_is_read_without_a_checkout(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    written("old/ü x.SQL", "CREATE TABLE umlaut ();")
    written("old/notes.txt", "no SQL")
    written("old/.hidden/x.sql", "no SQL")
    Path("old/link.sql").symlink_to("notes.txt")
    committed()
    Path("old/ü x.SQL").unlink()
    Path("old/link.sql").unlink()

    assert main(["diff", "HEAD:old", "old"]) == 1
    assert "- table umlaut  HEAD:old/ü x.SQL:1:14\n" in capfdbinary.readouterr().out.decode()
    assert main(["diff", "HEAD:old/t.sql", "old"]) == 0
    monkeypatch.chdir("old")
    assert main(["diff", "HEAD:./t.sql", "t.sql"]) == 0
    assert main(["diff", "HEAD:old/t.sql", "t.sql"]) == 0


def test_what_the_settings_ignore_is_ignored_in_a_git_revision() -> None:
    written("ddllint.yaml", "specs: [old]\nignore: [old/draft]\n")
    written("old/draft/x.sql", "CREATE TABLE draft ();")
    committed()

    assert main(["diff", "HEAD:old"]) == 0


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("HEAD:nowhere", "there is no nowhere in the git revision HEAD"),
        ("nowhere:old", "git knows no revision nowhere"),
        ("HEAD:docs", "no *.sql file below HEAD:docs: of a git revision only SQL"),
        ("HEAD:alembic.ini", "HEAD:alembic.ini: of a git revision only SQL specs are read"),
        ("-x:old", "No such option"),
        ("nowhere", "nowhere does not exist"),
        (":old", ":old does not exist"),
        ("HEAD:", "HEAD: does not exist"),
        ("bad.sql", "bad.sql:2:8: syntax error"),
        ("HEAD:bad.sql", "HEAD:bad.sql:2:8: syntax error"),
        ("utf16.sql", "the file is UTF-16, not UTF-8"),
        ("HEAD:utf16.sql", "the file is UTF-16, not UTF-8"),
        ("empty.ini", "empty.ini:1:1: No 'script_location'"),
        ("alembic.ini@zzz", "there is no revision zzz"),
        ("postgresql://u:s%cret@h/db", "the URL of the database cannot be read"),
    ],
)
def test_what_cannot_be_read_is_told(
    named: str, message: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    written("docs/a.txt", "")
    written("bad.sql", "SELECT 1;\nCREATE TABEL t ();")
    Path("utf16.sql").write_bytes("SELECT 1;".encode("utf-16"))
    written("empty.ini", "")
    written("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    written("migrations/versions/a.py", REVISION)
    committed()

    told = refused(capfdbinary, named, "old")

    assert message in told
    assert "cret" not in told


def test_outside_of_a_repository(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert "git: not a git repository" in refused(capfdbinary, "HEAD:old", "old")


def test_without_git(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert "git is not installed" in refused(capfdbinary, "HEAD:old", "old")


def test_standard_input_is_one_side_at_most(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert "only one of A and B can be standard input" in refused(capfdbinary, "-", "-")


@pytest.mark.parametrize(
    ("module", "extra", "named"),
    [("alembic", "emit", "alembic.ini"), ("psycopg", "postgres", "postgresql://h/d")],
)
def test_the_extra_that_is_missing_is_named(module: str, extra: str, named: str) -> None:
    """Without them specs can be compared all the same."""
    written("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    without = f"import sys; sys.modules[{module!r}] = None; from ddllint.cli.main import main; "

    def run(a: str) -> subprocess.CompletedProcess[str]:
        code = f"{without}sys.exit(main(['diff', {a!r}, 'old']))"
        command = [sys.executable, "-c", code]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    told = run(named)

    assert told.returncode == 2
    assert f"this needs the Python package {module}, which is not installed" in told.stderr
    assert f"pip install 'ddllint[{extra}]'" in told.stderr
    assert run("old").returncode == 0


def test_a_git_path_outside_of_the_repository(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    committed()

    assert "git: '../x' is outside repository" in refused(capfdbinary, "HEAD:../x", "old")


def test_revisions_are_compared_by_file_and_by_folder(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    written("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    written("pyproject.toml", '[tool.alembic]\nscript_location = "%(here)s/migrations"\n')
    written("migrations/env.py", "raise SystemExit('env.py must not run')")
    written("migrations/versions/a.py", REVISION)
    written("t.sql", OLD.partition(";")[0])

    for named in ("alembic.ini", "pyproject.toml", "migrations", "migrations/versions"):
        assert main(["diff", named, "t.sql"]) == 0, named
        assert main(["diff", f"{named}@aa", "t.sql"]) == 0, named
    capfdbinary.readouterr()
    assert main(["diff", "alembic.ini@base", "alembic.ini"]) == 1
    assert b"+ table t  migrations/versions/a.py:8:30\n" in capfdbinary.readouterr().out
    assert not list(Path("migrations").rglob("__pycache__"))


def test_a_server_runs_the_revisions_if_asked(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    question = "if op.get_bind().exec_driver_sql('SELECT 1').scalar():"
    reading = REVISION.replace("    op.execute(", f"    {question}\n        op.execute(", 1)
    written("alembic.ini", "[alembic]\nscript_location = %(here)s/migrations\n")
    written("migrations/versions/a.py", reading)
    written("t.sql", OLD.partition(";")[0])

    told = refused(capfdbinary, "alembic.ini", "t.sql")
    assert told.startswith("migrations/versions/a.py:8:8: ")
    assert "--from-database" in told
    assert main(["diff", "alembic.ini", "t.sql", "--from-database"]) == 0


@pytest.mark.parametrize("path", sorted(CORPUS.glob("corpus/*.sql")), ids=lambda path: path.stem)
def test_nothing_differs_from_itself(path: Path) -> None:
    """Whatever the catalog models, a text against itself has no differences."""
    assert main(["diff", str(path), str(path)]) == 0
