"""SQL whose canonical form must be that of what a server prints for it."""

from pathlib import Path

VIEWS = tuple(
    query.strip()
    for query in Path(__file__).with_name("canonical_views.sql").read_text().split(";\n")
    if query.strip()
)

SCHEMA = """
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE address AS (street text, city text, zip integer);
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN cents AS bigint;
CREATE DOMAIN handle AS varchar(10);
CREATE SCHEMA other;
CREATE TYPE other.colour AS ENUM ('red', 'green');
CREATE FUNCTION label(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION other.score(numeric, integer DEFAULT 1) RETURNS numeric
    IMMUTABLE LANGUAGE sql AS 'SELECT $1 * $2';
CREATE SEQUENCE t_seq;
CREATE SEQUENCE other."Seq";
CREATE TABLE t (
    id bigint PRIMARY KEY,
    tenant_id uuid,
    n integer,
    small smallint,
    big bigint,
    amount numeric(12, 2),
    ratio double precision,
    weight real,
    source varchar(20),
    name varchar,
    code char(3),
    note text,
    label name,
    flag boolean,
    day date,
    at timestamptz,
    local_at timestamp,
    clock time,
    span interval,
    feeling mood,
    tint other.colour,
    mail email,
    price cents,
    tags text[],
    names varchar(10)[],
    numbers integer[],
    payload jsonb,
    raw json,
    bin bytea,
    home address,
    ip inet,
    period tstzrange,
    bits bit(4),
    "Group" text
);
CREATE TABLE tenants (id uuid PRIMARY KEY, name varchar(50), parent uuid, active boolean);
CREATE TABLE orders (
    id bigint, tenant_id uuid, customer varchar(30), total numeric(10, 2), quantity integer,
    at timestamptz, status mood, parent bigint
);
CREATE TABLE lines (id bigint, order_id bigint, sku text, quantity integer, cost bigint);
CREATE TABLE other.things (id integer, tenant_id uuid, label text);
"""

