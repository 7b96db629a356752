"""Alembic projects that cannot be read, and revisions that stop: each is told with its place."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from projects import project, revision

from ddllint.diagnostics.errors import UsageError
from ddllint.migrate.replay import replay

TABLE = "op.execute('CREATE TABLE t (id int)')"

PROJECTS: dict[str, tuple[Mapping[str, str], str]] = {
    "a circle": (
        {"a.py": revision(TABLE, "aaaa", "bbbb"), "b.py": revision(TABLE, "bbbb", "aaaa")},
        "alembic: Cycle is detected in revisions (aaaa, bbbb)",
    ),
    "itself": (
        {"a.py": revision(TABLE, "aaaa", "aaaa")},
        "alembic: Self-loop is detected in revisions (aaaa)",
    ),
    "a revision that is not there": (
        {"a.py": revision(TABLE, "aaaa", "zzzz")},
        "a.py:5:1: there is no revision zzzz",
    ),
    "a revision that is not there and that another depends on": (
        {"a.py": revision(TABLE, "aaaa") + "depends_on = ('zzzz',)\n"},
        "a.py:11:1: there is no revision zzzz",
    ),
    "no text": (
        {"a.py": revision(TABLE, "aaaa"), "b.py": "revision = 'b'\n\0"},
        "b.py:1:1: the revision cannot be read: it has null bytes",
    ),
    "one identifier twice": (
        {"a.py": revision(TABLE, "aaaa"), "b.py": revision(TABLE, "aaaa")},
        "b.py:4:1: revision aaaa is there twice, also in a.py:4:1",
    ),
    "several heads": (
        {"a.py": revision(TABLE, "aaaa"), "b.py": revision(TABLE, "bbbb")},
        "there is not one head revision, but 2: aaaa (a.py), bbbb (b.py)",
    ),
    "broken Python": (
        {"a.py": "revision = 'a'\ndef upgrade(:\n"},
        "a.py:2:1: the revision cannot be read: SyntaxError: invalid syntax",
    ),
    "an import that fails": (
        {"a.py": "\nimport nowhere_to_be_found\n"},
        (
            "a.py:2:1: the revision cannot be read: ModuleNotFoundError: "
            "No module named 'nowhere_to_be_found'"
        ),
    ),
    "a module that leaves": (
        {"a.py": "raise SystemExit(4)\n"},
        "a.py:1:1: the revision cannot be read: SystemExit: 4",
    ),
    "no revision": (
        {"a.py": "x = 1\n"},
        "a.py:1:1: this is no revision: it has no `down_revision`",
    ),
}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    files, message = PROJECTS[name]

    with pytest.raises(UsageError) as raised:
        replay(project(tmp_path, files), shown=lambda path: path.name)

    assert str(raised.value) == message


STOPS = {
    "raises": ("x = 1\nx / 0", "a.py:8:1", "it raises ZeroDivisionError: division by zero"),
    "leaves": ("raise SystemExit(3)", "a.py:7:1", "it raises SystemExit: 3"),
    "reads the environment": (
        "import os\nos.environ['NO_SUCH_URL']",
        "a.py:8:1",
        "it raises KeyError: 'NO_SUCH_URL'",
    ),
    "one row": (
        "op.get_bind().execute(sa.text('SELECT 1')).scalar()",
        "a.py:7:5",
        "it reads the result of a query",
    ),
    "all rows": (
        "rows = op.get_bind().exec_driver_sql('SELECT 1')\nfor row in rows:\n    pass",
        "a.py:8:5" if sys.version_info < (3, 13) else "a.py:8:16",
        "it reads the result of a query",
    ),
    "whether there is a result": (
        "if op.get_bind().execute(sa.text('SELECT 1')):\n    pass",
        "a.py:7:5" if sys.version_info < (3, 12) else "a.py:7:8",
        "it reads the result of a query",
    ),
    "the inspector": ("sa.inspect(op.get_bind())", "a.py:7:1", "it inspects the database"),
    "the connection": ("op.get_bind().commit()", "a.py:7:1", "it uses `commit` of the connection"),
    "a colon": (
        "op.execute(\"INSERT INTO t VALUES ('a :b c')\")",
        "a.py:7:1",
        "`:b` is taken for a parameter, which has no value",
    ),
    "a syntax error": (
        "op.execute('''SELECT 1;\n\n CREATE TABEL t ()''')",
        "a.py:9:13",
        'syntax error at or near "TABEL"',
    ),
}


@pytest.mark.parametrize("name", STOPS)
def test_a_revision_that_stops(name: str, tmp_path: Path) -> None:
    """What came before it is known, and so are the other revisions; the state is not."""
    body, place, reason = STOPS[name]
    files = {
        "a.py": revision(body, "aaaa", down="raise NotImplementedError"),
        "b.py": revision(TABLE, "bbbb", "aaaa"),
    }

    found = replay(project(tmp_path, files), shown=lambda path: path.name)

    first, second = found.revisions
    assert [(str(one.span), one.reason, one.fatal) for one in first.blind] == [
        (place, reason, True)
    ]
    assert [one.reason for one in first.blind_down] == ["it raises NotImplementedError"]
    assert [one.sql for one in second.upgrade] == ["CREATE TABLE t (id int)"]
    with pytest.raises(UsageError) as raised:
        found.catalog(15)
    assert str(raised.value) == f"{place}: this revision cannot be replayed: {reason}"


def test_a_revision_without_upgrade(tmp_path: Path) -> None:
    files = {"a.py": "revision = 'aaaa'\ndown_revision = None\n"}

    found = replay(project(tmp_path, files), shown=lambda path: path.name)

    assert [one.reason for one in found.blind] == ["it has no function upgrade()"]


NOTED = {
    "a result that may not be there": (
        "try:\n    op.get_bind().exec_driver_sql('SELECT 1').one()\nexcept Exception:\n    pass",
        "a.py:8:9",
        "it reads the result of a query",
    ),
    "offline or online": (
        "from alembic import context\nif context.is_offline_mode():\n    pass",
        "a.py:8:8",
        "it does something else when it is connected",
    ),
    "a block that makes a table": (
        "op.execute('''\nDO $$ BEGIN\nCREATE TABLE u ();\nEND $$''')",
        "a.py:8:5",
        "a DO block with CREATE in it",
    ),
}


@pytest.mark.parametrize("name", NOTED)
def test_what_is_not_seen_is_noted(name: str, tmp_path: Path) -> None:
    body, place, reason = NOTED[name]
    files = {"a.py": revision(f"{body}\n{TABLE}")}

    found = replay(project(tmp_path, files), shown=lambda path: path.name)

    assert [(str(one.span), one.reason, one.fatal) for one in found.blind] == [
        (place, reason, False)
    ]
    assert [str(name) for name in found.catalog(15).tables] == ["t"]


def test_a_block_that_changes_no_schema_is_not_noted(tmp_path: Path) -> None:
    files = {"a.py": revision("op.execute('DO $$ BEGIN RAISE NOTICE $n$hi$n$; END $$')")}

    assert replay(project(tmp_path, files), shown=str).blind == ()


def test_a_server_tells_where_an_upgrade_fails(tmp_path: Path) -> None:
    from ddllint.migrate.replay.upgraded import upgraded
    from ddllint.postgres.server import temporary_server

    fails = {
        "db": ("op.execute('ALTER TABLE nowhere ADD x int')", 'relation "nowhere" does not exist'),
        "py": ("raise SystemExit(3)", "SystemExit: 3"),
    }
    with temporary_server() as server:
        for name, (body, reason) in fails.items():
            ini = project(tmp_path / name, {"a.py": revision(f"\n{body}")})
            with pytest.raises(UsageError) as raised:
                upgraded(ini, server, shown=lambda path: path.name)
            assert str(raised.value) == f"a.py:8:1: the upgrade fails here: {reason}"
