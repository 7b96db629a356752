"""Revision files: what they run, how they are called, and how they are formatted."""

import ast
import datetime
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs
from plans import catalog
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import psycopg

from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Group, Operation, Plan, Step
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions import RevisionFile, first_revisions, next_revision
from ddllint.migrate.revisions.literals import execute_call
from ddllint.migrate.revisions.names import message_of, next_stamp, slug
from ddllint.migrate.revisions.proof import UnfaithfulError, prove, statements

ROOT = Path(__file__).parents[2]
SPECS = sorted((ROOT / "db/docs/specs").glob("*.sql"))
NOW = datetime.datetime(2026, 11, 24, 7, 30, 59, tzinfo=datetime.UTC)

SQL = st.text(
    st.one_of(
        st.sampled_from(list(':::\\\\""\'%$`{}[]()=,; \n\t\raABxz_09')),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    )
).filter(lambda sql: sql == sql.strip("\n"))


def _passed(call: str) -> str:
    """The string that a call passes, as Python reads it."""
    (statement,) = ast.parse(call.strip()).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    return str(ast.literal_eval(statement.value.args[0]))


def _sent(sql: str) -> str:
    """What SQLAlchemy gives to psycopg of a statement in a revision."""
    compiled = text(_passed(execute_call(sql, "    "))).compile(dialect=psycopg.dialect())
    assert not compiled.params
    return str(compiled).strip("\n").replace("%%", "%")


@given(SQL)
def test_the_server_gets_every_byte(sql: str) -> None:
    assert _sent(sql) == sql


TRAPS = {
    "a parameter": "SELECT ' :x'",
    "casts and a parameter": "SELECT ' :a::b', x::int",
    "JSON": """COMMENT ON TABLE t IS '{"a":1}'""",
    "a pattern": r"ALTER TABLE t ADD CHECK (a ~ '(?:ab)\d+\:x')",
    "quotes": 'COMMENT ON TABLE t IS \'"""\'',
    "a carriage return": "COMMENT ON TABLE t IS 'a\r\nb'",
    "what nobody sees": "COMMENT ON TABLE t IS 'a\u202eb\u00a0c\u200b\U000e0001'",
    "a quote at the end": 'ALTER TABLE t RENAME TO "T"',
    "a backslash at the end": "SELECT 1 \\",
    "spaces at the end of a line": "CREATE TABLE t (  \n    a int\n)",
    "as long as can be": f"COMMENT ON TABLE t IS '{'x' * 43}'",
    "longer": f"COMMENT ON TABLE t IS '{'x' * 44}'",
}  # fmt: skip


@pytest.mark.parametrize("sql", TRAPS.values(), ids=TRAPS.keys())
def test_the_server_gets_what_is_hard_to_pass(sql: str) -> None:
    assert _sent(sql) == sql


@pytest.mark.parametrize("length", ["88", "100"])
def test_files_are_formatted_as_ruff_would(length: str, tmp_path: Path) -> None:
    """`ruff format` takes the decisions of black for these files; its own differ in none."""
    files = [*_reference(), *_made([Operation("k", "o", Group.CORE, _steps(*TRAPS.values()), ())])]
    for file in files:
        (tmp_path / file.name).write_text(file.text, newline="")
    outcome = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", "--line-length", length],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout


def _steps(*sql: str, autocommit: bool = False) -> tuple[Step, ...]:
    return tuple(Step(one, autocommit=autocommit) for one in sql)


def _made(operations: list[Operation], message: str = "") -> tuple[RevisionFile, ...]:
    return next_revision(Plan(tuple(operations)), "abc", now=NOW, message=message)


def _reference() -> tuple[RevisionFile, ...]:
    specs = catalog(*[path.read_text() for path in SPECS])
    return first_revisions(plan(Catalog(), specs), now=NOW)


def test_a_first_emission_is_a_chain_of_four() -> None:
    files = _reference()
    assert [file.name for file in files] == [
        "202611240730_add_core_tables.py",
        "202611240731_add_rls_policies.py",
        "202611240732_add_grants.py",
        "202611240733_add_materialized_views.py",
    ]
    assert [file.down_revision for file in files] == [None, *(f.revision for f in files[:-1])]


def test_a_group_without_operations_has_no_revision() -> None:
    files = first_revisions(plan(Catalog(), catalog("CREATE TABLE t (id int)")), now=NOW)
    assert [file.name for file in files] == ["202611240730_add_core_tables.py"]
    assert first_revisions(Plan(), now=NOW) == ()
    assert next_revision(Plan(), "abc", now=NOW) == ()


def test_a_later_emission_is_one_revision() -> None:
    old, new = "CREATE TABLE t (id int)", "CREATE TABLE t (id int, note text)"
    (file,) = next_revision(plan(catalog(old), catalog(new)), "202611240730", now=NOW)
    assert file.name == "202611240731_add_column_t_note.py"
    assert file.down_revision == "202611240730"


