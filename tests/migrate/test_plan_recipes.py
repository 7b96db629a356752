"""What a plan does about changes of tables that exist, case by case."""

import pytest
from msgspec import structs
from plans import EVERYTHING, catalog, down_steps, keys, sql, up_steps

from ddllint.catalog.model import Catalog
from ddllint.migrate.operations import Group, Plan
from ddllint.migrate.plan import plan
from ddllint.migrate.revisions.script import downgrade_script, upgrade_script
from ddllint.migrate.revisions.timeouts import Timeouts

TABLE = """
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, note text)
"""


def _change(change: str, *allow: str, before: str = TABLE) -> Plan:
    return plan(catalog(before), catalog(f"{before};\n{change}"), allow=frozenset(allow))


def _sql(found: Plan) -> list[str]:
    assert not found.refusals
    return sql(up_steps(found))


def test_an_index_is_built_beside_the_traffic_and_anew_after_a_failure() -> None:
    found = _change("CREATE INDEX t_a ON t (a)")
    assert _sql(found) == [
        "DROP INDEX CONCURRENTLY IF EXISTS t_a",
        "CREATE INDEX CONCURRENTLY t_a ON t (a)",
    ]
    assert all(step.autocommit and step.waits for step in up_steps(found))


def test_an_index_on_a_new_table_is_built_at_once() -> None:
    found = plan(Catalog(), catalog(f"{TABLE};\nCREATE INDEX t_a ON t (a)"))
    assert _sql(found)[-1] == "CREATE INDEX t_a ON t (a)"
    assert not any(step.autocommit for step in up_steps(found))


@pytest.mark.parametrize(
    "clause", ["CHECK (a > 0)", "FOREIGN KEY (a) REFERENCES p (id)"], ids=["check", "foreign key"]
)
def test_a_constraint_is_validated_in_a_step_of_its_own(clause: str) -> None:
    found = _change(f"ALTER TABLE t ADD CONSTRAINT c {clause}")
    assert _sql(found) == [
        f"ALTER TABLE t DROP CONSTRAINT IF EXISTS c, ADD CONSTRAINT c {clause} NOT VALID",
        "ALTER TABLE t VALIDATE CONSTRAINT c",
    ]
    assert all(step.autocommit for step in up_steps(found))


def test_not_null_goes_by_a_check() -> None:
    assert _sql(_change("ALTER TABLE t ALTER COLUMN a SET NOT NULL")) == [
        (
            "ALTER TABLE t DROP CONSTRAINT IF EXISTS t_a_not_null_check, "
            "ADD CONSTRAINT t_a_not_null_check CHECK (a IS NOT NULL) NOT VALID"
        ),
        "ALTER TABLE t VALIDATE CONSTRAINT t_a_not_null_check",
        "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE t DROP CONSTRAINT t_a_not_null_check",
    ]


def test_a_key_takes_over_an_index() -> None:
    assert _sql(_change("ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)")) == [
        "DROP INDEX CONCURRENTLY IF EXISTS u",
        "CREATE UNIQUE INDEX CONCURRENTLY u ON t (a)",
        "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u",
    ]


def test_a_constant_default_needs_no_detour() -> None:
    assert _sql(_change("ALTER TABLE t ADD COLUMN z timestamptz NOT NULL DEFAULT now()")) == [
        "ALTER TABLE t ADD COLUMN z timestamp with time zone NOT NULL DEFAULT now()"
    ]


def test_a_volatile_default_is_filled_in_batches() -> None:
    statements = _sql(_change("ALTER TABLE t ADD COLUMN z uuid NOT NULL DEFAULT gen_random_uuid()"))
    assert statements[:2] == [
        "ALTER TABLE t ADD COLUMN IF NOT EXISTS z uuid",
        "ALTER TABLE t ALTER COLUMN z SET DEFAULT gen_random_uuid()",
    ]
    assert statements[2].startswith("DO $backfill$")
    assert statements[-2] == "ALTER TABLE t ALTER COLUMN z SET NOT NULL"


