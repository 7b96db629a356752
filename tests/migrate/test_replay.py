"""Alembic revisions read offline: statements, their places, and what stays unseen."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from projects import project, revision

from ddllint.catalog.names import Name
from ddllint.migrate.replay import Replayed, ReplayedStatement, replay


def replayed(folder: Path, revisions: Mapping[str, str], name: str | None = None) -> Replayed:
    return replay(project(folder, revisions), revision=name, shown=lambda path: path.name)


def only(folder: Path, body: str) -> tuple[ReplayedStatement, ...]:
    return replayed(folder, {"one.py": revision(body)}).revisions[0].upgrade


def places(statements: tuple[ReplayedStatement, ...]) -> list[str]:
    """Where each SQL statement begins."""
    return [
        str(one.statement.source.span(one.statement.start, one.statement.end))
        for handed in statements
        for one in handed.parsed.statements
    ]


def test_statements_come_with_the_line_that_hands_them_over(tmp_path: Path) -> None:
    found = only(
        tmp_path, 'op.execute("SELECT 1")\n\nop.create_table("t", sa.Column("a", sa.Text))'
    )

    assert [(one.sql.split("(")[0], one.line) for one in found] == [
        ("SELECT 1", 7),
        ("CREATE TABLE t ", 9),
    ]
    assert places(found) == ["one.py:7:17", "one.py:9:5"]


def test_a_statement_in_a_long_string_has_its_own_line(tmp_path: Path) -> None:
    found = only(
        tmp_path, 'op.execute("""\n  CREATE TABLE a (\n    i int);\n  CREATE TABLE b ()\n""")'
    )

    assert places(found) == ["one.py:8:7", "one.py:10:7"]


def test_the_catalog_points_into_the_revision(tmp_path: Path) -> None:
    body = 'op.execute("""\nCREATE TABLE t (\n  a int,\n  b text)""")'

    column = replayed(tmp_path, {"one.py": revision(body)}).catalog(15).tables[Name("public", "t")]

    assert str(column.columns["b"].origin.span()) == "one.py:10:7"


def test_an_autocommit_block_is_told(tmp_path: Path) -> None:
    body = (
        'op.execute("SELECT 1")\nwith op.get_context().autocommit_block():\n'
        '    op.execute("SELECT 2")\nop.execute("SELECT 3")'
    )

    assert [one.autocommit for one in only(tmp_path, body)] == [False, True, False]


def test_a_commit_ends_what_set_local_sets(tmp_path: Path) -> None:
    body = (
        "op.execute('CREATE SCHEMA s; SET LOCAL search_path TO s; CREATE TABLE a ()')\n"
        "with op.get_context().autocommit_block():\n    op.execute('CREATE TABLE b ()')\n"
        "op.execute('SET search_path TO s')"
    )
    second = "op.execute('CREATE TABLE c (); SET LOCAL search_path TO public')"
    files = {
        "one.py": revision(body),
        "two.py": revision(second, "two", "one"),
        "three.py": revision("op.execute('CREATE TABLE d ()')", "three", "two"),
    }

    found = replayed(tmp_path, files).catalog(15)

    assert list(map(str, found.tables)) == ["s.a", "b", "s.c", "s.d"]


SPELT = {
    "one line": ("op.execute('SELECT 1')", ["one.py:7:17"]),
    "constant": ("SQL = 'SELECT 1'\nop.execute(SQL)", ["one.py:7:12"]),
    "constants that are alike": ("A = 'SELECT 1'\nB = 'SELECT 1'\nop.execute(A)", ["one.py:9:5"]),
    "parts": ("op.execute(\n    'SELECT 1; '\n    'SELECT 2'\n)", ["one.py:8:10", "one.py:9:10"]),
    "formatted": ("n = 1\nop.execute(\n    f'SELECT {n}'\n)", ["one.py:8:5"]),
    "computed": ("op.execute(\n    'SELECT ' + '1'\n)", ["one.py:7:5"]),
    "raw": (r"op.execute(r'SELECT $$\n$$; SELECT 2')", ["one.py:7:18", "one.py:7:33"]),
    "escaped colon": (r"op.execute('SELECT $$\\:$$; SELECT 2')", ["one.py:7:17", "one.py:7:33"]),
    "escaped line end": (r"op.execute('SELECT 1;\n\tSELECT 2')", ["one.py:7:17", "one.py:7:30"]),
    "another escape": (r"op.execute('SELECT $$\x41$$; SELECT 2')", ["one.py:7:5", "one.py:7:5"]),
    "dedented": (
        'import textwrap\nop.execute(textwrap.dedent("""\n    SELECT 1;\n    SELECT 2"""))',
        ["one.py:9:9", "one.py:10:9"],
    ),
    "not ASCII": ("op.execute('SELECT $$ä$$; SELECT 2')", ["one.py:7:17", "one.py:7:31"]),
    "comment at the end": ("op.execute('SELECT 1 -- one; two')", ["one.py:7:17"]),
    "made by another call": (
        "import functools\nrun = functools.partial(op.execute, 'SELECT 1')\nrun()",
        ["one.py:8:42"],
    ),
}


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", SPELT)
def test_a_statement_is_placed_where_it_is_spelt(name: str, line_end: str, tmp_path: Path) -> None:
    body, wanted = SPELT[name]
    text = revision(body).replace("\n", line_end)

    assert places(replayed(tmp_path, {"one.py": text}).revisions[0].upgrade) == wanted


def test_what_is_handed_over_is_what_a_connection_would_send(tmp_path: Path) -> None:
    body = r"""
