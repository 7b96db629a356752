"""What CHECK constraints and types say of one column, case by case."""

from decimal import Decimal
from typing import Any

import pytest

from ddllint.catalog.builder import build
from ddllint.catalog.model import Catalog
from ddllint.catalog.names import Name
from ddllint.catalog.predicates import (
    Allowed,
    ColumnValues,
    admits,
    constant_default,
    is_null_default,
    listed,
    table_values,
    type_values,
)
from ddllint.sql.expressions import TypeName
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source


def catalog_of(sql: str) -> Catalog:
    catalog = build([parse_source(Source("t.sql", sql.encode()))])
    assert catalog.refused == ()
    return catalog


def values(sql: str, column: str = "v", table: str = "t") -> ColumnValues:
    catalog = catalog_of(sql)
    return table_values(catalog, catalog.tables[Name("public", table)], [column])[column]


def of(type_: str, *checks: str) -> Allowed:
    constraints = "".join(f", CHECK ({check})" for check in checks)
    return values(f"CREATE TABLE t (v {type_}, w integer{constraints})").stored


FACETS = ("minimum", "maximum", "multiple_of", "min_length", "max_length", "json_types")


def told(allowed: Allowed) -> dict[str, Any]:
    """All that is said, without whence; `>` and `<` mark exclusive limits."""
    found: dict[str, Any] = {}
    for name in FACETS:
        said = getattr(allowed, name)
        if said is None:
            continue
        found[name] = said.value
        if name in ("minimum", "maximum"):
            mark = ("> " if name == "minimum" else "< ") if said.exclusive else ""
            found[name] = f"{mark}{said.value}"
    if allowed.values is not None:
        found["values"] = list(allowed.values.value)
    if allowed.excluded:
        found["excluded"] = [said.value for said in allowed.excluded]
    if allowed.patterns:
        found["patterns"] = [
            ("!" if p.value.negated else "")
            + ("like " if p.value.like else "")
            + p.value.text
            + ("*" if p.value.ignore_case else "")
            for p in allowed.patterns
        ]
    if allowed.unread:
        found["unread"] = len(allowed.unread)
    return found


ZERO_TO_TEN = {"minimum": "0", "maximum": "10"}


@pytest.mark.parametrize(
    "checks",
    [
        ["v BETWEEN 0 AND 10"],
        ["v >= 0 AND v <= 10"],
        ["0 <= v AND 10 >= v"],
        ["v >= 0", "v <= 10"],
        ["v BETWEEN SYMMETRIC 10 AND 0"],
        ["NOT (v < 0 OR v > 10)"],
        ["v NOT BETWEEN 11 AND 20 AND v BETWEEN 0 AND 10 AND w > 3"],
        ["v IS NULL OR v BETWEEN 0 AND 10"],
        ["v::numeric >= 0::numeric AND (v)::numeric <= '10'::numeric"],
        ["v >= 0 AND v >= -5 AND v <= 10 AND v < 11"],
        ["t.v >= 0 AND public.t.v <= 10"],
        ["v > ALL (ARRAY[-1, -2]) AND v >= 0 AND v <= ANY (ARRAY[3, 10])"],
    ],
)
def test_limits_in_many_spellings(checks: list[str]) -> None:
    found = told(of("numeric", *checks))
    found.pop("unread", None)
    assert found == ZERO_TO_TEN