CHECKS = """
source IN ('a', 'b')
source NOT IN ('a', 'b')
source IN ('a')
source NOT IN ('a')
source = ANY (ARRAY['a', 'b'])
source = ANY ('{a,b}')
source = ANY ('{a, b}'::varchar[])
source <> ALL (ARRAY['a', 'b'])
source = 'a'
source::text = 'a'
source != 'a'
'a' = source
note IN ('a', 'b')
note IN ('a', 'b', note)
note IN (name, 'x', 'y')
n IN (n, 1)
n NOT IN (small, 1, 2)
code IN ('abc', 'def')
code = 'abc'
code = note
code = source
name = note
name > source
label = 'x'
label IN ('x', 'y')
label = note
feeling = 'ok'
feeling IN ('ok', 'sad')
feeling = ANY (ARRAY['ok', 'sad']::mood[])
feeling = ANY (ARRAY['ok'::mood, 'sad'])
feeling = 'ok'::public.mood
feeling <> 'sad' AND feeling >= 'ok'
tint = 'red'
tint IN ('red', 'green')
tint = 'red'::other.colour
tenant_id = '0f8fad5b-d9cb-469f-a165-70867728950e'
tenant_id = '{0F8FAD5Bd9cb469fa16570867728950e}'
tenant_id IN ('0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7')
tenant_id = NULLIF(current_setting('a.b', true), '')::uuid
tenant_id = (current_setting('a.b'))::uuid
tenant_id::text = current_setting('a.b', TRUE)
n BETWEEN 0 AND 1
n NOT BETWEEN 0 AND 1
n BETWEEN SYMMETRIC 5 AND 1
n NOT BETWEEN SYMMETRIC 5 AND 1
amount BETWEEN 0 AND 1
ratio BETWEEN 0 AND 1
ratio BETWEEN 0.0 AND 1.0
amount >= 0
amount > 0.00
amount > 1.50
amount = '7'
amount > -1
amount > -1.5
amount > n
amount > ratio
amount > big
n > 5
n > '5'
n > -5
n > - 5
n = +5
n > 5.5
n > 3000000000
n = small
n = big
n > ratio
n > weight
small > 1
small > weight
small = 1::smallint
big > 0
big = '0'
big = 5::bigint
big > 9223372036854775807
big > 9223372036854775808
big IN (1, 2)
big = ANY (ARRAY[1, 2])
big IN (1, 2, 3000000000)
small IN (1, 2)
n IN (1, 2.5)
n IN (1, 2, 3)
amount IN (1, 2)
amount IN (1, 2.50)
ratio > 1.5
ratio > 1
ratio = '1.5'
ratio = 1e10
weight > 1.5
weight = 1.5::real
weight > ratio
n::numeric > 0.5
n::bigint > 5
n::text = '5'
amount::integer > 5
n * 2 > 10
n + amount > 10
n / 2.0 > 1
big + n > 5
big * 1.5 > amount
-n < 0
- (n) < 0
@ n > 1
n % 2 = 0
mod(n, 2) = 0
n ^ 2 > 4
|/ ratio > 2
n & 1 = 1
n << 1 > 2
abs(n) > 1
abs(amount) > 1
round(amount) = amount
round(amount, 2) = amount
round(ratio::numeric, 1) > 1
ceil(n) > 1
floor(ratio) > 1
power(n, 2) > 4
greatest(n, 5) > 3
greatest(n, amount, 0) > 3
least(n, 5.5) > 3
flag
NOT flag
flag = true
flag = 't'
flag = 'yes'
flag <> false
flag IS TRUE
flag IS NOT TRUE
flag IS FALSE
flag IS NOT FALSE
flag IS UNKNOWN
flag IS NOT UNKNOWN
flag IS NULL
flag ISNULL
flag NOTNULL
flag IN (true, false)
flag AND n > 5
flag OR n > 5 OR note = 'x'
(flag OR n > 5) OR note = 'x'
flag OR (n > 5 OR note = 'x')
flag AND (n > 5 AND note = 'x')
flag AND (n > 5 OR note = 'x')
flag AND n > 5 OR note = 'x'
NOT (flag AND n > 5)
NOT (n = 5)
NOT n = 5
NOT NOT flag
NOT (note IN ('a', 'b'))
NOT (note LIKE 'x')
true
false
NOT true
1 = 1
note LIKE 'a%'
note NOT LIKE 'a%'
note ILIKE 'a%'
note NOT ILIKE 'a%'
source LIKE 'a%'
code LIKE 'a%'
mail LIKE 'a%'
label LIKE 'a%'
note LIKE 'a!%' ESCAPE '!'
note SIMILAR TO 'a|b'
note NOT SIMILAR TO 'a|b'
note SIMILAR TO 'a|b' ESCAPE '!'
note ~ '^a'
note ~* '^a'
source ~ '^[a-z]+$'
note !~ '^a'
note ^@ 'x'
note LIKE ANY (ARRAY['a%', 'b%'])
source LIKE ANY (ARRAY['a%', 'b%'])
note ~~ 'a'
note IS DISTINCT FROM 'a'
note IS NOT DISTINCT FROM 'a'
source IS DISTINCT FROM note
source IS DISTINCT FROM 'x'
n IS DISTINCT FROM 5.5
n IS DISTINCT FROM NULL
n IS NOT DISTINCT FROM NULL
note IS NULL
note IS NOT NULL
note = NULL
note <> ''
(n, small) = (1, 2)
(n, note) <> (1, 'x')
(n, small) < (1, 2)
(n, source) >= (1, 'a')
ROW(n, small) = ROW(1, 2)
(n, small) IN ((1, 2), (3, 4))
(n, note) IN ((1, 'a'), (2, 'b'))
(n, small) NOT IN ((1, 2), (3, 4))
(n, small) IS NULL
(n, small) IS NOT NULL
(n, small) IS DISTINCT FROM (1, 2)
(n, small) IS NOT DISTINCT FROM (1, 2)
num_nonnulls(n, small, note) = 1
num_nulls(n, small) <= 1
length(note) > 0
length(source) > 0
length(code) = 3
char_length(name) <= 10
char_length(note) BETWEEN 1 AND 10
octet_length(note) > 0
octet_length(bin) = 16
length(bin) = 16
lower(source) = source
lower(note) = note
upper(mail) = mail
lower(mail) LIKE '%@x.de'
mail = 'a@b'
mail <> note
mail::text = 'a@b'
mail IS NOT NULL
mail IN ('a@b', 'c@d')
price > 0
price + 1 > n
price IN (1, 2)
price = big
n::cents = price
note::email = mail
'a@b'::email = mail
note::handle = mail
coalesce(mail, 'a@b') = note
coalesce(mail, 'a@b'::email) = note
NULL::email = note
trim(note) <> ''
trim(both from note) <> ''
trim(leading 'x' from note) <> ''
trim(trailing from note) <> ''
btrim(note) <> ''
btrim(source, ' ') <> ''
ltrim(note) = note
substring(note from 1 for 2) = 'ab'
substring(note, 1, 2) = 'ab'
substring(note from '[a-z]+') = 'ab'
substr(note, 1, 2) = 'ab'
left(note, 2) = 'ab'
position('@' in note) > 1
strpos(note, '@') > 1
overlay(note placing 'x' from 2) = 'x'
overlay(note placing 'x' from 2 for 1) = 'x'
replace(note, 'a', 'b') = note
note || 'x' = 'yx'
note || n = 'y1'
source || note = 'y1'
source || 'x' = 'yx'
concat(note, n) = 'y1'
format('%s', note) = 'x'
repeat(note, 2) = 'xx'
split_part(note, ',', 1) = 'x'
starts_with(note, 'x')
md5(note) = 'x'
to_char(at, 'YYYY') = '2020'
note COLLATE "C" = 'x'
note COLLATE "C" > note
source COLLATE "C" = 'x'
source = 'x' COLLATE "C"
coalesce(note, '') <> ''
coalesce(source, '') <> ''
coalesce(source, note) <> ''
coalesce(note, source, 'x') <> ''
coalesce(n, 0) > 0
coalesce(n, 0.5) > 0
coalesce(amount, 0) > 0
coalesce(amount, n, 0) > 0
coalesce(flag, false)
coalesce(feeling, 'ok') = 'ok'
coalesce(at, now()) > '2020-01-01'
coalesce(tags, '{}') = '{}'
nullif(note, '') IS NOT NULL
nullif(source, '') IS NOT NULL
nullif(n, 0) > 1
nullif(n, 0.5) > 1
nullif(feeling, 'ok') IS NULL
CASE WHEN flag THEN n > 5 ELSE n < 3 END
CASE WHEN flag THEN n ELSE 0 END > 2
CASE WHEN flag THEN n ELSE 0.5 END > 2
CASE WHEN flag THEN source ELSE note END = 'x'
CASE WHEN flag THEN source ELSE 'y' END = 'x'
CASE n WHEN 1 THEN true WHEN 2 THEN false END
CASE source WHEN 'a' THEN 1 ELSE 2 END = 1
CASE feeling WHEN 'ok' THEN 1 ELSE 2 END = 1
CASE small WHEN 1 THEN 'x' ELSE 'y' END = 'x'
CASE note WHEN source THEN 1 END = 1
CASE WHEN flag THEN NULL ELSE n END = 1
day > '2020-01-01'
day = date '2020-01-01'
day >= DATE '2020-1-1'
day BETWEEN '2020-01-01' AND '2020-12-31'
day > at
day < local_at
day <= CURRENT_DATE
day > now()
day - 1 > '2020-01-01'
day + 1 > day
day - day > 3
day + span > at
at > '2020-01-01'
at > '2020-01-01 10:00:00+02'
at > '2020-01-01T10:00:00Z'
at > timestamptz '2020-01-01 00:00:00.500+00'
at > local_at
at > now() - interval '1 day'
at > now() - '1 day'::interval
at > CURRENT_TIMESTAMP
at > CURRENT_TIMESTAMP(0)
at > LOCALTIMESTAMP
at > transaction_timestamp()
at > clock_timestamp()
at >= 'infinity'
at - at > interval '1 hour'
at AT TIME ZONE 'UTC' > local_at
timezone('UTC', at) > local_at
local_at AT TIME ZONE 'Europe/Berlin' > at
local_at > '2020-01-01'
local_at > timestamp '2020-01-01 1:2:3.40'
date_trunc('day', at) = at
date_trunc('day', at) > '2020-01-01'
date_part('year', at) = 2020
extract(year from at) = 2020
EXTRACT(EPOCH FROM at) > 0
extract(dow from day) BETWEEN 1 AND 5
extract(isodow from at) IN (6, 7)
at::date = day
date(at) = day
clock > '10:00'
clock > time '10:00:00.5'
clock BETWEEN '08:00' AND '18:00'
span > '1 day'
span > interval '36 hours'
span = interval '1 year 2 months 3 days 4 hours 5 minutes 6.7 seconds'
span > interval '90' minute
span > interval '1.5 hours'
span > interval '1 week'
span > interval '-1 day 2 hours'
span = interval '01:02:03'
span = interval '1' day
span > interval '2 days' * 3
span > make_interval(days => 7)
span > make_interval(0, 0, 0, 7)
(day, day) OVERLAPS (day, day)
tags = '{}'
tags = '{a,"b c"}'
tags = ARRAY['a', 'b']
tags = ARRAY[]::text[]
tags <> '{}'::text[]
tags @> ARRAY['a']
tags @> '{a}'
tags && ARRAY['a', 'b']
tags <@ ARRAY['a', 'b']::text[]
'a' = ANY (tags)
source = ANY (tags)
source = ANY (names)
note = ALL (names)
names = '{}'
names = ARRAY['a', 'b']::varchar[]
names @> ARRAY['a']::varchar[]
names::text[] @> ARRAY['a']
numbers = '{1, 2}'
numbers = ARRAY[1, 2]
numbers @> ARRAY[1]
5 = ANY (numbers)
n = ANY (numbers)
big = ANY (numbers)
amount = ANY (numbers)
n > ALL (numbers)
n < ANY (ARRAY[1, 2])
n > ALL (ARRAY[1, 2])
numbers[1] = 1
numbers[1:2] = '{1}'
numbers[n] = 1
tags[1] = 'x'
names[1] = 'x'
tags || note = tags
array_length(tags, 1) > 0
cardinality(tags) > 0
array_position(tags, 'x') IS NULL
array_position(tags, NULL) IS NULL
array_append(numbers, 5) = numbers
array_remove(tags, 'x') = tags
array_to_string(tags, ',') = 'x'
string_to_array(note, ',') = tags
payload ->> 'a' = 'x'
payload -> 'a' = '1'
payload -> 'a' ->> 'b' = 'x'
payload #>> '{a,b}' = 'x'
payload -> 0 = '{"b": 1, "a": [1, 2.50, true, null]}'
payload @> '{"a":1}'
payload @> '{"a":1}'::jsonb
payload ? 'a'
payload ?| ARRAY['a', 'b']
payload ?& '{a,b}'
payload = '{}'
payload <> '{}'::jsonb
payload - 'a' = '{}'
payload - n = '{}'
payload || '{"a": 1}' = payload
payload['a'] = '1'
payload['a']['b'] = '"x"'
jsonb_typeof(payload) = 'object'
jsonb_typeof(payload -> 'a') IN ('object', 'array')
jsonb_array_length(payload) > 0
jsonb_build_object('a', n, 'b', note) = payload
to_jsonb(note) = payload
jsonb_path_exists(payload, '$.a')
jsonb_extract_path_text(payload, 'a', 'b') = 'x'
jsonb_extract_path(payload, source) IS NULL
concat(VARIADIC ARRAY['a', note]) = 'x'
format('%s', VARIADIC ARRAY[note, source]) = 'x'
format('%s %s', VARIADIC tags) = 'x'
num_nulls(VARIADIC tags) = 0
payload @@ '$.a[*].b'
(payload ->> 'n')::integer > 5
((payload ->> 'n'))::numeric >= 0
CAST(payload ->> 'n' AS integer) > 5
raw ->> 'a' = 'x'
json_typeof(raw) = 'object'
(raw -> 'a')::text = 'x'
bin = '\\xDEADbeef'
bin = 'abc'
bin <> ''
encode(bin, 'hex') = 'ff'
(home).city = 'x'
(home).zip > 1
home IS NULL
(home).street || (home).city <> ''
ip = '10.0.0.1'
ip << '10.0.0.0/8'
ip <<= inet '10.0.0.0/8'
family(ip) = 4
host(ip) = 'x'
period @> now()
period @> at
period && '[2020-01-01,2021-01-01)'
lower(period) > '2020-01-01'
upper(period) IS NULL
isempty(period)
period = tstzrange(at, NULL)
period <> tstzrange(at, at, '[]')
bits = '1010'
bits = B'1010'
bits = X'A'
"Group" = 'x'
lower("Group") = 'x'
t.n > 5
t.n > t.small
public.t.n > 5
label(note) = 'x'
label(source) = 'x'
public.label(source) = label(mail)
label('x') = 'x'
other.score(amount) > 0
other.score(n) > 0
other.score(n, 5) > 0.5
other.score(5) = 5
n OPERATOR(pg_catalog.=) 5
pg_catalog.lower(note) = 'x'
note::varchar(3) = 'abc'
note::varchar = 'abc'
note::char(3) = 'abc'
'abc'::varchar(2) = note
amount::numeric(10, 1) = 1
at::timestamp(0) = local_at
amount = 0::numeric(10,2)
n::boolean
n::smallint = 1
ratio::integer = 1
note::integer = 1
note::date = day
note::mood = 'ok'
note::jsonb = payload
feeling::text = 'ok'
feeling::text IN ('ok', 'sad')
n::bigint::numeric > 1
note::text::varchar = 'x'
current_user = 'x'
CURRENT_USER = note
session_user = note
user = note
current_schema = note
current_schema() = note
current_catalog = note
current_database() = note
current_setting('a.b') = note
pg_typeof(n) = 'integer'::regtype
'public.t'::regclass::oid > 5
random() < 0.5
gen_random_uuid() = tenant_id
txid_current() > 5
hashtext(note) > 0
n = 1 AND n = 2 AND n = 3
n = 1 AND (n = 2 OR n = 3) AND NOT (n = 4 OR n = 5)
(n = 1) IS TRUE
(n = 1) = (n = 2)
(n > 1) IS NOT NULL
(note IS NULL) = (source IS NULL)
(note IS NULL) <> flag
(n IS NULL) OR (n BETWEEN 0 AND 100)
n IS NULL OR n > 0 AND n < 100
1 + 2 * 3 - n > 0
(1 + 2) * 3 > n
n - 1 - 2 > 0
n - (1 - 2) > 0
2 ^ 3 ^ n > 0
note IS NORMALIZED
normalize(note) = note
""".strip().splitlines()

