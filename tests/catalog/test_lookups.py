"""Foreign keys to lookup tables: which values they let through, and why that is not known."""

import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import ColumnValues, ValuesReader
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

TABLE = "CREATE TABLE states (code text PRIMARY KEY, n integer UNIQUE, label text);\n"
ROWS = "INSERT INTO states (code, n) VALUES ('open', 1), ('paid'::text, 2);\n"
REFERENCE = "CREATE TABLE items (state text REFERENCES states);\n"


def values(sql: str, column: str = "state") -> ColumnValues:
    catalog = build([parse_source(Source("a.sql", sql.encode()))])
    found = ValuesReader(catalog).values(Name("public", "items"), column)
    assert found is not None
    return found


def test_the_rows_that_the_specs_insert_are_the_values() -> None:
    more = "INSERT INTO states VALUES ('void', 3, 'x') ON CONFLICT DO NOTHING;\n"
    found = values(TABLE + ROWS + more + REFERENCE)
    for allowed in (found.written, found.stored):
        assert allowed.values is not None
        assert allowed.values.value == ("open", "paid", "void")
        assert allowed.values.basis.words == "constraint `items_state_fkey`"
        assert allowed.exact


def test_numbers_are_looked_up_too() -> None:
    found = values(TABLE + ROWS + "CREATE TABLE items (n integer REFERENCES states (n));", "n")
    assert found.stored.values is not None
    assert found.stored.values.value == (1, 2)


def test_a_check_and_a_lookup_hold_together() -> None:
    checked = "CREATE TABLE items (state text REFERENCES states CHECK (state <> 'open'));"
    found = values(TABLE + ROWS + checked)
    assert found.stored.values is not None
    assert found.stored.values.value == ("paid",)


def test_a_key_that_is_not_valid_binds_new_rows_alone() -> None:
    later = (
        "CREATE TABLE items (state text);\n"
        "ALTER TABLE items ADD FOREIGN KEY (state) REFERENCES states NOT VALID;"
    )
    found = values(TABLE + ROWS + later)
    assert found.written.values is not None
    assert found.stored.values is None
    assert [basis.words for basis in found.stored.unproven] == ["constraint `items_state_fkey`"]


def test_a_key_that_is_not_enforced_binds_nothing() -> None:
    later = "CREATE TABLE items (state text REFERENCES states NOT ENFORCED);"
    found = values(TABLE + ROWS + later)
    assert found.written.values is None
    assert found.written.exact


@pytest.mark.parametrize(
    ("statements", "reason"),
    [
        ("", "which are not known here"),
        ("INSERT INTO other VALUES ('open');", "which are not known here"),
        (ROWS + "GRANT UPDATE ON states TO shop;", "which shop may change"),
        (ROWS + "GRANT INSERT (label) ON states TO shop;", "which shop may change"),
        (ROWS + "DELETE FROM states;", "which a.sql:3 changes"),
        (ROWS + "UPDATE states SET code = 'x';", "which a.sql:3 changes"),
        (ROWS + "TRUNCATE other, states;", "which a.sql:3 changes"),
        (ROWS + "COPY states FROM '/dev/null';", "which a.sql:3 changes"),
        ("INSERT INTO states SELECT 'a';", "of which a.sql:2 does not tell all"),
        ("INSERT INTO states (label) VALUES ('a');", "of which a.sql:2 does not tell all"),
        (
            "INSERT INTO states VALUES ('a') ON CONFLICT (code) DO UPDATE SET code = 'b';",
            "of which a.sql:2 does not tell all",
        ),
        ("INSERT INTO states VALUES (upper('a'));", "which are not plain values"),
        ("INSERT INTO states VALUES (NULL);", "which are not plain values"),
    ],
)
def test_rows_that_may_be_others_are_not_known(statements: str, reason: str) -> None:
    found = values(TABLE + statements + "\n" + REFERENCE)
    assert found.stored.values is None
    told = f"`items_state_fkey` lets only rows of `states` be named, {reason}"
    assert [one.reason for one in found.stored.unread] == [told]


def test_what_only_reads_the_table_changes_nothing() -> None:
    found = values(TABLE + ROWS + "COPY states TO '/dev/null';\n" + REFERENCE)
    assert found.stored.values is not None


def test_a_key_of_two_columns_is_no_list() -> None:
    two = (
        "CREATE TABLE states (tenant text, code text, PRIMARY KEY (tenant, code));\n"
        "INSERT INTO states VALUES ('a', 'open');\n"
        "CREATE TABLE items (tenant text, state text, FOREIGN KEY (tenant, state) "
        "REFERENCES states);"
    )
    assert values(two).stored.values is None
