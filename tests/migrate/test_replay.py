"""Alembic revisions read offline: statements, their places, and what stays unseen."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from projects import project, revision

from ddllint.catalog.names import Name
from ddllint.diagnostics.errors import UsageError
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


def test_several_heads_are_named(tmp_path: Path) -> None:
    files = {"a.py": revision("pass", "aa"), "b.py": revision("pass", "bb")}

    with pytest.raises(UsageError, match=r"but 2: aa \(a.py\), bb \(b.py\)"):
        replayed(tmp_path, files)


def test_an_autocommit_block_is_told(tmp_path: Path) -> None:
    body = (
        'op.execute("SELECT 1")\nwith op.get_context().autocommit_block():\n'
        '    op.execute("SELECT 2")\nop.execute("SELECT 3")'
    )

    assert [one.autocommit for one in only(tmp_path, body)] == [False, True, False]


def test_a_result_that_is_read_ends_the_view(tmp_path: Path) -> None:
    found = replayed(
        tmp_path, {"one.py": revision('op.get_bind().execute(sa.text("SELECT 1")).scalar()')}
    )

    assert [(one.path, one.line, one.reason, one.fatal) for one in found.blind] == [
        ("one.py", 7, "it reads the result of a query", True)
    ]
    with pytest.raises(UsageError, match=r"one.py:7:5: .*reads the result"):
        found.catalog(15)
