"""Types against the server's `format_type`, for the spellings of table 8.1 and beyond."""

import psycopg
import pytest
from sources import parsed

from ddllint.sql.expressions import TypeName
from ddllint.sql.nodes import CreateFunctionStmt, CreateStmt
from ddllint.sql.type_names import BUILT_IN_TYPES, SERIAL, type_name

BUILT_IN = """
    bigint|int8|bit|bit(8)|bit varying|bit varying(8)|varbit|varbit(3)|boolean|bool|box|bytea
    character|char|character(5)|char(5)|character varying|character varying(7)|varchar|varchar(7)
    char varying(3)|national character(3)|nchar(4)|national character varying(4)|nchar varying(2)
    national char(2)|cidr|circle|date|double precision|float8|float|float(1)|float(24)|float(25)
    float(53)|float4|real|inet|integer|int|int4|interval|interval(3)|interval year|interval month
    interval day|interval hour|interval minute|interval second|interval second(3)
    interval year to month|interval day to hour|interval day to minute|interval day to second
    interval day to second(2)|interval hour to minute|interval hour to second
    interval hour to second(0)|interval minute to second|interval minute to second(6)
    json|jsonb|line|lseg|macaddr|macaddr8|money|numeric|numeric(5)|numeric(5,2)|numeric(5,-2)
    decimal|decimal(3)|dec(4,1)|path|pg_lsn|pg_snapshot|point|polygon|smallint|int2|text|time
    time(3)|time without time zone|time(0) without time zone|time with time zone
    time(3) with time zone|timetz|timetz(2)|timestamp|timestamp(3)|timestamp without time zone
    timestamptz|timestamptz(6)|timestamp with time zone|timestamp(0) with time zone|tsquery
    tsvector|txid_snapshot|uuid|xml|"char"|pg_catalog."char"|name|bpchar|bpchar(3)
    pg_catalog.bpchar|"bit"|pg_catalog.bit|pg_catalog.varchar(3)|pg_catalog.int4|"int4"|oid
    regclass|regproc|xid|cid|tid|int4range|int4multirange|datemultirange|tstzrange|jsonpath
    oidvector|int2vector|aclitem|refcursor|regtype|regrole|regnamespace|regconfig|regdictionary
    regcollation|regoper|regoperator|regprocedure|xid8
    int[]|int array|int array[3]|int[3][4]|varchar(3)[]|numeric(4,1)[]
    timestamp(3) with time zone[]|time(0) with time zone[]|interval day to second(2)[]|_int4|_text
    pg_catalog._int4|_varchar(3)|_timestamptz|"char"[]|bit(3)[]|int4[]
"""
OWN = """
    app.t|app."Odd type"|app."varchar"|app."a with b"|app."integer"|app."select"|app.e|app.e[]
    app."x.y"|app."é"|app."Plain"|app."a""b"|app.dom|app.dom[]|app._mine
    information_schema.sql_identifier
"""
DECLARATIONS = """
    CREATE SCHEMA app; CREATE TYPE app.t AS (a int); CREATE TYPE app."Odd type" AS (a int);
    CREATE TYPE app."varchar" AS (a int); CREATE TYPE app."a with b" AS (a int);
    CREATE TYPE app."integer" AS (a int); CREATE TYPE app."select" AS (a int);
    CREATE TYPE app.e AS ENUM ('a'); CREATE TYPE app."x.y" AS (a int);
    CREATE TYPE app."é" AS (a int); CREATE TYPE app."Plain" AS (a int);
    CREATE TYPE app."a""b" AS (a int); CREATE DOMAIN app.dom AS int;
    CREATE TYPE app._mine AS (a int)
"""


def spellings(text: str) -> list[str]:
    return [one.strip() for line in text.strip().splitlines() for one in line.split("|")]


def types_of(written: list[str]) -> list[TypeName]:
    columns = ", ".join(f"c{at} {one}" for at, one in enumerate(written))
    (statement,) = parsed(f"create table t ({columns})").statements
    node = statement.node()
    assert isinstance(node, CreateStmt)
    found = [one.column.type_name for one in node.elements if one.column]
    return [type_name(one) for one in found if one]