@pytest.mark.parametrize(
    ("type_", "checks", "expected"),
    [
        ("text", ["v IN ('a', 'b')"], {"values": ["a", "b"]}),
        ("text", ["v = ANY (ARRAY['b'::text, 'a'])"], {"values": ["a", "b"]}),
        ("text", ["v = ANY ('{a,\"b c\"}')"], {"values": ["a", "b c"]}),
        ("text", ["v = 'a' OR 'b' = v"], {"values": ["a", "b"]}),
        ("text", ["v = ANY ('{}')"], {"values": []}),
        ("text", ["v = ANY ('{a}'::text[])"], {"values": ["a"]}),
        ("text", ["v = ANY ('{a,NULL}')"], {}),
        ("text", ["v = ANY ('{{a},{b}}')"], {"unread": 1}),
        ("text", ["v = 5::text"], {"unread": 1}),
        ("boolean", ["v = 't'"], {"values": [True]}),
        ("boolean", ["v = true::boolean"], {"values": [True]}),
        ("real", ["v <= 0.5::real"], {"maximum": "0.5"}),
        ("real", ["v <= 1e39"], {"unread": 1}),
        ("real", ["v <= 0.1234567"], {"unread": 1}),
        ("double precision", ["v <= 0.1"], {"maximum": "0.1"}),
        ("numeric", ["v <= -(5)"], {"maximum": "-5"}),
        ("numeric", ["v <= 'x'"], {"unread": 1}),
        ("numeric", ["v <= 7::smallint"], {"maximum": "7"}),
        ("numeric", ["v <= 70000::smallint"], {"unread": 1}),
        ("numeric", ["v <= 1.5::numeric(2,1)"], {"unread": 1}),
        ("text", ["v IN ('a', 'b')", "v IN ('b', 'c')"], {"values": ["b"]}),
        ("text", ["v IN ('a', NULL)"], {}),
        ("text", ["v NOT IN ('a', 'b')"], {"excluded": ["a", "b"]}),
        ("text", ["NOT (v IN ('a'))"], {"excluded": ["a"]}),
        ("text", ["v <> ALL (ARRAY['a'])"], {"excluded": ["a"]}),
        ("text", ["v IN ('a', 'abc') AND length(v) = 1"], {"values": ["a"]}
         | {"min_length": 1, "max_length": 1}),
        ("text", ["v IN ('a', lower(v))"], {"unread": 1}),
        ("varchar(5)", [], {"max_length": 5}),
        ("text", ["length(v) BETWEEN 2 AND 5"], {"min_length": 2, "max_length": 5}),
        ("text", ["5 > char_length(v)", "character_length(v) >= 2"], {"min_length": 2}
         | {"max_length": 4}),
        ("text", ["length(v) < 4.5"], {"max_length": 4}),
        ("text", ["octet_length(v) < 5"], {"unread": 1}),
        ("text", ["btrim(v) <> ''"], {"min_length": 1, "patterns": ["[^ ]"]}),
        ("text", ["length(trim(v)) > 0"], {"min_length": 1, "patterns": ["[^ ]"]}),
        ("text", ["v ~ '^[A-Z]{3}$'"], {"min_length": 3, "max_length": 3}
         | {"patterns": ["^[A-Z]{3}$"]}),
        ("text", ["v ~* '^a'"], {"min_length": 1, "patterns": ["^a*"]}),
        ("text", ["v !~ 'a'"], {"patterns": ["!a"]}),
        ("text", ["v LIKE 'ab%'"], {"min_length": 2, "patterns": ["like ab%"]}),
        ("text", ["NOT (v ILIKE '_b')"], {"patterns": ["!like _b*"]}),
        ("text", ["v SIMILAR TO 'a'"], {"unread": 1}),
        ("text COLLATE \"de-x-icu\"", ["v = 'a'"], {"values": ["a"]}),
        ("text COLLATE loose", ["v = 'a'"], {"unread": 1}),
        ("char(3)", ["v = 'ab'"], {"min_length": 3, "max_length": 3, "values": ["ab "]}),
        ("char(3)", ["v = 'abcd'"], {"min_length": 3, "max_length": 3, "values": []}),
        ("integer", ["v > 0"], {"minimum": "> 0", "maximum": "2147483647"}
         | {"multiple_of": Decimal(1)}),
        ("smallint", [], {"minimum": "-32768", "maximum": "32767", "multiple_of": Decimal(1)}),
        ("numeric(4,2)", [], {"minimum": "-99.99", "maximum": "99.99"}
         | {"multiple_of": Decimal("0.01")}),
        ("numeric(2,-2)", [], {"minimum": "-9.9E+3", "maximum": "9.9E+3"}
         | {"multiple_of": Decimal("1E+2")}),
        ("numeric", ["v % 4 = 0", "mod(v, 6) = 0"], {"multiple_of": Decimal(12)}),
        ("numeric", ["v % 0.1 = 0 AND 0 = v % 0.25"], {"multiple_of": Decimal("0.5")}),
        ("numeric", ["v = 1 OR v = 5"], {"values": [Decimal(1), Decimal(5)]}),
        ("numeric", ["v = 1 OR v > 5"], {"minimum": "1", "unread": 1}),
        ("numeric", ["v > 5 OR w > 0"], {"unread": 1}),
        ("numeric", ["w > 0"], {}),
        ("numeric", ["COALESCE(v, 1) > 0"], {"unread": 1}),
        ("numeric", ["(v > 0) IS NOT FALSE"], {"minimum": "> 0"}),
        ("numeric", ["v > 'NaN'"], {"unread": 1}),
        ("numeric", ["v > NULL"], {}),
        ("numeric", ["v IS DISTINCT FROM 5"], {"excluded": [Decimal(5)]}),
        ("numeric", ["false"], {}),
        ("numeric", ["v > 1 OR NULL"], {}),
        ("numeric", ["v > 1 OR false"], {"minimum": "> 1"}),
        ("numeric", ["NOT (v <= 1 OR NULL)"], {"minimum": "> 1"}),
        ("real", ["v < 0.1"], {"unread": 1}),
        ("real", ["v < 0.5"], {"maximum": "< 0.5"}),
        ("double precision", ["v < 0.1"], {"maximum": "< 0.1"}),
        ("boolean", [], {"values": [False, True]}),
        ("boolean", ["v"], {"values": [True]}),
        ("boolean", ["NOT v"], {"values": [False]}),
        ("boolean", ["v IS NOT TRUE"], {"values": [False]}),
        ("jsonb", ["jsonb_typeof(v) = 'object'"], {"json_types": frozenset({"object"})}),
        ("jsonb", ["jsonb_typeof(v) IN ('array', 'null')"], {"json_types":
         frozenset({"array", "null"})}),
        ("uuid", ["v <> w::text::uuid"], {"unread": 1}),
        ("text", ["v IS NULL"], {"values": []}),
    ],
)  # fmt: skip
def test_what_is_said(type_: str, checks: list[str], expected: dict[str, Any]) -> None:
    assert told(of(type_, *checks)) == expected


