"""What conditions give for rows, worked out here, against what a server says."""

import psycopg
from schemas import catalog_of, database_with

from ddllint.catalog.model import Check
from ddllint.catalog.names import Name
from ddllint.postgres.server import Server
from ddllint.verify.rows.datum import CannotTellError
from ddllint.verify.rows.rules import Values
from ddllint.verify.rows.tables import shape_of

COLUMNS = """
a integer, b numeric, c text, d varchar(9), e boolean, f date, g timestamptz, h jsonb, i text[],
j integer[], k uuid, l char(4), m interval, n double precision, o address
"""
TYPE = "CREATE TYPE address AS (street text, number integer);\n"
ROWS: tuple[Values, ...] = (
    dict.fromkeys("abcdefghijklmno"),
    {
        "a": "7", "b": "-2.50", "c": "Abc d", "d": "x1", "e": "true", "f": "2024-02-29",
        "g": "2024-02-29 12:30:00+00", "h": '{"v": 1, "w": "x", "z": null}', "i": "{a,b}",
        "j": "{1,NULL,3}", "k": "6f1b2c1e-0d0a-4b0a-9a63-0a7a5d1f0a11", "l": "ab",
        "m": "2 days", "n": "0.5", "o": "(,)",
    },
    {
        "a": "-7", "b": "3", "c": "", "d": "a%_b", "e": "false", "f": "1999-12-31",
        "g": "2031-07-01 00:00:00+00", "h": "[1, 2]", "i": "{}", "j": "{}",
        "k": "00000000-0000-4000-8000-000000000000", "l": "abcd", "m": "3 hours", "n": "-1e3",
        "o": "(Main,5)",
    },
)  # fmt: skip
CONDITIONS = r"""
a > 0
a = 7 AND b < 0
a IS NULL OR b > 1
NOT (a = 7)
NOT (a > 0 AND e)
a BETWEEN -7 AND 6
a NOT BETWEEN SYMMETRIC 8 AND 7
a IN (1, 7)
a NOT IN (1, NULL)
a = ANY (ARRAY[7, 8])
a <> ALL ('{7,8}'::integer[])
a IS DISTINCT FROM 7
a IS NOT DISTINCT FROM NULL
a % 3 = -1
mod(a, 3) = 1
a / 7 = 1
a * 2 - 1 + b > 10
-a < 0
abs(a) = 7
sign(b) = -1
floor(b) = -3
ceil(b) = -2
greatest(a, b, 1) = 7
least(a, NULL) = -7
coalesce(a, 0) = 0
nullif(a, 7) IS NULL
CASE WHEN a > 0 THEN c ELSE d END = 'a%_b'
CASE a WHEN 7 THEN true END
b = -2.5
b::integer = 3
a::numeric = 7
a::text = '7'
n > 0.25
c = 'Abc d'
c <> ''
lower(c) = 'abc d'
upper(d) = 'X1'
length(c) = 5
char_length(btrim(c)) > 0
octet_length(c) = 5
btrim(c, 'd ') = 'Abc'
ltrim(c, 'A') = 'bc d'
rtrim(c) = 'Abc d'
left(c, 2) = 'Ab'
substring(c, 2, 2) = 'bc'
substr(c, 3) = 'c d'
strpos(c, 'c') = 3
starts_with(c, 'A')
c || d = 'Abc dx1'
c LIKE 'A%'
c NOT LIKE '%z_'
d LIKE 'a\%\_b'
c ILIKE 'a%'
c ~ '^[A-Z][a-z]+'
c ~ '^\w+\s\w$'
c !~ '\d'
d ~ '^[[:alpha:]]\d$'
c ~* 'ABC'
e
NOT e
e IS TRUE
e IS NOT FALSE
e IS UNKNOWN
e = (a > 0)
(e IS NOT NULL) = (f IS NOT NULL)
f > '2000-01-01'
f = '2024-02-29'::date
f BETWEEN '1999-01-01' AND '1999-12-31'
extract(year FROM f) = 2024
date_part('month', f) = 2
isfinite(f)
g >= '2024-01-01'
g > '2030-01-01 00:00:00+00'::timestamptz
g - '1 day'::interval > '2030-01-01'
jsonb_typeof(h) = 'object'
jsonb_typeof(h) <> 'array'
h ? 'v'
h ? 'q'
h ->> 'w' = 'x'
h ->> 'z' IS NULL
h -> 'v' = '1'
h ->> 'v' = '1'
h -> 1 = '2'
jsonb_array_length(CASE WHEN jsonb_typeof(h) = 'array' THEN h ELSE '[]' END) = 2
h = '[1, 2]'
cardinality(i) = 2
array_length(i, 1) = 2
array_length(j, 1) IS NULL
i @> ARRAY['a']
i && ARRAY['b', 'q']
i <@ ARRAY['a', 'b', 'c']
'a' = ANY (i)
i = '{a,b}'
k = '00000000-0000-4000-8000-000000000000'
l = 'ab'
length(l) = 2
m > '1 day'
m = '3 hours'
o IS NULL
o IS NOT NULL
num_nonnulls(a, b, c) = 3
num_nulls(a, NULL) = 1
concat(c, d) = 'a%_b'
current_date > f
a::bigint > 3 OR md5(c) = 'x'
md5(c) = 'x' AND a < 0
"""
EXPRESSIONS = [line for line in CONDITIONS.splitlines() if line]
LEAST_TOLD = 0.9


def _server_says(connection: psycopg.Connection, expression: str, row: Values) -> object:
    text = ", ".join(["%s"] * len(row))
    connection.execute("TRUNCATE t")
    connection.execute(f"INSERT INTO t VALUES ({text})".encode(), list(row.values()))
    answer = connection.execute(f"SELECT ({expression}) FROM t".encode()).fetchone()
    assert answer is not None
    return answer[0]


def test_conditions_give_what_the_server_says(each_server: Server) -> None:
    checks = ", ".join(f"CHECK ({one})" for one in EXPRESSIONS)
    catalog = catalog_of(f"{TYPE}CREATE TABLE t ({COLUMNS}, {checks})")
    table = catalog.tables[Name("public", "t")]
    shape = shape_of(catalog, table)
    written = [one for one in table.constraints.values() if isinstance(one, Check)]
    assert len(written) == len(EXPRESSIONS)
    told, wrong = 0, []
    with database_with(each_server, f"{TYPE}CREATE TABLE t ({COLUMNS})") as connection:
        for row in ROWS:
            for text, check in zip(EXPRESSIONS, written, strict=True):
                try:
                    found = shape.evaluate(check.expression.tree, row)
                except CannotTellError:
                    continue
                told += 1
                if found is not (said := _server_says(connection, text, row)):
                    wrong.append((text, row, found, said))
    assert wrong == []
    assert told / (len(ROWS) * len(EXPRESSIONS)) > LEAST_TOLD