def test_the_text_of_the_specs_stays_with_its_comments() -> None:
    core = _reference()[0]
    assert "-- tenants: the customers of the service, and the root" in core.text
    tables = (SPECS[-1]).read_text().partition(";")[0]
    assert tables[tables.index("CREATE TABLE") :] in core.text


def test_a_file_that_runs_something_else_is_noticed() -> None:
    file = _reference()[0]
    prove(file)
    with pytest.raises(UnfaithfulError, match=r"would not run .SET LOCAL lock_timeout"):
        prove(structs.replace(file, text=file.text.replace("'5s'", "'6s'")))
    extra = file.text.replace('change."""\n', 'change."""\n    op.execute("SELECT 1")\n')
    with pytest.raises(UnfaithfulError, match="would not run"):
        prove(structs.replace(file, text=extra))
    with pytest.raises(UnfaithfulError, match="takes 'x' for a parameter"):
        prove(structs.replace(file, text=file.text.replace("'5s'", "' :x'")))


# Names


@pytest.mark.parametrize(
    ("head", "taken", "stamp"),
    [
        (None, (), "202611240730"),
        ("202611240729", (), "202611240730"),
        ("202611240730", (), "202611240731"),
        ("202611240805", (), "202611240806"),
        ("202612312359", (), "202701010000"),
        ("1975ea83b712", (), "202611240730"),
        ("209913", (), "202611240730"),
        ("209913400000", (), "202611240730"),
        (None, ("202611240730", "202611240731"), "202611240732"),
    ],
)
def test_a_stamp_is_later_than_the_head_and_free(
    head: str | None, taken: tuple[str, ...], stamp: str
) -> None:
    assert next_stamp(NOW, head, taken) == stamp


@pytest.mark.parametrize(
    ("message", "wanted"),
    [
        ("Add RLS policies", "add_rls_policies"),
        ("  Größe ändern!  ", "gr_e_ndern"),
        ("../../etc/passwd", "etc_passwd"),
        ("", "change"),
        ("数", "change"),
        ("x" * 60, "x" * 40),
        ("add column revenue.a_rather_long_name_of_it", "add_column_revenue_a_rather_long_name_of"),
    ],
)
def test_slugs(message: str, wanted: str) -> None:
    assert slug(message) == wanted


def _operation(kind: str, name: str) -> Operation:
    return Operation(kind, name, Group.CORE, (), ())


@pytest.mark.parametrize(
    ("operations", "wanted"),
    [
        ([("add-column", "t.a")], "Add column t.a"),
        ([("add-column", "t.a"), ("comment", "t.a")], "Add column t.a"),
        ([("comment", "t.a"), ("comment", "t.b")], "Comment t.a and t.b"),
        ([("create-index", x) for x in "abcd"], "Create index a, b and 2 more"),
        ([("create-table", "t"), ("create-index", "t_a")], "Change t"),
        ([("grant", "t.reader"), ("set-owner", "t")], "Change t.reader and t"),
    ],
)
def test_a_message_says_what_changes(operations: list[tuple[str, str]], wanted: str) -> None:
    assert message_of([_operation(*one) for one in operations]) == wanted


@pytest.mark.parametrize("message", ['Say "no".', 'Ends in "', "C:\\new\\x", "long " * 40])
def test_any_message_can_be_the_docstring(message: str, tmp_path: Path) -> None:
    (file,) = _made([Operation("k", "o", Group.CORE, _steps("SELECT 1"), ())], message)
    (tmp_path / file.name).write_text(file.text)
    told = ast.get_docstring(ast.parse(file.text))
    assert told is not None
    first = " ".join(told.partition("\n\n")[0].split())
    assert first == f"{message.strip().rstrip('.')}."
    subprocess.run([sys.executable, "-m", "ruff", "format", "--check", tmp_path], check=True)


def test_a_name_cannot_break_out_of_a_comment() -> None:
    name = 'a""""""\nb\rc\u2028d\u202ee\\'
    old, new = (f'CREATE TABLE "{name}" (id int{more})' for more in ("", ", b int"))
    (file,) = next_revision(plan(catalog(old), catalog(new)), "abc", now=NOW)
    prove(file)
    assert ast.get_docstring(ast.parse(file.text)) is not None
    outside = file.text.partition("    op.execute(")[0]
    assert outside.replace("\n", "").isprintable()


# Scripts


def _up(*changes: str, before: str = "CREATE TABLE t (id int, a int)") -> list[str]:
    old, new = catalog(before), catalog(";\n".join((before, *changes)))
    (file,) = next_revision(plan(old, new), "abc", now=NOW)
    return list(statements(file.up))


