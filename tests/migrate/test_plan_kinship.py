"""Tables with rows that become or stop being partitions and children, on real servers.

Nothing is lost on the way up, down and up again, the server has what the specs say each time, and
each statement locks and reads what the plan says.
"""

import datetime
import re

import psycopg
import pytest
from plans import assert_same, catalog, down_steps, keys, up_steps
from tracing import predicted, trace

from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.migrate.operations import Plan, Step
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions import next_revision
from ddllint.postgres.reader import read_catalog
from ddllint.revisions.locks import Lock, Work

PARENT = """
CREATE TABLE kind (id int PRIMARY KEY);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TABLE p (
    id int, kind_id int REFERENCES kind, at date NOT NULL, note text, CHECK (id > 0),
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE INDEX p_at ON p (at);
CREATE TRIGGER tg BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION touch();
"""
ALONE = "CREATE TABLE c (id int, kind_id int, at date, note text); CREATE INDEX mine ON c (at);"
PART = "CREATE TABLE c PARTITION OF p FOR VALUES FROM (1) TO (10);"
REST = "CREATE TABLE rest PARTITION OF p DEFAULT;"
OTHER = """
CREATE TABLE o (id int NOT NULL, kind_id int, at date NOT NULL, note text)
    PARTITION BY LIST (kind_id);
"""
BY_HASH = "CREATE TABLE h (id int) PARTITION BY HASH (id);"
LIKE_W = "CREATE TABLE {} (id int, at date, note text);"
WIDE = """
CREATE TABLE kind (id int);
CREATE TABLE p (id int, at date, note text) PARTITION BY RANGE (id);
"""
W = "CREATE TABLE w PARTITION OF p FOR VALUES FROM (1) TO (10) PARTITION BY LIST (at);"
PART_OF_W = "CREATE TABLE c PARTITION OF w FOR VALUES IN ('2026-01-01', NULL);"
CASES = {
    "a table becomes a partition": (PARENT + ALONE, PARENT + PART),
    "a partition becomes a table": (PARENT + PART, PARENT + ALONE),
    "a partition becomes a table beside a default partition":
        (PARENT + REST + PART, PARENT + REST + ALONE),
    "partitions become tables":
        (WIDE + W + PART_OF_W + "CREATE TABLE e PARTITION OF p FOR VALUES FROM (10) TO (20);",
         WIDE + W + LIKE_W.format("c") + LIKE_W.format("e")),
    "beside a default partition": (PARENT + REST + ALONE, PARENT + REST + PART),
    "its bounds change": (PARENT + PART, PARENT + PART.replace("(10)", "(20)")),
    "its bounds change beside a default partition":
        (PARENT + REST + PART, PARENT + REST + PART.replace("(10)", "(20)")),
    "it moves to another parent":
        (PARENT + OTHER + PART, PARENT + OTHER + "CREATE TABLE c PARTITION OF o FOR VALUES IN (1)"),
    "its parent goes": (PARENT + PART, PARENT[:PARENT.index("CREATE TABLE p")] + ALONE),
    "its parent is new": (PARENT[:PARENT.index("CREATE TABLE p")] + ALONE, PARENT + PART),
    "by hash":
        (BY_HASH + "CREATE TABLE c (id int)",
         BY_HASH + "CREATE TABLE c PARTITION OF h FOR VALUES WITH (MODULUS 1, REMAINDER 0)"),
    "it becomes the default partition": (PARENT + ALONE, PARENT + REST.replace("rest", "c")),
    "a partitioned table becomes a partition":
        (WIDE + "CREATE TABLE w (id int, at date, note text) PARTITION BY LIST (at);" + PART_OF_W,
         WIDE + W + PART_OF_W),
    "a partition of a partition":
        (WIDE + W + "CREATE TABLE c (id int, at date, note text);", WIDE + W + PART_OF_W),
    "what others refer to":
        (PARENT + "CREATE TABLE r (p_id int REFERENCES p);" + ALONE,
         PARENT + "CREATE TABLE r (p_id int REFERENCES p);" + PART),
    "it gets a column too":
        (PARENT + ALONE, (PARENT + PART).replace("note text,", "note text, n int,")),
    "its key is of another type":
        (PARENT + ALONE.replace("c (id int", "c (id bigint"),
         PARENT.replace("id int, kind_id", "id bigint, kind_id") + PART),
    "its parent is partitioned otherwise":
        (PARENT.replace("PRIMARY KEY (id)", "UNIQUE (id, at)") + PART,
         PARENT.replace("PRIMARY KEY (id)", "UNIQUE (id, at)").replace("RANGE (id)", "LIST (at)")
         + "CREATE TABLE c PARTITION OF p FOR VALUES IN ('2026-01-01')"),
    "with an identity of its own":
        (PARENT + ALONE.replace("id int", "id int GENERATED ALWAYS AS IDENTITY", 1), PARENT + PART),
}  # fmt: skip


