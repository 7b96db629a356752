CREATE VIEW e_case AS
SELECT id,
    CASE WHEN stock > 10 THEN 'many' WHEN stock > 0 THEN 'few' ELSE 'none' END AS level,
    CASE stock WHEN 0 THEN 'none' END AS only_none,
    CASE WHEN cost IS NOT NULL THEN cost ELSE 0 END AS known_cost,
    CASE WHEN cost IS NULL THEN 0 ELSE cost END AS known_cost_too,
    CASE WHEN weight > 1 THEN price ELSE cost END AS mixed,
    CASE WHEN weight > 1 THEN price END AS half,
    CASE WHEN stock > 1 THEN price ELSE price END AS same
FROM products;

CREATE VIEW e_coalesce AS
SELECT id, COALESCE(nickname, name) AS shown, COALESCE(nickname, contact, 'none') AS reach,
    COALESCE(nickname) AS alone, NULLIF(name, '') AS filled, NULLIF(nickname, name) AS other,
    GREATEST(born, date '1900-01-01') AS late, LEAST(seen_at, created_at) AS early,
    COALESCE(is_vip, false) AS vip, COALESCE(temper, 'calm') AS temper, COALESCE(seen_at, created_at) AS moment
FROM customers;

CREATE VIEW e_casts AS
SELECT id::text AS text, price::integer AS whole, price::numeric(12, 3) AS scaled, sku::text AS code,
    stock::bigint AS big, volume::numeric AS exact, title::varchar(10) AS short, released_on::timestamp AS moment,
    '2020-01-01'::date AS day, 'calm'::mood AS calm, '{1,2}'::int[] AS numbers, '{}'::jsonb AS object, NULL::uuid AS none,
    title::char(3) AS three, title::name AS name, CAST(weight AS double precision) AS wide, attributes::text AS json_text,
    (attributes -> 'count')::integer AS json_number
FROM products;

CREATE VIEW e_arithmetic AS
SELECT id, price * stock AS value, price / 3 AS third, stock / 2 AS half, stock * 2 AS twice, stock + id AS mixed,
    weight * 2 AS single, weight * price AS real_numeric, volume * price AS double_numeric, -price AS negative, stock % 2 AS odd,
    2 ^ 3 AS power, price - cost AS margin, (price - cost) / NULLIF(price, 0) AS ratio, 5 / 2 AS int_division, 5 / 2.0 AS division,
    stock::smallint + 1::smallint AS small, weight + volume AS wide, abs(price) AS absolute, - (-2147483648) AS edge,
    stock & 1 AS low_bit, stock << 1 AS shifted, id | 1 AS bits, 1e3 AS scientific, 12345678901 AS large
FROM products;

CREATE VIEW e_rounding AS
SELECT round(price, 1) AS rounded, round(volume) AS of_double, ceil(price) AS up, floor(weight) AS down, trunc(price, 2) AS cut,
    sqrt(volume) AS root, power(price, 2) AS square, exp(1) AS e, ln(price) AS natural, sign(cost) AS sign, mod(stock, 3) AS remainder,
    random() AS chance, div(price, 2) AS whole, width_bucket(price, 0, 100, 5) AS bucket, round(stock) AS of_smallint
FROM products;

CREATE VIEW e_strings AS
SELECT lower(name) AS lower, upper(nickname) AS upper, length(name) AS length, name || ' ' || nickname AS joined,
    concat(name, nickname) AS safe, concat_ws('-', name, nickname) AS dashed, substring(name FROM 1 FOR 3) AS three,
    substring(name FROM '[a-z]+') AS matched, trim(name) AS trimmed, trim(LEADING 'x' FROM nickname) AS left_trimmed,
    replace(name, 'a', 'b') AS replaced, split_part(name, ' ', 1) AS first, position('a' IN name) AS place,
    left(name, 1) AS initial, lpad(name, 10, '.') AS padded, initcap(name) AS title, md5(name) AS hash,
    format('%s <%s>', name, contact) AS formatted, regexp_replace(name, 'a+', 'b') AS cleaned, reverse(name) AS reversed,
    to_char(created_at, 'YYYY') AS year, string_to_array(name, ' ') AS words, overlay(name PLACING 'x' FROM 1 FOR 1) AS laid,
    regexp_match(name, 'a(b)') AS groups, ascii(name) AS code, repeat(name, 2) AS twice, quote_literal(name) AS quoted
FROM customers;

CREATE VIEW e_conditions AS
SELECT name LIKE 'a%' AS likes, nickname ILIKE 'a%' AS ilikes, name ~ '^a' AS matches, name IN ('a', 'b') AS listed,
    nickname IN ('a', 'b') AS maybe_listed, nickname IS NULL AS missing, is_vip IS TRUE AS vip, is_vip IS NOT FALSE AS maybe_vip,
    is_active AND is_vip AS both, is_active OR NOT is_vip AS either, born BETWEEN '1990-01-01' AND '2000-01-01' AS nineties,
    nickname IS DISTINCT FROM name AS differs, temper > 'calm' AS stressed, name = ANY (tags) AS tagged, tags && ARRAY['x'] AS overlaps,
    id = referrer_id AS own, (name, nickname) = ('a', 'b') AS pair, is_active = true AS active, name NOT IN ('a') AS unlisted,
    created_at > seen_at AS later, name SIMILAR TO 'a%' AS similar, NOT is_active AS inactive
FROM customers;