op.execute('SELECT $$a\tb 100% \\ \\:x$$ -- ; end')
op.create_table_comment('t', 'a\tb 100% \\ :x')
op.execute(sa.text('SELECT :n').bindparams(n='it\'s'))
op.bulk_insert(sa.table('t', sa.column('x')), [{'x': b'1'}])
"""

    assert [one.sql for one in only(tmp_path, body)] == [
        "SELECT $$a\tb 100% \\ :x$$ -- ; end",
        "COMMENT ON TABLE t IS 'a\tb 100% \\ :x'",
        "SELECT 'it''s'",
        "INSERT INTO t (x) VALUES ('1')",
    ]


def test_parameters_are_filled_in(tmp_path: Path) -> None:
    body = """
t = sa.table('t', sa.column('x'), sa.column('y'))
bind = op.get_bind()
with bind.begin_nested():
    bind.execute(sa.text('SELECT :n'), {'n': 1})
bind.execute(t.insert(), [{'x': 1}, {'x': 2}])
bind.execute(t.update().where(t.c.x == sa.bindparam('z')), {'y': 3, 'z': 4})
"""

    assert [one.sql for one in only(tmp_path, body)] == [
        "SELECT 1",
        "INSERT INTO t (x) VALUES (1)",
        "INSERT INTO t (x) VALUES (2)",
        "UPDATE t SET y=3 WHERE t.x = 4",
    ]


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    ini = project(tmp_path, {})
    text = "# -*- coding: latin-1 -*-\n" + revision("op.execute('SELECT $$ä$$; SELECT 2')")
    (tmp_path / "alembic/versions/one.py").write_bytes(text.encode("latin-1"))

    (found,) = replay(ini, shown=lambda path: path.name).revisions

    assert found.upgrade[0].sql == "SELECT $$ä$$; SELECT 2"
    assert places(found.upgrade) == ["one.py:8:17", "one.py:8:31"]


def table(name: str) -> str:
    return f"op.execute('CREATE TABLE {name} ()')"


def with_variable(text: str, line: str) -> str:
    return text.replace("def upgrade", f"{line}\ndef upgrade")


def test_branches_are_merged_and_depended_upon(tmp_path: Path) -> None:
    labelled = revision(table("b"), "bbbb", "aaaa")
    depending = revision(table("c"), "cccc", "aaaa")
    files = {
        "z.py": revision(table("a"), "aaaa"),
        "y.py": with_variable(labelled, "branch_labels = ('side',)"),
        "x.py": with_variable(depending, "depends_on = 'side'"),
        "w.py": revision("pass", "dddd", ("bbbb", "cccc")),
    }

    found = replayed(tmp_path, files)

    assert [(one.id, one.down) for one in found.revisions] == [
        ("aaaa", ()),
        ("bbbb", ("aaaa",)),
        ("cccc", ("aaaa",)),
        ("dddd", ("bbbb", "cccc")),
    ]
    assert found.head == "dddd"


@pytest.mark.parametrize(
    ("name", "tables"),
    [("bbbb", "a b"), ("side", "a b"), ("side@head", "a b"), ("cccc", "a b c"), ("base", "")],
)
def test_a_revision_is_named(name: str, tables: str, tmp_path: Path) -> None:
    labelled = revision(table("b"), "bbbb", "aaaa")
    depending = revision(table("c"), "cccc", "aaaa")
    files = {
        "a.py": revision(table("a"), "aaaa"),
        "b.py": with_variable(labelled, "branch_labels = ('side',)"),
        "c.py": with_variable(depending, "depends_on = 'bbbb'"),
    }

    found = replayed(tmp_path, files, name)

    assert " ".join(map(str, found.catalog(15).tables)) == tables


def test_a_script_location_is_found_from_here_and_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = tmp_path / "db"
    ini = project(db, {"one.py": revision("pass")})
    for location, folder in (("db/alembic", tmp_path), ("alembic", tmp_path), ("alembic", db)):
        ini.write_text(f"[alembic]\nscript_location = {location}\n")
        monkeypatch.chdir(folder)
        assert replay(ini, shown=str).head == "one"


def test_the_project_may_import_its_own_modules_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    text = revision("from helpers_of_the_project import run\nrun()\nprint('noise')")
    ini = project(tmp_path, {"one.py": text})
    ini.write_text(ini.read_text() + "prepend_sys_path = %(here)s\n")
    helper = tmp_path / "helpers_of_the_project.py"
    helper.write_text("from alembic import op\ndef run():\n    op.execute('SELECT 1')\n")
    path = list(sys.path)

    (found,) = replay(ini, shown=lambda path: path.name).revisions

    assert [(one.sql, one.line) for one in found.upgrade] == [("SELECT 1", 8)]
    assert capfd.readouterr() == ("", "")
    assert sys.path == path
    assert [one for one in tmp_path.rglob("*") if one.name == "__pycache__"] == []