def test_hidden_rows_are_not_filled_in_batches() -> None:
    """Whoever owns the table and is bound by its policies would change none of them."""
    forced = f"{TABLE}; ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
    change = "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()"
    (refusal,) = _change(change, before=forced).refusals
    assert refusal.flag == "rewrite-column:t.z"
    assert _sql(_change(change, refusal.flag, before=forced)) == [
        "ALTER TABLE t ADD COLUMN z uuid DEFAULT gen_random_uuid()"
    ]


def test_a_column_without_a_value_for_rows_is_refused_until_it_is_allowed() -> None:
    change = "ALTER TABLE t ADD COLUMN z int NOT NULL"
    (refusal,) = _change(change).refusals
    assert refusal.flag == "add-not-null-column:t.z"
    assert "DEFAULT" in refusal.hint
    found = _change(change, refusal.flag)
    assert _sql(found) == ["ALTER TABLE t ADD COLUMN z integer NOT NULL"]
    (operation,) = found.operations
    assert operation.key == refusal.flag
    assert [hazard.code for hazard in operation.hazards] == ["fails-with-rows"]


def test_a_column_that_cannot_come_back_to_rows_says_so_when_it_goes() -> None:
    before = TABLE.replace("a int", "a int NOT NULL")
    found = _change("ALTER TABLE t DROP COLUMN a", "drop-column:t.a", before=before)
    (operation,) = found.operations
    assert [one.code for one in operation.hazards] == ["data-loss", "undoing-fails-with-rows"]


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE t ADD COLUMN z int NOT NULL DEFAULT 0",
        "ALTER TABLE t ADD COLUMN z counted NOT NULL",
        "CREATE TABLE u (z int NOT NULL)",
    ],
    ids=["with a default", "with the domain's default", "in a new table"],
)
def test_a_column_that_has_a_value_for_each_row_needs_no_allowance(change: str) -> None:
    found = _change(change, before=f"{TABLE};\nCREATE DOMAIN counted AS int DEFAULT 0")
    assert not found.refusals
    assert not any(one.hazards for one in found.operations)


def test_what_a_domain_asks_of_each_value_is_asked_of_each_row() -> None:
    before = f"{TABLE};\nCREATE DOMAIN small AS int CHECK (VALUE < 9);\nCREATE DOMAIN tiny AS small"
    found = _change("ALTER TABLE t ADD COLUMN z tiny", before=before)
    assert [one.flag for one in found.refusals] == ["rewrite-column:t.z"]


@pytest.mark.parametrize(
    ("change", "flag"),
    [
        ("DROP TABLE t", "drop-table:t"),
        ("ALTER TABLE t DROP COLUMN note", "drop-column:t.note"),
        ("ALTER TABLE t ALTER COLUMN a TYPE bigint", "rewrite-column:t.a"),
        ("ALTER TABLE t ALTER COLUMN note TYPE varchar(5)", "narrow-column:t.note"),
        ("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS (a) STORED", "rewrite-column:t.z"),
        ("ALTER TABLE t ADD COLUMN z int GENERATED ALWAYS AS IDENTITY", "rewrite-column:t.z"),
        ("ALTER TABLE t SET UNLOGGED", "rewrite-table:t"),
    ],
)  # fmt: skip
def test_what_loses_or_rewrites_is_refused_until_it_is_allowed(change: str, flag: str) -> None:
    found = _change(change)
    assert [one.flag for one in found.refusals] == [flag]
    assert found.operations == ()
    allowed = _change(change, flag)
    assert not allowed.refusals
    assert flag in keys(allowed.operations)


def test_another_flag_allows_nothing() -> None:
    assert _change("ALTER TABLE t DROP COLUMN note", "drop-column:t.a").refusals


def test_what_waits_for_a_refused_change_is_refused_too() -> None:
    view = "CREATE VIEW v AS SELECT note FROM t"
    found = plan(catalog(f"{TABLE};\n{view}"), catalog("CREATE TABLE p (id int PRIMARY KEY)"))
    assert {one.key for one in found.refusals} == {"drop-table:t"}
    assert keys(found.operations) == ["drop-view:v"]


@pytest.mark.parametrize(
    ("new", "flag"),
    [("", "drop-table:t"), ("CREATE TABLE t (x int)", "drop-column:t.id")],
)
def test_the_sequence_of_what_is_refused_stays(new: str, flag: str) -> None:
    found = plan(catalog("CREATE TABLE t (x int, id serial)"), catalog(new))
    assert not found.operations
    assert [one.key for one in found.refusals if one.flag] == [flag]
    waiting = {one.key: one.reason for one in found.refusals if not one.flag}
    assert waiting.keys() == {"drop-sequence:t_id_seq", "drop-sequence-owner:t_id_seq"}
    assert set(waiting.values()) == {"it waits for the refused change of t.id"}