def test_a_transaction_sets_its_timeouts_for_itself() -> None:
    assert _up("ALTER TABLE t ADD COLUMN b int") == [
        "SET LOCAL lock_timeout = '5s'",
        "SET LOCAL statement_timeout = '60s'",
        "ALTER TABLE t ADD COLUMN b integer",
    ]


def test_the_waits_of_a_transaction_share_the_time() -> None:
    before = "CREATE TABLE t (id int); CREATE TABLE u (id int); CREATE TABLE v (id int)"
    adding = [f"ALTER TABLE {name} ADD COLUMN b int" for name in "tuv"]
    assert _up(*adding, before=before)[0] == "SET LOCAL lock_timeout = '1666ms'"


def test_an_index_is_not_stopped_and_the_session_is_left_as_it_was() -> None:
    assert _up("CREATE INDEX t_a ON t (a)") == [
        "SET lock_timeout = 0",
        "SET statement_timeout = 0",
        "DROP INDEX CONCURRENTLY IF EXISTS t_a",
        "CREATE INDEX CONCURRENTLY t_a ON t (a)",
        "RESET statement_timeout",
        "RESET lock_timeout",
    ]


def test_what_is_committed_before_a_step_that_may_fail_can_run_twice() -> None:
    found = _up(
        "ALTER TABLE t ADD COLUMN b int",
        "CREATE INDEX t_b ON t (b)",
        "ALTER TABLE t ADD CONSTRAINT k UNIQUE (a)",
        "CREATE POLICY po ON t",
    )
    assert "ALTER TABLE t ADD COLUMN IF NOT EXISTS b integer" in found
    key = "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX k"
    undone = "ALTER TABLE t DROP CONSTRAINT IF EXISTS k"
    rebuilt = "DROP INDEX CONCURRENTLY IF EXISTS k"
    assert found.index(undone) < found.index(rebuilt) < found.index(key)
    assert found.index("DROP POLICY IF EXISTS po ON t") < found.index(undone)
    plain = "what is not committed before the end is plain"
    assert _up("CREATE POLICY po ON t")[-1] == "CREATE POLICY po ON t", plain


def test_what_cannot_run_twice_says_so() -> None:
    old = catalog("CREATE TABLE t (id int)")
    new = catalog(
        "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE t (id int, m mood);CREATE INDEX i ON t (m)"
    )
    (file,) = next_revision(plan(old, new), "abc", now=NOW)
    up, _, down = file.text.partition("def downgrade")
    assert up.count("Cannot run twice") == 1
    assert 'next try.\n    op.execute("CREATE TYPE mood' in up
    assert "Cannot run twice" not in down


VIEW = """CREATE TABLE a (x int); CREATE TABLE b (y int);
CREATE MATERIALIZED VIEW m AS SELECT x FROM a; REFRESH MATERIALIZED VIEW m"""


@pytest.mark.parametrize(
    ("change", "wanted"), [(("y int", "y int, z int"), True), (("SELECT x", "SELECT x + 1"), False)]
)
def test_no_table_is_locked_while_a_view_is_computed(change: tuple[str, str], wanted: bool) -> None:
    """But readers of the view itself wait for it, rather than find it empty."""
    new = VIEW.replace("SELECT x", "SELECT x + 2").replace(*change)
    (file,) = next_revision(plan(catalog(VIEW), catalog(new)), "abc", now=NOW)
    (block,) = (b for b in file.up if "REFRESH MATERIALIZED VIEW m" in statements((b,)))
    assert block.autocommit == wanted
    assert len(file.up) == 1 + wanted


def test_hazards_and_locks_are_told() -> None:
    old = catalog("CREATE TABLE t (id int, note text)")
    new = catalog("CREATE TABLE t (id int)")
    found = plan(old, new, allow=frozenset({"drop-column:t.note"}))
    (file,) = next_revision(found, "abc", now=NOW)
    comments = re.findall(r"^ +# (.+)$", file.text, re.MULTILINE)
    assert "Locks: ACCESS EXCLUSIVE on t." in comments
    assert any(one.startswith("Hazard: ") for one in comments)


def test_what_public_had_by_itself_is_given_back() -> None:
    new = catalog(
        "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';"
        "REVOKE ALL ON FUNCTION f() FROM PUBLIC;"
        "CREATE TYPE e AS ENUM ('a');"
        "REVOKE USAGE ON TYPE e FROM PUBLIC;"
    )
    undone = {
        step.sql
        for operation in plan(catalog(""), new).operations
        for step in operation.down
        if operation.group is Group.GRANTS
    }
    assert undone == {"GRANT EXECUTE ON FUNCTION f() TO PUBLIC", "GRANT USAGE ON TYPE e TO PUBLIC"}
