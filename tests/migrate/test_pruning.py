"""What a plan looks at: that much of two catalogs and no more, and it comes to the same."""

from collections.abc import Iterable

import pytest
from plans import EVERYTHING, catalog

from ddllint.catalog.difference import difference
from ddllint.catalog.names import Name
from ddllint.migrate.plan import plan, whole_plan
from ddllint.migrate.pruning import pruned

OLD = """
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('glad', 'sad');
CREATE FUNCTION s.twice(a int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT a * 2 $$;
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, tenant uuid REFERENCES tenants, feels mood);
CREATE TABLE lines (id int PRIMARY KEY, "order" int REFERENCES orders, place int, note text);
CREATE INDEX by_place ON lines (place);
CREATE TABLE parts (id int PRIMARY KEY, line int REFERENCES lines,
    amount int CHECK (s.twice(amount) > 0));
CREATE TABLE far (id int, part int REFERENCES parts);
CREATE TABLE elsewhere (id int PRIMARY KEY);
CREATE VIEW all_lines AS SELECT note FROM lines;
CREATE VIEW over_lines AS SELECT note FROM all_lines;
CREATE TYPE "two words" AS ENUM ('one');
CREATE TABLE "of two" (says "two words");
REVOKE USAGE ON TYPE "two words" FROM public;
CREATE TABLE original (id int CONSTRAINT same CHECK (id > 0));
CREATE TABLE copied (LIKE original INCLUDING CONSTRAINTS);
GRANT SELECT ON elsewhere, lines, "of two" TO public
"""


def _names(names: Iterable[Name]) -> set[str]:
    return {name.name for name in names}


@pytest.mark.parametrize(
    ("change", "tables", "views"),
    [
        (
            "ALTER TABLE lines ALTER COLUMN place TYPE bigint",
            {"orders", "lines", "parts"},
            {"all_lines", "over_lines"},
        ),
        ("DROP INDEX by_place", {"orders", "lines", "parts"}, {"all_lines", "over_lines"}),
        ("ALTER TABLE elsewhere ADD COLUMN note text", {"elsewhere"}, set()),
        ("CREATE TABLE fresh (id int, feels mood)", {"fresh"}, set()),
        ("ALTER TYPE mood ADD VALUE 'bad'", {"tenants", "orders", "lines"}, set()),
        ("REVOKE SELECT ON elsewhere FROM public", {"elsewhere"}, set()),
        ('REVOKE SELECT ON "of two" FROM public', {"of two"}, set()),
        ("ALTER TYPE \"two words\" RENAME VALUE 'one' TO 'two'", {"of two"}, set()),
        (
            "CREATE OR REPLACE FUNCTION s.twice(a int) RETURNS int IMMUTABLE RETURN 2 * a",
            {"parts", "lines", "far"},
            set(),
        ),
        (
            """CREATE TABLE fresh (id int); CREATE VIEW over_fresh AS SELECT id FROM fresh;
            ALTER TABLE fresh OWNER TO other; GRANT SELECT ON over_fresh TO other""",
            {"fresh"},
            {"over_fresh"},
        ),
        (
            """CREATE TABLE fresh (id int) INHERITS (elsewhere);
            CREATE VIEW over_fresh AS SELECT f.id FROM public.fresh AS f;
            ALTER TABLE fresh NO INHERIT elsewhere""",
            {"fresh"},
            {"over_fresh"},
        ),
        ("CREATE TABLE checked (id int CONSTRAINT same CHECK (id > 0))", {"checked"}, set()),
    ],
)
def test_what_changes_is_looked_at_with_what_it_concerns(
    change: str, tables: set[str], views: set[str]
) -> None:
    old, new = catalog(OLD), catalog(OLD, change)
    part = pruned(old, new, difference(old, new))
    assert part is not None
    assert _names(part[0].tables) | _names(part[1].tables) == tables
    assert _names(part[1].views) == views
    assert set(map(str, difference(*part))) == set(map(str, difference(old, new)))
    found = plan(old, new, allow=EVERYTHING)
    whole = whole_plan(old, new, allow=EVERYTHING, postgres=15)
    assert [one.up for one in found.operations] == [one.up for one in whole.operations]
    assert [one.down for one in found.operations] == [one.down for one in whole.operations]


@pytest.mark.parametrize(
    "change",
    [
        "CREATE SCHEMA more",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO public",
        "CREATE EXTENSION citext",
    ],
)
def test_what_may_concern_anything_is_planned_with_everything(change: str) -> None:
    old, new = catalog(OLD), catalog(OLD, change)
    assert pruned(old, new, difference(old, new)) is None