def test_enums_keep_their_order() -> None:
    sql = (
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad'); CREATE TABLE t (v mood CHECK (v <> 'ok'))"
    )
    found = values(sql).stored
    assert told(found) == {"values": ["sad", "glad"], "excluded": ["ok"]}


def test_domains_over_domains() -> None:
    found = values("""
        CREATE DOMAIN small AS integer CHECK (VALUE BETWEEN 0 AND 100);
        CREATE DOMAIN tiny AS small CONSTRAINT least CHECK (VALUE >= 10);
        CREATE TABLE t (v tiny CHECK (v < 50))
    """).stored
    assert (told(found)["minimum"], told(found)["maximum"]) == ("10", "< 50")
    assert found.minimum is not None
    assert found.maximum is not None
    assert found.minimum.basis.words == "constraint `least` of domain `tiny`"
    assert found.maximum.basis.words == "constraint `t_v_check`"
    assert found.minimum.basis.origin is not None


def test_not_valid_binds_new_rows_only() -> None:
    found = values("""
        CREATE TABLE t (v numeric);
        ALTER TABLE t ADD CONSTRAINT late CHECK (v > 0) NOT VALID
    """)
    assert told(found.written) == {"minimum": "> 0"}
    assert told(found.stored) == {}
    assert [basis.words for basis in found.stored.unproven] == ["constraint `late`"]
    assert found.stored.exact


def test_a_domains_check_that_is_not_valid() -> None:
    found = values("""
        CREATE DOMAIN d AS numeric;
        ALTER DOMAIN d ADD CONSTRAINT late CHECK (VALUE > 0) NOT VALID;
        CREATE TABLE t (v d)
    """)
    assert told(found.written) == {"minimum": "> 0"}
    assert told(found.stored) == {}


def test_checks_of_parents() -> None:
    sql = """
        CREATE TABLE t (v numeric CHECK (v > 0), CONSTRAINT own CHECK (v < 10) NO INHERIT);
        CREATE TABLE child () INHERITS (t);
        CREATE TABLE grandchild () INHERITS (child)
    """
    assert told(values(sql).written) == {"minimum": "> 0", "maximum": "< 10"}
    assert told(values(sql).stored) == {"minimum": "> 0"}
    assert told(values(sql, table="child").stored) == {"minimum": "> 0"}
    assert told(values(sql, table="grandchild").written) == {"minimum": "> 0"}


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE FOREIGN TABLE t (v numeric CHECK (v > 0)) SERVER s",
        "CREATE TABLE t (w integer, v integer GENERATED ALWAYS AS (w) STORED)",
        "CREATE TABLE o (v integer PRIMARY KEY); CREATE TABLE t (v integer REFERENCES o)",
        """CREATE TABLE p (v text) PARTITION BY LIST (v);
           CREATE TABLE t PARTITION OF p FOR VALUES IN ('a')""",
        "CREATE TYPE pair AS (a integer); CREATE TABLE t (v pair CHECK (v IS NULL))",
    ],
)
def test_what_else_binds_a_column_is_told(sql: str) -> None:
    found = values(sql).stored
    assert len(found.unread) == 1
    assert not found.exact
    assert found.values is None