def test_what_is_said_of_a_refused_change_is_not_left_out_without_a_word() -> None:
    """The default is for the type that the column does not have yet."""
    old, new = "CREATE TABLE t (a text DEFAULT 'x')", "CREATE TABLE t (a varchar(1) DEFAULT 'y')"
    found = plan(catalog(old), catalog(new))
    assert found.operations == ()
    assert {one.key for one in found.refusals} == {"narrow-column:t.a", "set-default:t.a"}


def test_views_are_made_anew_around_a_change_of_type() -> None:
    old = f"{TABLE};\nCREATE VIEW v AS SELECT a FROM t;\nCREATE VIEW w AS SELECT a FROM v"
    new = old.replace("a int", "a bigint")
    found = plan(catalog(old), catalog(new), allow=frozenset({"rewrite-column:t.a"}))
    assert keys(found.operations) == [
        "drop-view:w",
        "drop-view:v",
        "rewrite-column:t.a",
        "create-view:v",
        "create-view:w",
    ]


ENUM = "CREATE TYPE e AS ENUM ('a', 'c');\nCREATE TABLE t (x e)"


def test_a_label_that_was_added_stays_and_the_operation_says_so() -> None:
    found = plan(catalog(ENUM), catalog(ENUM.replace("'c'", "'b', 'c'")))
    assert _sql(found) == ["ALTER TYPE e ADD VALUE IF NOT EXISTS 'b' AFTER 'a'"]
    assert up_steps(found)[0].autocommit
    (operation,) = found.operations
    assert operation.down == ()
    assert "none can be removed" in operation.irreversible


def test_a_label_is_taken_away_with_its_type_if_that_is_allowed() -> None:
    made_anew = [
        "ALTER TYPE e RENAME TO e_old",
        "CREATE TYPE e AS ENUM ('a')",
        "ALTER TABLE t ALTER COLUMN x TYPE e USING x::text::e",
        "DROP TYPE e_old",
    ]
    allowed = frozenset({"rebuild-type:e"})
    old, new = catalog(ENUM), catalog(ENUM.replace(", 'c'", ""))
    (refusal,) = plan(old, new).refusals
    assert refusal.flag == "rebuild-type:e"
    assert "t.x" in refusal.reason
    assert _sql(plan(old, new, allow=allowed)) == made_anew
    added = plan(new, old, allow=allowed)
    assert _sql(added) == ["ALTER TYPE e ADD VALUE IF NOT EXISTS 'c' AFTER 'a'"]
    assert sql(down_steps(added)) == made_anew
    assert not any(one.irreversible for one in added.operations)


def test_a_declared_rename_keeps_the_rows() -> None:
    new = """
    CREATE TABLE p (id int PRIMARY KEY);
    -- ddllint: renamed-from t
    CREATE TABLE things (
        id int PRIMARY KEY,
        -- ddllint: renamed-from a
        amount int,
        note text
    )
    """
    found = plan(catalog(TABLE), catalog(new))
    assert not found.refusals
    assert keys(found.operations) == [
        "rename-table:things",
        "rename-column:things.amount",
        "rename-constraint:things.things_pkey",
    ]


def test_a_declared_move_to_another_schema_keeps_the_rows() -> None:
    new = """
    CREATE SCHEMA s;
    CREATE TABLE p (id int PRIMARY KEY);
    -- ddllint: renamed-from public.t
    CREATE TABLE s.things (id int PRIMARY KEY, a int, note text)
    """
    found = plan(catalog(f"{TABLE}; CREATE SCHEMA s"), catalog(new))
    assert _sql(found) == [
        "ALTER TABLE t SET SCHEMA s",
        "ALTER TABLE s.t RENAME TO things",
        "ALTER TABLE s.things RENAME CONSTRAINT t_pkey TO things_pkey",
    ]
    assert sql(down_steps(found)) == [
        "ALTER TABLE s.things RENAME CONSTRAINT things_pkey TO t_pkey",
        "ALTER TABLE s.things RENAME TO t",
        "ALTER TABLE s.t SET SCHEMA public",
    ]