DEFAULTS = """
n integer | 0
n integer | '5'
n integer | -1
n integer | 1 + 2
n integer | 2.6
s smallint | 0
b bigint | 0
b bigint | '5'
b bigint | 3000000000
b bigint | nextval('t_seq')
b bigint | nextval('public.t_seq')
b bigint | nextval('public.t_seq'::regclass)
b bigint | nextval('other."Seq"')
a numeric(12,2) | 0
a numeric(12,2) | 0.00
a numeric(12,2) | '1.5'
a numeric | -1.50
a numeric | 1e3
r double precision | 0
r double precision | 1.5
r double precision | '0.0000'
r double precision | '-01.2500'
r double precision | '1e22'
r real | '0.10'
r real | '16777217'
f double precision[] | '{1.50, 2}'
r real | 1.5
t text | 'x'
t text | ''
t text | 'it''s'
t text | 'x'::text
t text | E'a\\nb\\\\c'
t text | 'a' || 'b'
t text | current_user
t text | CURRENT_USER
t text | gen_random_uuid()::text
t text | current_setting('a.b', true)
v varchar(20) | 'x'
v varchar(20) | 'x'::varchar
v varchar | 'x'
v varchar(20) | ('x'::text)::varchar
c char(3) | 'abc'
c char | 'a'
f boolean | true
f boolean | 'f'
f boolean | 'no'
f boolean | NOT true
u uuid | gen_random_uuid()
u uuid | '0F8FAD5B-d9cb-469f-a165-70867728950e'
j jsonb | '{}'
j jsonb | '{"b":1,"a":2.50,"cc":[]}'
j jsonb | '[]'::jsonb
j jsonb | jsonb_build_object('a', 1)
j json | '{"b":1}'
x text[] | '{}'
x text[] | '{}'::text[]
x text[] | ARRAY[]::text[]
x text[] | ARRAY['a', 'b']
x text[] | ARRAY['a']::text[]
x varchar(5)[] | '{a, b}'
x varchar(5)[] | ARRAY['a']
x integer[] | '{1, 2}'
x integer[] | ARRAY[1, 2]
x boolean[] | '{true, f}'
d date | CURRENT_DATE
d date | '2020-1-1'
d date | now()
d date | (now() AT TIME ZONE 'UTC')::date
d timestamptz | now()
d timestamptz | CURRENT_TIMESTAMP
d timestamptz | CURRENT_TIMESTAMP(3)
d timestamptz | '2020-01-01'
d timestamptz | '2020-01-01T10:00:00.500+02:00'
d timestamptz | 'infinity'
d timestamptz | now() + interval '30 days'
d timestamptz | now() + '30 days'
d timestamptz | clock_timestamp()
d timestamp | (now() AT TIME ZONE 'utc')
d timestamp | timezone('utc', now())
d timestamp | LOCALTIMESTAMP
d timestamp | '2020-01-01 10:00'
c time | '10:00'
c timetz | '10:00+02'
c timetz | '10:00:00.5 -05:30'
c timetz | '10:00Z'
i interval | '1 hour'
i interval | '1 day 2 hours'
i interval | interval '90 minutes'
i interval | '1 mon'
i interval | 'P1D'
i interval | 'P1Y2M3W4DT5H6M7.5S'
m mood | 'ok'
m mood | 'ok'::mood
m mood | 'ok'::public.mood
m mood[] | '{ok, sad}'
m mood[] | ARRAY['ok']::mood[]
k other.colour | 'red'
e email | 'a@b'
e email | 'a@b'::email
e email | 'a@b'::text
e handle | 'abc'
e handle | 'abc'::handle
e email[] | ARRAY['a@b']::email[]
p cents | 0
p cents | 0::cents
p cents | '5'::cents
b bytea | '\\xFF'
b bytea | ''
b bytea | decode('ff', 'hex')
z inet | '10.0.0.1'
z cidr | '10.0.0.0/8'
z bit(4) | B'1010'
z point | '(1,2)'
z tstzrange | tstzrange(now(), NULL)
z int4range | '[1,5)'
z address | ROW('a', 'b', 1)
""".strip().splitlines()