@pytest.fixture
def empty(own_database: psycopg.Connection) -> psycopg.Connection:
    own_database.execute("DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public")
    return own_database


def _fill(connection: psycopg.Connection) -> None:
    tables = _tables(connection)
    if "kind" in tables:
        connection.execute("INSERT INTO kind VALUES (1)")
        connection.execute(
            "INSERT INTO c (id, at, note) OVERRIDING SYSTEM VALUE "
            "SELECT g, '2026-01-01', 'n' || g FROM generate_series(1, 7) g"
        )
        if "w" not in tables:
            connection.execute("UPDATE c SET kind_id = 1")
    else:
        connection.execute("INSERT INTO c SELECT g FROM generate_series(1, 7) g")
    if "rest" in tables:
        connection.execute("INSERT INTO rest (id, at) VALUES (100, '2026-01-01')")
    if "r" in tables and connection.execute("SELECT count(*) FROM p").fetchone() != (0,):
        connection.execute("INSERT INTO r VALUES (NULL)")


def _tables(connection: psycopg.Connection) -> set[str]:
    found = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "AND relkind IN ('r', 'p')"
    )
    return {str(name) for (name,) in found}


def _rows(connection: psycopg.Connection) -> object:
    columns = "*" if "kind" not in _tables(connection) else "id, at, note"
    return connection.execute(f"SELECT {columns} FROM ONLY c ORDER BY 1".encode()).fetchall()


def _go(connection: psycopg.Connection, steps: list[Step], before: Catalog) -> None:
    there = {*before.tables, *before.views}
    for step in steps:
        if step.waits:
            connection.execute(step.sql.encode())
            continue
        found = trace(connection, step.sql, there)
        assert found.locks == predicted(step), step.sql
        assert found.work is step.work, step.sql


ALLOWED = frozenset({"drop-table:p", "drop-identity:c.id", "change-type:c.id"})


def _pair(connection: psycopg.Connection, case: str) -> tuple[Catalog, Catalog, Plan]:
    major = connection.info.server_version // 10000
    old, new = (catalog(text, postgres=major) for text in CASES[case])
    return old, new, plan(old, new, allow=ALLOWED, postgres=major)


@pytest.mark.parametrize("case", CASES)
def test_rows_stay_up_and_down(empty: psycopg.Connection, case: str) -> None:
    old, new, found = _pair(empty, case)
    assert not found.refusals, found.refusals
    assert "drop-table:c" not in keys(found.operations)
    empty.execute(CASES[case][0].encode())
    _fill(empty)
    rows = _rows(empty)
    assert rows
    ways = ((old, new, up_steps(found)), (new, old, down_steps(found)))
    for before, after, steps in (*ways, ways[0]):
        _go(empty, steps, before)
        assert_same(read_catalog(empty, owner=empty.info.user), after, case)
        assert _rows(empty) == rows


KEYS = {
    "RANGE (k), int": ("int", "RANGE (k)", "FROM (1) TO (10)", "1"),
    "RANGE (k), bigint": ("bigint", "RANGE (k)", "FROM ('1') TO ('10')", "1"),
    "RANGE (k), numeric": ("numeric", "RANGE (k)", "FROM (1.5) TO (10)", "2"),
    "RANGE (k), date": ("date", "RANGE (k)", "FROM ('2026-01-01') TO ('2027-01-01')", "'2026-2-1'"),
    "RANGE (k), time": ("timestamptz", "RANGE (k)", "FROM (MINVALUE) TO ('2027-01-01')", "now()"),
    "RANGE (k), all": ("int", "RANGE (k)", "FROM (MINVALUE) TO (MAXVALUE)", "1"),
    "RANGE (k), text": ("text", "RANGE (k)", "FROM ('a') TO ('c')", "'b'"),
    "RANGE (k, j), both": ("int", "RANGE (k, j)", "FROM (1, 1) TO (2, 5)", "1"),
    "RANGE (k, j), one": ("int", "RANGE (k, j)", "FROM (1, 1) TO (1, 5)", "1"),
    "RANGE (k, j), least": ("int", "RANGE (k, j)", "FROM (1, MINVALUE) TO (3, MINVALUE)", "1"),
    "RANGE (k, j), most": ("int", "RANGE (k, j)", "FROM (1, 2) TO (3, MAXVALUE)", "2"),
    "RANGE (k, j), beyond": ("int", "RANGE (k, j)", "FROM (1, MAXVALUE) TO (9, MAXVALUE)", "2"),
    "LIST (k), one text": ("text", "LIST (k)", "IN ('a')", "'a'"),
    "LIST (k), varchar": ("varchar(9)", "LIST (k)", "IN ('a', 'b')", "'a'"),
    "LIST (k), char": ("char(9)", "LIST (k)", "IN ('a', 'b')", "'a'"),
    "LIST (k), null": ("int", "LIST (k)", "IN (NULL)", "NULL"),
    "LIST (k), one or null": ("int", "LIST (k)", "IN (1, NULL)", "1"),
    "LIST (k), some or null": ("int", "LIST (k)", "IN (1, 2, NULL)", "1"),
    "LIST (k), boolean": ("boolean", "LIST (k)", "IN (true)", "true"),
    "LIST (k), enum": ("mood", "LIST (k)", "IN ('fair', 'good')", "'fair'"),
    "LIST (lower(k))": ("text", "LIST (lower(k))", "IN ('a', 'it''s')", "'A'"),
    "LIST ((k % 2))": ("int", "LIST ((k % 2))", "IN (1)", "3"),
    'LIST ("K")': ("int", 'LIST ("K")', "IN (1)", "1"),
}  # fmt: skip