def test_an_undeclared_move_is_refused_with_a_hint() -> None:
    before = f"{TABLE}; CREATE SCHEMA s"
    (refusal,) = plan(catalog(before), catalog(before.replace("TABLE t ", "TABLE s.t "))).refusals
    assert refusal.flag == "drop-table:t"
    assert "-- ddllint: renamed-from public.t" in refusal.hint


def test_a_type_that_only_goes_by_another_name_is_renamed() -> None:
    found = plan(catalog(ENUM), catalog(ENUM.replace("TYPE e", "TYPE f").replace("x e", "x f")))
    assert _sql(found) == ["ALTER TYPE e RENAME TO f"]


def test_an_undeclared_rename_is_refused_with_a_hint() -> None:
    found = plan(catalog(TABLE), catalog(TABLE.replace("note", "remark")))
    (refusal,) = found.refusals
    assert refusal.flag == "drop-column:t.note"
    assert "-- ddllint: renamed-from note" in refusal.hint


def test_what_is_dropped_has_its_place_beside_a_rename_too() -> None:
    index = "\nCREATE INDEX {} ON t (a);"
    old = catalog(f"{TABLE};{index.format('t_a')}")
    new = catalog(f"{TABLE.replace(', note text', '')};{index.format('t_of_a')}")
    found = plan(old, new)
    assert [one.key for one in found.operations] == ["rename-index:t_of_a"]
    (refusal,) = found.refusals
    assert refusal.origin is not None
    assert str(refusal.origin.span()) == "0.sql:3:44"


def test_tables_that_refer_to_each_other_are_made_without_a_key_that_comes_later() -> None:
    text = (
        "CREATE TABLE a (id int PRIMARY KEY, b int);\n"
        "CREATE TABLE b (id int PRIMARY KEY, a int REFERENCES a);\n"
        "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b"
    )
    found = plan(Catalog(), catalog(text))
    assert not found.refusals
    assert keys(found.operations)[-1].startswith("add-foreign-key:")


def test_what_is_replaced_comes_back_in_the_words_of_old() -> None:
    old = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    (operation,) = plan(catalog(old), catalog(old.replace("SELECT 1", "SELECT 2"))).operations
    assert operation.key == "replace-function:f()"
    assert "SELECT 2" in operation.up[0].sql
    assert "SELECT 1" in operation.down[0].sql


def test_a_policy_goes_before_the_column_that_it_reads() -> None:
    old = f"{TABLE}; CREATE POLICY p ON t USING (a = 1)"
    found = plan(
        catalog(old),
        catalog(TABLE.replace("a int, ", "")),
        allow=frozenset({"drop-column:t.a"}),
    )
    assert keys(found.operations) == ["drop-policy:t.p", "drop-column:t.a"]


def test_policies_come_before_row_security() -> None:
    found = _change("ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true)")
    assert keys(found.operations) == ["create-policy:t.p", "enable-row-security:t"]


def test_the_same_plan_twice_is_the_same() -> None:
    one, two = _change("CREATE INDEX t_a ON t (a)"), _change("CREATE INDEX t_a ON t (a)")
    assert keys(one.operations) == keys(two.operations)
    assert _sql(one) == _sql(two)


def test_a_comment_goes_with_what_it_is_on() -> None:
    old = catalog("CREATE TABLE t (id integer);")
    new = catalog(
        "CREATE TABLE t (id integer, n integer); COMMENT ON COLUMN t.n IS 'x';"
        "COMMENT ON TABLE t IS 'y'; CREATE TABLE u (id integer); COMMENT ON COLUMN u.id IS 'z';"
    )
    undone = sql(down_steps(plan(old, new)))
    assert undone == ["COMMENT ON TABLE t IS NULL", "DROP TABLE u", "ALTER TABLE t DROP COLUMN n"]


def test_a_comment_on_what_another_revision_makes_is_taken_away() -> None:
    new = catalog(
        "CREATE TABLE t (id integer); ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY p ON t USING (true); COMMENT ON POLICY p ON t IS 'x';"
    )
    first = plan(Catalog(), new)
    undone = [step.sql for one in first.of(Group.ROW_SECURITY) for step in one.down]
    assert not [one for one in undone if one.startswith("COMMENT")]
    assert "DROP POLICY p ON t" in undone


