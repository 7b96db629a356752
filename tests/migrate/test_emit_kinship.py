"""Later revisions over those that bound tables to parents by hand."""

import datetime
from pathlib import Path

import pytest
from plans import catalog, sql, up_steps
from projects import project, revision

from ddllint.migrate.emission import emission

NOW = datetime.datetime(2026, 11, 24, 7, 30, tzinfo=datetime.UTC)
ATTACHED = """
CREATE TABLE p (x int, y int) PARTITION BY LIST (x);
CREATE INDEX i ON p (y);
CREATE TABLE c (x int, y int);
CREATE INDEX mine ON c (y);
ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1)
"""
APART = "CREATE TABLE p (x int, y int) PARTITION BY LIST (x); CREATE INDEX i ON p (y);"
CHECKED = "x int, CONSTRAINT k CHECK (x > 0)"
GONE = [
    "ALTER TABLE p DETACH PARTITION c CONCURRENTLY",
    "ALTER TABLE c DROP CONSTRAINT IF EXISTS c_x_check",
]
CASES = {
    "a column that a child has itself": (
        "CREATE TABLE a (x int, y int); CREATE TABLE c (x int, y int); ALTER TABLE c INHERIT a",
        "CREATE TABLE a (y int); CREATE TABLE c () INHERITS (a)",
        ["ALTER TABLE a DROP COLUMN x", "ALTER TABLE c DROP COLUMN IF EXISTS x"],
    ),
    "a check that a child has itself": (
        f"CREATE TABLE a ({CHECKED}); CREATE TABLE c ({CHECKED}); ALTER TABLE c INHERIT a",
        "CREATE TABLE a (x int); CREATE TABLE c () INHERITS (a)",
        ["ALTER TABLE a DROP CONSTRAINT k", "ALTER TABLE c DROP CONSTRAINT IF EXISTS k"],
    ),
    "an index of its own name": (
        ATTACHED,
        f"{APART} CREATE TABLE c (x int, y int)",
        [*GONE, "DROP INDEX CONCURRENTLY IF EXISTS mine"],
    ),
    "an index of its own name that stays": (
        ATTACHED,
        f"{APART} CREATE TABLE c (x int, y int); CREATE INDEX mine ON c (y)",
        GONE,
    ),
    "an index of its own name that gets another": (
        ATTACHED,
        f"{APART} CREATE TABLE c (x int, y int); CREATE INDEX yours ON c (y)",
        [*GONE, "ALTER INDEX mine RENAME TO yours"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_goes_by_what_is_there(tmp_path: Path, case: str) -> None:
    before, specs, statements = CASES[case]
    body = "\n".join(f"op.execute('''{one}''')" for one in before.split(";"))
    ini = project(tmp_path, {"one.py": revision(body)})
    found = emission(
        catalog(specs),
        ini,
        now=NOW,
        postgres=15,
        shown=str,
        allow=frozenset({"drop-column:a.x"} if "column" in case else ()),
    )
    assert not found.plan.refusals
    assert sql(up_steps(found.plan)) == statements