@pytest.mark.parametrize("others", ["", "CREATE TABLE rest PARTITION OF p DEFAULT;"])
@pytest.mark.parametrize("key", KEYS)
def test_no_rows_are_read_while_it_is_attached(
    empty: psycopg.Connection, key: str, others: str
) -> None:
    """The server takes the check for a proof, whatever the key."""
    of_type, by, values, value = KEYS[key]
    column = '"K"' if '"K"' in by else "k"
    columns = f"({column} {of_type}, j int)"
    before = f"""
        CREATE TYPE mood AS ENUM ('fair', 'good', 'bad');
        CREATE TABLE p {columns} PARTITION BY {by}; {others}
    """
    alone, part = f"CREATE TABLE c {columns}", f"CREATE TABLE c PARTITION OF p FOR VALUES {values}"
    old, new = catalog(before + alone), catalog(before + part)
    found = plan(old, new)
    assert not found.refusals
    empty.execute((before + alone).encode())
    empty.execute(f"INSERT INTO c VALUES ({value}, 3)".encode())
    if others and "MAXVALUE)" not in values[-9:]:
        empty.execute("INSERT INTO rest VALUES (NULL, 7)" if "NULL" not in values else "SELECT 1")
    _go(empty, up_steps(found), old)
    attaching = [one for one in up_steps(found) if " ATTACH " in one.sql]
    assert [one.work for one in attaching] == [Work.NONE]


def test_rows_that_belong_elsewhere_stop_it_before_anything_moves(
    empty: psycopg.Connection,
) -> None:
    _old, new, found = _pair(empty, "its bounds change")
    empty.execute(CASES["its bounds change"][1].encode())
    _fill(empty)
    empty.execute("INSERT INTO p (id, at) VALUES (15, '2026-01-01')")
    with pytest.raises(psycopg.errors.CheckViolation, match="c_bound_check"):
        _go(empty, down_steps(found), new)
    assert empty.execute("SELECT count(*) FROM p").fetchone() == (8,)


def test_a_partition_goes_without_a_lock_on_the_whole() -> None:
    """What cannot run twice ends its revision, so that nothing that fails later makes it."""
    old, new = map(catalog, CASES["a partition becomes a table"])
    found = plan(old, new)
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    first, second = next_revision(found, "abc", now=now)
    (gone,) = [line.sql for line in first.up[-1].lines if not re.match("SET |RESET ", line.sql)]
    assert gone == "ALTER TABLE p DETACH PARTITION c CONCURRENTLY"
    assert first.up[-1].autocommit
    assert second.down_revision == first.revision
    assert "FINALIZE" in first.text
    (step,) = found.operations[0].up
    assert dict(step.locks)[Name("public", "p")] is Lock.SHARE_UPDATE_EXCLUSIVE


def test_what_moves_is_away_for_no_longer_than_a_transaction() -> None:
    """What reads rows comes first: no step between the two is committed by itself."""
    old, new = map(catalog, CASES["its bounds change beside a default partition"])
    for steps in (up_steps(plan(old, new)), down_steps(plan(old, new))):
        left = next(at for at, one in enumerate(steps) if " DETACH " in one.sql)
        assert [one.autocommit for one in steps[left:]] == [False] * (len(steps) - left)
        assert all(one.work is Work.NONE for one in steps[left:])