def test_of_what_a_database_has_besides_a_note_tells() -> None:
    old = structs.replace(catalog(TABLE), unread=("aggregate total(integer)",))
    found = plan(old, catalog(TABLE))
    assert not found.operations
    assert found.notes == (
        "The old catalog holds no aggregates: the plan leaves aggregate total(integer) as it is.",
    )


def test_a_right_to_create_that_the_specs_do_not_grant_is_lent_and_told() -> None:
    old = catalog("CREATE SCHEMA s; CREATE TABLE s.t (id integer)")
    owned = "CREATE SCHEMA s; CREATE TABLE s.t (id integer); ALTER TABLE s.t OWNER TO someone;"
    lent, granted = (
        plan(old, catalog(owned + more)) for more in ("", "GRANT CREATE ON SCHEMA s TO someone;")
    )
    (change,) = lent.operations
    assert [one.code for one in change.hazards] == ["lends-create"]
    assert sql([*change.up]) == [
        "GRANT CREATE ON SCHEMA s TO someone",
        "ALTER TABLE s.t OWNER TO someone",
        "REVOKE CREATE ON SCHEMA s FROM someone",
    ]
    assert keys(granted.operations) == ["grant:s.someone", "set-owner:s.t"]
    assert not [one for operation in granted.operations for one in operation.hazards]
    assert sql(up_steps(granted)) == [
        "GRANT CREATE ON SCHEMA s TO someone",
        "ALTER TABLE s.t OWNER TO someone",
    ]


PARENTS = """
CREATE TYPE e AS ENUM ('a', 'b');
CREATE TABLE a (x {0}, y e);
CREATE TABLE b (x {0}, y e);
CREATE TABLE c () INHERITS (a, b);
CREATE TABLE d () INHERITS (c)
"""


def test_no_column_gets_another_type_that_a_child_has_from_several_parents() -> None:
    found = plan(
        catalog(PARENTS.format("integer")),
        catalog(PARENTS.format("bigint")),
        allow=frozenset({"*"}),
    )
    assert not found.operations
    reasons = {one.key: one.reason for one in found.refusals}
    why = "c has x from several parents, of none of which PostgreSQL changes the type then"
    assert reasons["alter-column-type:a.x"] == reasons["alter-column-type:b.x"] == why


def test_no_enum_is_made_anew_that_a_child_has_from_several_parents() -> None:
    old = catalog(PARENTS.format("integer"))
    gains, loses = (
        plan(old, catalog(PARENTS.format("integer").replace("'a', 'b'", labels)), allow=allow)
        for labels, allow in (("'a', 'b', 'c'", frozenset({"*"})), ("'a'", frozenset({"*"})))
    )
    (added,) = gains.operations
    assert "c has y from several parents" in added.irreversible
    assert not added.down
    assert not loses.operations
    assert "rebuild-type:e" in [one.key for one in loses.refusals]


@pytest.mark.parametrize("query", ["SELECT t.id, t.a FROM t", "SELECT count(*) FROM t"])
def test_a_view_that_does_not_read_a_column_stays_when_it_goes(query: str) -> None:
    view = f"CREATE MATERIALIZED VIEW v AS {query}"
    found = plan(
        catalog(f"{TABLE};\n{view}"),
        catalog(f"{TABLE.replace(', note text', '')};\n{view}"),
        allow=frozenset({"drop-column:t.note"}),
    )
    assert _sql(found) == ["ALTER TABLE t DROP COLUMN note"]


def test_an_index_of_a_view_that_is_made_anew_is_made_with_it() -> None:
    index = "CREATE UNIQUE INDEX v_id ON v (id)"
    old = f"{TABLE}; CREATE MATERIALIZED VIEW v AS SELECT id FROM t; {index}"
    new = f"{TABLE}; CREATE MATERIALIZED VIEW v AS SELECT id, a FROM t; {index}"
    found = plan(catalog(old), catalog(new))
    assert _sql(found) == [
        "DROP MATERIALIZED VIEW v",
        "CREATE MATERIALIZED VIEW v AS SELECT id, a FROM t\nWITH NO DATA",
        "CREATE UNIQUE INDEX v_id ON v (id)",
        "REFRESH MATERIALIZED VIEW v",
    ]
    assert not any(step.autocommit for step in (*up_steps(found), *down_steps(found)))