INDEXES = """
(lower(source))
(lower(note))
((payload ->> 'a'))
((payload -> 'a' ->> 'b'))
(((payload ->> 'n')::integer))
(coalesce(source, ''))
((n + small))
((amount * 100))
(date_trunc('day', local_at))
((at AT TIME ZONE 'UTC'))
(extract(year from day))
(label(source))
((lower(source) || ' ' || upper(note)))
(md5(note))
(left(source, 3))
((home).city)
((tags[1]))
(nullif(source, ''))
(greatest(n, small))
((n IS NULL))
((source = 'x'))
(to_tsvector('english', note))
(to_tsvector('english'::regconfig, coalesce(source, '') || ' ' || coalesce(note, '')))
((CASE WHEN flag THEN source END))
((note || (source COLLATE "C")))
(abs(n))
""".strip().splitlines()

PREDICATES = """
flag
NOT flag
source = 'x'
n IS NOT NULL
source IN ('a', 'b') AND n > 0
amount > 0 AND at IS NULL
feeling = 'ok'
tenant_id IS NOT NULL
day > '2020-01-01'
payload ? 'a'
price > 0
""".strip().splitlines()

POLICIES = """
tenant_id = current_setting('app.tenant', true)::uuid
tenant_id = NULLIF(current_setting('app.tenant', true), '')::uuid
tenant_id = (SELECT current_setting('app.tenant', true)::uuid)
(SELECT NULLIF(current_setting('app.tenant', true), ''))::uuid = tenant_id
tenant_id IN (SELECT id FROM tenants)
tenant_id IN (SELECT id FROM tenants WHERE active)
tenant_id IN (SELECT x.id FROM tenants x WHERE x.active)
tenant_id = ANY (SELECT id FROM tenants)
n IN (1, (SELECT max(quantity) FROM orders))
n IN (1, (SELECT max(quantity) FROM orders WHERE orders.id = t.id), 2)
EXISTS (SELECT 1 FROM orders WHERE orders.id IN (t.id, 5))
EXISTS (SELECT 1 FROM orders WHERE orders.id IN (t.id, 5, orders.parent))
tenant_id NOT IN (SELECT id FROM tenants)
tenant_id <> ALL (SELECT id FROM tenants)
EXISTS (SELECT 1 FROM tenants WHERE tenants.id = t.tenant_id)
EXISTS (SELECT FROM tenants WHERE tenants.id = tenant_id)
EXISTS (SELECT * FROM tenants x WHERE x.id = t.tenant_id AND x.active)
EXISTS (SELECT 1 FROM tenants x WHERE x.id = tenant_id AND x.name = source)
EXISTS (SELECT 1 FROM t WHERE n > 5)
EXISTS (SELECT 1 FROM t x WHERE x.n = t.n)
EXISTS (SELECT 1 FROM orders o JOIN lines l ON l.order_id = o.id WHERE o.tenant_id = t.tenant_id)
EXISTS (SELECT 1 FROM orders o, lines l WHERE l.order_id = o.id AND o.id = t.id)
EXISTS (SELECT 1 FROM other.things s WHERE s.tenant_id = t.tenant_id)
EXISTS (SELECT 1 FROM other.things WHERE things.tenant_id = t.tenant_id)
EXISTS (SELECT 1 FROM orders JOIN lines USING (id) WHERE lines.quantity > 1)
NOT EXISTS (SELECT 1 FROM tenants WHERE id = tenant_id)
source IN (SELECT name FROM tenants)
source IN (SELECT sku FROM lines)
n > (SELECT max(quantity) FROM orders)
n > (SELECT count(*) FROM orders WHERE orders.tenant_id = t.tenant_id)
amount > (SELECT sum(quantity) FROM orders)
big = (SELECT max(quantity) FROM orders)
(tenant_id, source) IN (SELECT id, name FROM tenants)
tags = ARRAY(SELECT name::text FROM tenants ORDER BY name)
tenant_id = (SELECT id FROM tenants ORDER BY name DESC LIMIT 1)
tenant_id IN (SELECT id FROM tenants UNION SELECT tenant_id FROM orders)
tenant_id IN (WITH a AS (SELECT id FROM tenants) SELECT id FROM a)
tenant_id IN (SELECT id FROM (SELECT id, active FROM tenants) q WHERE q.active)
EXISTS (SELECT 1 FROM tenants p WHERE p.id IN (SELECT parent FROM tenants WHERE id = t.tenant_id))
pg_has_role(current_user, 'postgres', 'member')
current_user = 'x'
true
source = current_user
""".strip().splitlines()

GENERATED = """
text | lower(source)
text | source || '-' || note
text | coalesce(source, '') || note
numeric | amount * n
bigint | big * 2
integer | n + small
integer | n * 2
text | CASE WHEN flag THEN 'yes' ELSE 'no' END
text | payload ->> 'a'
numeric | round(amount / 100.0, 2)
numeric | amount / 100
date | (at AT TIME ZONE 'UTC')::date
tsvector | to_tsvector('english', coalesce(note, ''))
boolean | n > 5
boolean | source = 'x'
varchar(5) | left(source, 5)
varchar(5) | source
""".strip().splitlines()

TRIGGERS = """
OLD.source IS DISTINCT FROM NEW.source
NEW.source = 'x'
OLD.* IS DISTINCT FROM NEW.*
(OLD.*) IS NOT DISTINCT FROM (NEW.*)
NEW.n > 5 AND OLD.n <= 5
OLD.amount <> NEW.amount
NEW.feeling = 'ok' AND OLD.feeling <> 'ok'
NEW.at > OLD.at + interval '1 hour'
NEW.source IN ('a', 'b')
(NEW.home).city = 'x'
NEW.payload ->> 'a' = 'x'
pg_trigger_depth() = 0
""".strip().splitlines()