CREATE VIEW e_times AS
SELECT i.issued_on + 30 AS due, i.due_on - i.issued_on AS days, i.issued_on + interval '1 month' AS next_month, i.paid_at - now() AS ago,
    now() - interval '1 day' AS yesterday, extract(epoch FROM i.paid_at) AS epoch, extract(dow FROM i.issued_on) AS weekday,
    extract(year FROM i.issued_on) AS year, date_part('month', i.paid_at) AS month, date_trunc('month', i.issued_on) AS first_day,
    date_trunc('day', i.paid_at) AS day, i.paid_at AT TIME ZONE 'UTC' AS utc, i.paid_at::date AS paid_on, age(i.paid_at) AS age,
    age(i.issued_on, i.due_on) AS between, current_date AS today, current_timestamp AS at, localtimestamp AS local,
    make_date(2020, 1, 1) AS made, to_timestamp(0) AS start, to_date('2020', 'YYYY') AS parsed, i.issued_on::timestamp AS midnight,
    interval '1 hour' * 2 AS two_hours, date_trunc('hour', interval '1 hour') AS hour, isfinite(i.issued_on) AS finite,
    to_char(i.issued_on, 'YYYY-MM') AS label, make_interval(days => 3) AS three_days, i.due_on - interval '1 day' AS before
FROM billing.invoices i;

CREATE VIEW e_time_columns AS
SELECT seen_at AT TIME ZONE 'Europe/Berlin' AS zoned, seen_at::time AS clock, created_at::timestamp AS plain,
    seen_at - interval '1 day' AS day_before, seen_at - created_at::timestamp AS gap, created_at::timestamptz(0) AS whole,
    current_timestamp(0) AS now_whole, localtime AS local, current_time AS zoned_clock, born + time '10:00' AS morning
FROM customers;

CREATE VIEW e_json AS
SELECT profile -> 'a' AS object, profile ->> 'a' AS text, profile #> '{a,b}' AS deep, profile #>> '{a,b}' AS deep_text, settings -> 'a' AS json,
    settings ->> 'a' AS json_text, profile ? 'a' AS has, profile @> '{"a": 1}' AS contains, profile || '{"b": 2}' AS merged, profile - 'a' AS without,
    jsonb_build_object('id', id, 'name', nickname) AS built, json_build_array(1, name) AS list, to_jsonb(name) AS as_json, jsonb_typeof(profile) AS kind,
    jsonb_array_length(profile -> 'items') AS items, jsonb_set(profile, '{a}', '1') AS changed, jsonb_strip_nulls(profile) AS stripped,
    (profile ->> 'age')::integer AS age, profile #- '{a}' AS cut, jsonb_path_query_first(profile, '$.a') AS first, row_to_json(ROW(1, 2)) AS row,
    profile ?| ARRAY['a', 'b'] AS any_key, profile -> 0 AS item, jsonb_pretty(profile) AS pretty
FROM customers;

CREATE VIEW e_arrays AS
SELECT tags[1] AS first, scores[1:2] AS slice, tags || '{x}' AS appended, tags || ARRAY['y'] AS concatenated, array_length(tags, 1) AS length,
    cardinality(scores) AS count, ARRAY[1, 2, 3] AS numbers, ARRAY[name, nickname] AS names, array_to_string(tags, ',') AS text,
    array_append(scores, 1) AS more, array_position(tags, 'x') AS place, tags @> ARRAY['x'] AS has, array_remove(scores, 1) AS fewer,
    ARRAY(SELECT e.id FROM employees e) AS ids, ARRAY[]::text[] AS empty, scores || 5 AS grown, array_cat(scores, scores) AS doubled,
    ARRAY[ARRAY[1], ARRAY[2]] AS matrix, COALESCE(scores, '{}') AS scores, 'x' = ANY (tags) AS tagged
FROM customers;

CREATE VIEW e_user_types AS
SELECT temper, contact, home, (home).city AS city, (home).zip AS zip, temper::text AS temper_text, upper(contact) AS upper_contact,
    contact || '' AS joined, ROW(name, nickname)::text AS row_text, full_name(name, nickname) AS full_name, tags::varchar[] AS labels,
    (ARRAY['calm', 'busy'])[1]::mood AS picked
FROM customers;

CREATE VIEW e_other_types AS
SELECT e.office, host(e.office) AS host, e.badge, e.shift, e.badge & B'00001111' AS low, p.size_range, lower(p.size_range) AS low_bound,
    isempty(p.size_range) AS is_empty, p.size_range @> 3 AS has_three, p.image, length(p.image) AS bytes, encode(p.image, 'hex') AS hex,
    p.available_from, p.warranty, p.warranty * 2 AS longer, p.dimensions[1] AS width, p.weight::text AS weight_text, int4range(1, 5) AS made,
    masklen(e.office) AS bits, p.available_from + p.warranty AS until
FROM employees e JOIN products p ON p.id = e.id;

CREATE VIEW e_settings AS
SELECT current_user AS who, session_user AS login, current_database() AS db, current_setting('application_name') AS app,
    current_setting('app.tenant', true) AS tenant, NULLIF(current_setting('app.tenant', true), '')::uuid AS tenant_id, version() AS version,
    pg_typeof(1) AS type, gen_random_uuid() AS id, num_nulls(1, NULL) AS nulls, current_schema AS schema;

CREATE VIEW e_literals (one, word, none, yes, decimal, moment, sum, loud, calm, either) AS
SELECT 1, 'text', NULL, true, 1.5, now(), 2 + 2, upper('x'), 'calm'::mood, COALESCE(NULL, 'a')
FROM (SELECT 1 AS one) one_row;

CREATE VIEW e_names AS
SELECT d.*
FROM (
    SELECT upper('x'), now(), '1'::integer, CASE WHEN true THEN 1 END, COALESCE(NULL, 'a'), ARRAY[1], (SELECT max(id) FROM employees),
        interval '1 day', current_date, EXISTS (SELECT 1), trim(' x '), extract(year FROM current_date), 'a' || 'b'
) d;