FIRST = "CREATE TABLE t (id int PRIMARY KEY, note text); CREATE INDEX t_note ON t (note);"
FIRST_PART = """
CREATE TABLE t (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
CREATE INDEX t_note ON t (note);
-- ddllint: renamed-from t
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10);
"""


def test_a_table_becomes_the_first_partition_of_one_by_its_name(empty: psycopg.Connection) -> None:
    """Its rows are read before; then it takes one transaction until they are found again."""
    major = empty.info.server_version // 10000
    old, new = catalog(FIRST, postgres=major), catalog(FIRST_PART, postgres=major)
    found = plan(old, new, postgres=major)
    assert not found.refusals
    empty.execute(FIRST.encode())
    empty.execute("INSERT INTO t SELECT g, 'n' FROM generate_series(1, 9) g")
    steps = up_steps(found)
    assert [step.autocommit for step in steps] == [True, True, *[False] * (len(steps) - 2)]
    assert steps[1].sql == "ALTER TABLE t VALIDATE CONSTRAINT t_1_bound_check"
    for way, after in ((steps, new), (down_steps(found), old), (steps, new)):
        for step in way:
            empty.execute(step.sql.encode())
        assert_same(read_catalog(empty, owner=empty.info.user), after, "the first partition")
        assert empty.execute("SELECT count(*) FROM t").fetchone() == (9,)


def test_who_is_away_for_longer_is_told() -> None:
    """An index that is built beside the traffic comes between the two."""
    old, new = CASES["its bounds change"]
    found = plan(catalog(old), catalog(f"{new}; CREATE INDEX more ON p (note)"))
    (leaving,) = [one for one in found.operations if one.kind == "detach-partition"]
    assert [one.code for one in leaving.hazards] == ["away"]
    (leaving,) = [
        one for one in plan(catalog(old), catalog(new)).operations if one.kind == "detach-partition"
    ]
    assert leaving.hazards == ()


def test_who_is_not_found_by_the_old_name_for_longer_is_told() -> None:
    """An index that the table lacks is built between its rename and its place among partitions."""
    more = "CREATE INDEX more ON t (note, id);"
    for part, codes in ((FIRST_PART, []), (FIRST_PART + more, ["away"])):
        operations = plan(catalog(FIRST), catalog(part)).operations
        (renamed,) = [one for one in operations if one.kind == "rename-table"]
        assert [one.code for one in renamed.hazards] == codes


@pytest.mark.parametrize("key", [key for key in KEYS if "char" not in key or "var" in key])
def test_what_detaching_concurrently_leaves_behind(empty: psycopg.Connection, key: str) -> None:
    """The builder reads it as the server does it: the former bound becomes a check.

    But for `char(n)`, whose values the server fills up with blanks.
    """
    of_type, by, values, _value = KEYS[key]
    column = '"K"' if '"K"' in by else "k"
    sql = f"""
        CREATE TYPE mood AS ENUM ('fair', 'good', 'bad');
        CREATE TABLE p ({column} {of_type}, j int) PARTITION BY {by};
        CREATE TABLE c PARTITION OF p FOR VALUES {values};
    """
    away = "ALTER TABLE p DETACH PARTITION c CONCURRENTLY"
    empty.execute(sql.encode())
    empty.execute(away.encode())
    built = catalog(f"{sql};{away};ALTER TABLE p DETACH PARTITION c FINALIZE")
    assert not built.unmodelled
    assert_same(read_catalog(empty, owner=empty.info.user), built, key)


def test_a_check_that_says_the_bound_is_not_repeated(empty: psycopg.Connection) -> None:
    sql = """
        CREATE TABLE p (k int, j date) PARTITION BY LIST (k);
        CREATE TABLE w PARTITION OF p FOR VALUES IN (1, 2) PARTITION BY RANGE (j);
        CREATE TABLE c PARTITION OF w FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
        CREATE TABLE d PARTITION OF p FOR VALUES IN (3);
        ALTER TABLE d ADD CHECK (k IS NOT NULL AND k = 3);
    """
    away = """
        ALTER TABLE w DETACH PARTITION c CONCURRENTLY;
        ALTER TABLE p DETACH PARTITION d CONCURRENTLY
    """
    empty.execute(sql.encode())
    for one in away.split(";"):
        empty.execute(one.encode())
    built = catalog(f"{sql};{away}")
    assert [*built.tables["public", "d"].constraints] == ["d_k_check"]
    assert_same(read_catalog(empty, owner=empty.info.user), built, "detached")