def test_types_are_spelt_as_the_server_does(connection: psycopg.Connection) -> None:
    """A type without modifiers is any of that type: `bpchar` is `character` (`format_type`)."""
    written = spellings(BUILT_IN) + spellings(OWN)
    connection.execute(DECLARATIONS)
    columns = ", ".join(f"c{at} {one}" for at, one in enumerate(written))
    connection.execute(f"CREATE TABLE app.everything ({columns})".encode())
    answer = connection.execute(
        "SELECT format_type(atttypid, nullif(atttypmod, -1)) FROM pg_attribute"
        " WHERE attrelid = 'app.everything'::regclass AND attnum > 0 ORDER BY attnum"
    )
    expected = [row[0] for row in answer]
    assert len(expected) == len(written)
    ours = [str(one) for one in types_of(written)]
    assert dict(zip(written, ours, strict=True)) == dict(zip(written, expected, strict=True))


def test_every_built_in_type_is_one_of_the_server(connection: psycopg.Connection) -> None:
    (known,) = connection.execute(
        "SELECT array_agg(format_type(oid, NULL)) FROM pg_type WHERE typrelid = 0 AND typelem = 0"
    ).fetchone() or ([],)
    with_elements = {"box", "int2vector", "line", "lseg", "name", "oidvector", "point"}
    assert set(known) | with_elements >= BUILT_IN_TYPES - {"any"}


@pytest.mark.parametrize(
    ("written", "name", "modifiers", "dimensions"),
    [
        ("geometry(Point, 4326)", "geometry", ("point", "4326"), 0),
        ("geometry('Point')[]", "geometry", ("Point",), 1),
        ("t(1.5)", "t", ("1.5",), 0),
        ("t(a.b)", "t", ("a.b",), 0),
        ("t(0)", "t", ("0",), 0),
        ("t('')", "t", ("",), 0),
        ("interval(0)", "interval", ("0",), 0),
        ("a.b.c", "a.b.c", (), 0),
        ('"timestamp with time zone"(3)', '"timestamp with time zone"', ("3",), 0),
        ("serial", "serial", (), 0),
    ],
)
def test_types_that_no_server_has(
    written: str, name: str, modifiers: tuple[str, ...], dimensions: int
) -> None:
    assert types_of([written]) == [TypeName(name, modifiers, dimensions)]


def test_modifiers_that_differ_give_types_that_differ() -> None:
    written = [
        "t(1)",
        "t(2)",
        "t(b'1')",
        "t(b'0')",
        "t(true)",
        "t(false)",
        "t(null)",
        "t(1 + 1)",
        "t(f(1))",
        "t",
    ]
    assert len(set(types_of(written))) == len(written)


def test_modifiers_stand_inside_names_of_times_only() -> None:
    assert str(TypeName('app."a with b"', ("3",), 1)) == 'app."a with b"(3)[]'
    assert str(TypeName("timestamp with time zone", ("3",), 1)) == "timestamp(3) with time zone[]"


def test_sets_are_said_to_be_sets() -> None:
    assert str(returned("setof _int4")) == "SETOF integer[]"
    assert str(returned("setof app.t")) == "SETOF app.t"


def test_types_of_columns_are_known_by_the_column() -> None:
    assert str(returned("a.b%type")) == "a.b%TYPE"
    assert str(returned("setof a.b%type")) == "SETOF a.b%TYPE"


def returned(written: str) -> TypeName:
    (statement,) = parsed(f"create function f() returns {written} return 1").statements
    node = statement.node()
    assert isinstance(node, CreateFunctionStmt)
    assert node.return_type
    return type_name(node.return_type)


@pytest.mark.parametrize("serial", SERIAL)
def test_serial_types_stand_for_integers(connection: psycopg.Connection, serial: str) -> None:
    connection.execute(f"CREATE TEMPORARY TABLE t (a {serial})".encode())
    row = connection.execute(
        "SELECT format_type(atttypid, NULL) FROM pg_attribute"
        " WHERE attrelid = 't'::regclass AND attname = 'a'"
    ).fetchone()
    assert row == (SERIAL[serial],)