def test_not_enforced_binds_nothing() -> None:
    sql = "CREATE TABLE t (v numeric, CONSTRAINT c CHECK (v > 0) NOT ENFORCED)"
    assert told(values(sql).written) == {}


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("CREATE TABLE t (v text NOT NULL)", "NOT NULL"),
        ("CREATE TABLE t (v text CONSTRAINT c CHECK (v IS NOT NULL))", "constraint `c`"),
        ("CREATE TABLE t (v text, CONSTRAINT c CHECK (v > 'a' AND v IS NOT NULL))"
         , "constraint `c`"),
        ("CREATE DOMAIN d AS text NOT NULL; CREATE TABLE t (v d)", "domain `d`"),
        ("CREATE TABLE t (v text, w text, CHECK (v IS NOT NULL OR w IS NOT NULL))", None),
        ("CREATE TABLE t (v text, w text CHECK (w IS NOT NULL))", None),
        ("CREATE TABLE t (v text)", None),
    ],
)  # fmt: skip
def test_what_keeps_null_out(sql: str, words: str | None) -> None:
    basis = values(sql).not_null
    assert (basis.words if basis else None) == words


def test_the_values_of_a_type() -> None:
    found = type_values(Catalog(), TypeName("smallint"), "it is computed")
    assert found.maximum is not None
    assert found.maximum.value == 32767
    assert [one.reason for one in found.unread] == ["it is computed"]
    assert type_values(Catalog(), TypeName("smallint")).exact
    assert told(type_values(Catalog(), TypeName("integer", (), 1))) == {}


def test_whether_a_value_is_allowed() -> None:
    allowed = of("text", "length(v) <= 3", "v <> 'no'", "v ~ '^[a-z]+$'")
    assert [admits(allowed, text) for text in ("abc", "abcd", "no", "A")] == [
        True,
        False,
        False,
        False,
    ]
    assert admits(of("text", "v ~ '^(a|\\d)$'"), "a") is True
    assert admits(of("text", "v ~ '^(a|\\d)$'"), "1") is None
    assert admits(of("text", "v ~ '^(a|\\d)$'"), "ab") is False
    assert admits(of("text", "v ~ '\\y'"), "a") is None
    assert admits(of("integer"), Decimal("1.5")) is False
    assert admits(of("boolean", "v"), False) is False


def test_few_numbers_are_listed() -> None:
    few = listed(of("integer", "v BETWEEN 1 AND 4", "v <> 3", "v < 4"))
    assert few is not None
    assert few.value == (1, 2)
    assert listed(of("integer", "v BETWEEN 1 AND 1001")) is None
    assert listed(of("numeric", "v BETWEEN 1 AND 4")) is None


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("integer DEFAULT 5", Decimal(5)),
        ("numeric DEFAULT '-1.50'::numeric", Decimal("-1.50")),
        ("text DEFAULT 'a'::text", "a"),
        ("boolean DEFAULT 'f'", False),
        ("mood DEFAULT 'ok'", "ok"),
        ("date DEFAULT now()", None),
        ("integer DEFAULT 2 + 3", None),
        ("integer", None),
    ],
)
def test_constant_defaults(column: str, expected: object) -> None:
    catalog = catalog_of(f"CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (v {column})")
    found = catalog.tables[Name("public", "t")].columns["v"]
    assert constant_default(catalog, found) == expected
    assert is_null_default(found) is (column == "integer")


def test_null_is_no_default() -> None:
    catalog = catalog_of("CREATE TABLE t (v text DEFAULT NULL::text)")
    column = catalog.tables[Name("public", "t")].columns["v"]
    assert is_null_default(column)
    assert constant_default(catalog, column) is None
