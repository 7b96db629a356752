"""What random queries are made of: three tables with their rows, literals, forms of expression."""

SCHEMA = """
CREATE TYPE shade AS ENUM ('dark', 'light');
CREATE DOMAIN code AS text;
CREATE TABLE a (
    id integer PRIMARY KEY, k integer, n numeric(8, 2) NOT NULL, t text, b boolean NOT NULL,
    d date, j jsonb NOT NULL, s shade, v character varying(20) NOT NULL
);
CREATE TABLE b (
    id integer PRIMARY KEY, k integer NOT NULL, n numeric, t text NOT NULL, b boolean,
    d date NOT NULL, j jsonb, s shade NOT NULL, v character varying(20)
);
CREATE TABLE c (
    k integer, n bigint NOT NULL, t code, u code NOT NULL, b boolean, d date,
    w timestamp with time zone NOT NULL
);
"""

ROWS = """
INSERT INTO a VALUES
    (1, 1, 0.5, 'x', true, '2020-01-01', '{"a": 1}', 'dark', 'one'),
    (2, NULL, 1, NULL, false, NULL, '{"a": null}', NULL, ''),
    (3, 2, 0, 'y', true, 'infinity', '{}', 'light', 'x'),
    (4, 7, 3.25, '', false, '2021-05-05', '[]', NULL, 'y');
INSERT INTO b VALUES
    (1, 1, NULL, 'x', NULL, '2020-01-01', NULL, 'dark', NULL),
    (3, 2, 2.5, '', false, '-infinity', '{"a": "z"}', 'light', 'x'),
    (5, 9, 1, 'q', true, '2022-02-02', '{"a": null}', 'dark', NULL);
INSERT INTO c VALUES
    (1, 1, NULL, 'x', NULL, NULL, '2020-01-01 00:00Z'),
    (NULL, 5, 'x', 'y', true, '2020-01-01', 'infinity'),
    (2, 0, 'y', '', false, 'infinity', '2021-01-01 00:00Z');
"""

KINDS = ("int", "num", "text", "bool", "date", "json", "enum", "varchar", "big", "code", "stamp")
ORDERED = ("int", "num", "text", "date", "enum", "varchar", "big", "code", "stamp")
"""The kinds whose values can be compared."""

_SHARED = (
    ("id", "int"),
    ("k", "int"),
    ("n", "num"),
    ("t", "text"),
    ("b", "bool"),
    ("d", "date"),
    ("j", "json"),
    ("s", "enum"),
    ("v", "varchar"),
)
TABLES: dict[str, dict[str, str]] = {
    "a": dict(_SHARED),
    "b": dict(_SHARED),
    "c": {
        "k": "int",
        "n": "big",
        "t": "code",
        "u": "code",
        "b": "bool",
        "d": "date",
        "w": "stamp",
    },
}
"""The kinds of the columns of each table."""

LITERALS = {
    "int": ("0", "1", "7", "NULL::integer"),
    "num": ("0.5", "2.0", "NULL::numeric"),
    "text": ("'x'::text", "''::text", "NULL::text"),
    "bool": ("true", "false", "NULL::boolean"),
    "date": ("date '2020-01-01'", "date 'infinity'", "NULL::date"),
    "json": ("'{\"a\": 1}'::jsonb", "'null'::jsonb", "NULL::jsonb"),
    "enum": ("'dark'::shade", "NULL::shade"),
    "varchar": ("'x'::varchar(20)", "'y'::varchar", "NULL::varchar(5)"),
    "big": ("5::bigint", "3000000000", "NULL::bigint"),
    "code": ("'x'::code", "NULL::code"),
    "stamp": ("timestamptz '2020-01-01 00:00Z'", "timestamptz 'infinity'", "NULL::timestamptz"),
}
BARE = {
    "int": "1",
    "text": "'x'",
    "date": "'2020-01-01'",
    "enum": "'dark'",
    "varchar": "'x'",
    "code": "'x'",
}

ANY_KIND = (
    "COALESCE({same}, {same})",
    "COALESCE({same}, {bare})",
    "CASE WHEN {bool} THEN {same} ELSE {same} END",
    "CASE WHEN {bool} THEN {bare} WHEN {bool} THEN {same} END",
    "({scalar})",
    "({same})",
)
TEMPLATES: dict[str, tuple[str, ...]] = {
    "int": (
        "({int} + {int})",
        "(- {int})",
        "abs({int})",
        "length({text})",
        "NULLIF({int}, {int})",
        "GREATEST({int}, 1)",
        "({date} - date '2020-01-01')",
        "({int} / 2)",
        "(CASE WHEN {int} IS NULL THEN 0 ELSE {int} END)",
        "({json} ->> 'n')::integer",
        "cardinality(ARRAY[{int}, {int}])",
        "(ARRAY[{int}, 2])[1]",
    ),
    "num": (
        "({num} * {int})",
        "round({num}, 1)",
        "({int} / 2.0)",
        "({num} - {num})",
        "NULLIF({num}, 0)",
        "extract(epoch FROM {stamp})",
        "extract(dow FROM {stamp})",
        "extract(year FROM {date})",
    ),
    "text": (
        "lower({text})",
        "({text} || {text})",
        "concat({text}, {int})",
        "left({text}, 1)",
        "({json} ->> 'a')",
        "NULLIF({text}, '')",
        "({int})::text",
        "({enum})::text",
        "substring({text} FROM 'x')",
        "to_char({date}, 'YYYY')",
        "split_part({text}, 'x', 1)",
        "upper({code})",
        "concat_ws({text}, {text}, {text})",
        "({varchar} || {text})",
        "format('%s', {any})",
    ),
    "bool": (
        "({pair})",
        "({pair} AND {bool})",
        "({bool} OR {bool})",
        "(NOT {bool})",
        "({any} IS NULL)",
        "({any} IS NOT NULL)",
        "({int} IN (1, {int}))",
        "({int} NOT IN (1, 2))",
        "({int} BETWEEN {int} AND {int})",
        "({text} LIKE 'x%')",
        "EXISTS {query}",
        "({int} IN {query})",
        "({int} = ANY (ARRAY[1, {int}]))",
        "({bool} IS TRUE)",
        "({bool} IS NOT FALSE)",
        "({int} = ANY {query})",
        "(NOT ({int} IN {query}))",
        "({int} > ALL {query})",
        "({json} ? 'a')",
        "(({int}, {text}) = (1, {text}))",
        "(({int}, {int}) < ({int}, 1))",
        "(NOT {int} BETWEEN {int} AND 1)",
        "(({int} = ANY (ARRAY[]::integer[])) IS NOT NULL)",
    ),
    "date": ("({date} + 1)", "LEAST({date}, {date})", "({stamp})::date", "NULLIF({date}, {date})"),
    "json": (
        "jsonb_build_object('a', {any})",
        "to_jsonb({any})",
        "({json} -> 'a')",
        "({json} || {json})",
    ),
    "enum": ("NULLIF({enum}, 'dark')", "GREATEST({enum}, {enum})"),
    "varchar": ("({text})::varchar(20)", "NULLIF({varchar}, {varchar})::varchar"),
    "big": ("({big} + {int})", "({int})::bigint", "abs({big})"),
    "code": ("({text})::code",),
    "stamp": (
        "({stamp} + interval '1 day')",
        "date_trunc('month', {stamp})",
        "({date})::timestamptz",
        "now()",
    ),
}