def test_a_range_with_a_canonical_function_is_written_by_hand() -> None:
    """It takes a type that is there before it is one."""
    shape = "CREATE TYPE r AS RANGE (subtype = integer, canonical = one_form)"
    made = plan(Catalog(), catalog(shape))
    changed = plan(catalog(shape.replace("one_form", "other")), catalog(shape), allow=EVERYTHING)
    for found in (made, changed):
        reasons = {one.key: one.reason for one in found.refusals}
        assert reasons["create-type:r"].startswith("its canonical function takes the type itself")
        assert not found.operations


def _blocks(old: str, new: str) -> list[list[list[str]]]:
    """The statements of each transaction, on the way up and down, without timeouts."""
    found = plan(catalog(old), catalog(new), allow=frozenset({"*"}))
    assert not found.refusals
    return [
        [
            [line.sql for line in block.lines if not line.sql.startswith(("SET ", "RESET "))]
            for block in write(found.operations, Timeouts())
        ]
        for write in (upgrade_script, downgrade_script)
    ]


def test_a_constraint_that_changes_is_back_before_it_can_be_missed() -> None:
    text = f"{TABLE}; ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p (id) ON DELETE "
    add = "ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES p (id) ON DELETE"
    up, down = _blocks(f"{text} CASCADE", f"{text} RESTRICT")
    for blocks, action in ((up, "RESTRICT"), (down, "CASCADE")):
        assert blocks == [
            [
                "ALTER TABLE t DROP CONSTRAINT IF EXISTS c",
                f"ALTER TABLE t DROP CONSTRAINT IF EXISTS c, {add} {action} NOT VALID",
            ],
            ["ALTER TABLE t VALIDATE CONSTRAINT c"],
        ]


def test_what_goes_while_a_type_changes_is_back_before_rows_are_read() -> None:
    """A policy above all: without a restrictive one all rows are shown."""
    rest = """
        CREATE POLICY own ON t AS RESTRICTIVE USING (a = 1);
        CREATE VIEW v AS SELECT a FROM t;
        CREATE INDEX t_i ON t ({});
        ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0), ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p
    """
    before = f"{TABLE}; {rest.format('note')}"
    after = f"{TABLE.replace('a int', 'a bigint')}; {rest.format('note, id')}"
    for blocks in _blocks(before, after):
        leaving, changing, *later = blocks
        assert leaving == ["DROP INDEX CONCURRENTLY IF EXISTS t_i"]
        for gone, back in [
            ("DROP POLICY", "CREATE POLICY own"),
            ("DROP VIEW", "CREATE OR REPLACE VIEW v"),
            (
                "ALTER TABLE t DROP CONSTRAINT IF EXISTS c",
                "ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
            ),
            ("ALTER TABLE t DROP CONSTRAINT IF EXISTS f", "ADD CONSTRAINT f FOREIGN KEY (a) REF"),
        ]:
            assert any(sql.startswith(gone) for sql in changing)
            assert any(back in sql for sql in changing)
        assert all("VALIDATE" in sql or "INDEX CONCURRENTLY" in sql for one in later for sql in one)


@pytest.mark.parametrize(
    ("labels", "hint"),
    [
        (
            "'a', 'x', 'c'",
            (
                "If 'b' is called 'x' now, write a revision with "
                "`ALTER TYPE e RENAME VALUE 'b' TO 'x'`, which keeps the rows."
            ),
        ),
        ("'a', 'c'", ""),
        ("'a', 'x', 'y'", ""),
    ],
)
def test_a_label_that_may_have_another_name_can_keep_its_rows(labels: str, hint: str) -> None:
    found = plan(
        catalog("CREATE TYPE e AS ENUM ('a', 'b', 'c'); CREATE TABLE t (e e)"),
        catalog(f"CREATE TYPE e AS ENUM ({labels}); CREATE TABLE t (e e)"),
    )
    (refusal,) = found.refusals
    assert refusal.flag == "rebuild-type:e"
    assert refusal.hint == hint
