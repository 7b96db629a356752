CREATE VIEW t_outer_aggregate AS
SELECT e.department, (SELECT COALESCE(count(e.id), 0) FROM products p WHERE p.stock > 1) AS counted,
    (SELECT COALESCE(sum(e.id + p.id), 0) FROM products p) AS mixed
FROM employees e
GROUP BY e.department, e.id;

CREATE VIEW t_rows_in_scalar AS
SELECT e.id, (SELECT jsonb_build_object('a', unnest(ARRAY[]::integer[]))) AS no_row,
    (SELECT count(*) FROM products LIMIT 0) AS cut, (SELECT count(*) FROM products OFFSET 1) AS skipped,
    (SELECT count(*) FROM products HAVING count(*) > 100) AS rare, (SELECT 1 WHERE e.id < 0) AS never,
    (SELECT count(*) FROM products GROUP BY sku LIMIT 1) AS grouped, (VALUES (1)) AS value
FROM employees e;

CREATE VIEW t_not_in_nothing AS
SELECT c.nickname, c.referrer_id, c.contact
FROM customers c
WHERE c.nickname NOT IN (SELECT sku FROM products WHERE stock < 0)
    AND NOT (c.referrer_id = ANY (SELECT id FROM customers WHERE false)) AND c.contact <> ALL ('{}'::text[]);

CREATE VIEW t_row_comparison AS
SELECT c.nickname, c.contact, c.born, c.seen_at
FROM customers c
WHERE (c.name, c.nickname) < ('zzz', 'x') AND (c.name, c.contact) <> ('q', 'q') AND (c.is_active, c.born) = (true, date '2020-01-01')
    AND NOT ((c.name, c.seen_at) IS NULL);

CREATE VIEW t_grouped_constants AS
SELECT 'all' AS label, COALESCE(department, 'none') AS department, upper(COALESCE(department, 'x')) AS loud, count(*) AS people,
    COALESCE(sum(id), 0) AS ids
FROM employees
GROUP BY ROLLUP (1, 2, upper(COALESCE(department, 'x')));

CREATE VIEW t_group_by_alias AS
SELECT COALESCE(department, 'none') AS dept, count(*) AS people
FROM employees
GROUP BY CUBE (dept);

CREATE VIEW t_empty_group AS
SELECT sum(id) AS ids, max(name) AS name, count(*) AS people, jsonb_agg(id) AS list
FROM employees
GROUP BY ();

CREATE VIEW t_empty_frames AS
SELECT id, max(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND CURRENT ROW EXCLUDE CURRENT ROW) AS excluded,
    first_value(id) OVER (w ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS next_one, last_value(id) OVER u AS derived,
    sum(id) OVER (ORDER BY id DESC RANGE BETWEEN 5 PRECEDING AND 3 PRECEDING) AS distant
FROM employees
WINDOW w AS (ORDER BY id), u AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING);

CREATE VIEW t_infinite AS
SELECT extract(day FROM i.issued_on) AS day, extract(epoch FROM i.issued_on) AS epoch, extract(year FROM i.issued_on) AS year,
    date_part('hour', i.issued_on::timestamp) AS hour, to_char(i.issued_on, 'YYYY') AS label, date_trunc('day', i.issued_on) AS day_start,
    extract(millennium FROM i.issued_on) AS millennium, extract(julian FROM i.issued_on) AS julian, i.issued_on::timestamptz AS at
FROM billing.invoices i;

CREATE VIEW t_json_nulls AS
SELECT (profile -> 'count')::integer AS number, (profile -> 'a')::text AS text, to_jsonb(nickname) AS of_null, jsonb_typeof(profile -> 'a') AS kind,
    ('null'::jsonb)::boolean AS cast_null, profile -> 'a' = 'null' AS is_json_null, jsonb_path_exists(profile, '$.a') AS has_path
FROM customers
WHERE jsonb_typeof(profile -> 'count') IN ('number', 'null') OR profile -> 'count' IS NULL;

CREATE VIEW t_domain_after_join AS
SELECT c.id, i.total, i.total + 1 AS more, i.total::integer AS plain
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id AND i.total > 100000;

CREATE VIEW t_joins_after_joins AS
SELECT a.id AS a, b.id AS b, c.id AS c, d.id AS d
FROM employees a
JOIN employees b ON b.manager_id = a.id
LEFT JOIN employees c ON c.manager_id = b.id
RIGHT JOIN employees d ON d.id = c.id + 100
WHERE d.name <> 'x' OR a.name = 'y';

CREATE VIEW t_proven_then_lost AS
SELECT x.manager_id, x.department, y.name
FROM (SELECT manager_id, department FROM employees WHERE manager_id IS NOT NULL AND department > '') x
FULL JOIN employees y ON y.id = x.manager_id;

CREATE VIEW t_using_chain AS
SELECT customer_id, a.quantity, b.total, c.id AS other
FROM order_lines a
LEFT JOIN billing.invoices b USING (customer_id)
FULL JOIN (SELECT customer_id, id FROM billing.invoices) c USING (customer_id);

CREATE VIEW t_statistics AS
SELECT department, stddev(id) AS one_row, stddev_pop(id) AS population, string_agg(department, ',') AS nulls, covar_samp(id, id) AS covariance,
    array_agg(department) AS list, string_agg(name, department) AS joined, regr_slope(id, id) AS slope
FROM employees
GROUP BY department;

CREATE VIEW t_recursion_weakens AS
WITH RECURSIVE walk (here, above, top) AS (
    SELECT id, id, name FROM employees
    UNION ALL
    SELECT w.above, e.manager_id, NULLIF(w.top, 'a') FROM walk w JOIN employees e ON e.id = w.above WHERE w.above IS NOT NULL AND e.id < 0
    )
SELECT here, above, top FROM walk;

CREATE VIEW t_intersections AS
SELECT nickname AS text, id::text AS key FROM customers INTERSECT SELECT name, sku FROM customers, products
UNION ALL
SELECT name, NULLIF(name, 'a') FROM employees EXCEPT SELECT title, NULL FROM products;

CREATE VIEW t_case_facts AS
SELECT CASE WHEN nickname IS NOT NULL OR contact IS NOT NULL THEN nickname ELSE 'none' END AS either,
    CASE WHEN nickname IS NOT NULL AND contact IS NOT NULL THEN contact ELSE 'none' END AS both,
    CASE WHEN NOT (nickname = 'a') THEN nickname ELSE 'none' END AS other, CASE nickname WHEN 'a' THEN nickname ELSE 'b' END AS simple,
    CASE WHEN COALESCE(nickname, 'x') = 'x' THEN nickname ELSE 'q' END AS fooled, CASE WHEN nickname IS NULL OR born IS NULL THEN 'x' ELSE nickname END AS rest
FROM customers;

CREATE VIEW t_ranges AS
SELECT lower(period) AS starts, upper(period) AS ends, isempty(period) AS is_empty, period * daterange('2020-01-01', NULL) AS clipped, lower_inf(period) AS open
FROM billing.invoices;

CREATE VIEW t_rows AS
SELECT (nickname, born) BETWEEN ('a', '2000-01-01') AND ('b', '2001-01-01') AS between_rows, ROW (nickname, 1) IN (ROW ('a', 1), ROW ('b', 2)) AS in_rows,
    (nickname, name) IN (SELECT name, name FROM employees) AS in_query, (nickname, name) = ANY (SELECT name, name FROM employees) AS any_row,
    ROW (nickname, name) = ROW ('a', name) AS same, (nickname, name) IS NULL AS is_null, (nickname, name) IS DISTINCT FROM (name, name) AS differs,
    (name, id) IN (SELECT name, id FROM customers) AS certain, ((nickname, name)) = (('a', 'b')) AS wrapped, NULLIF((name, 1) < ('b', 2), false) AS less
FROM customers;

CREATE VIEW t_order_of_types AS
SELECT CASE WHEN is_active THEN name ELSE nickname END AS text_last, CASE WHEN is_active THEN nickname ELSE name END AS varchar_last,
    COALESCE(name, nickname) AS varchar_first, COALESCE(nickname, name) AS text_first, GREATEST(contact, name) AS domain_first,
    COALESCE(contact, contact) AS domains, CASE WHEN is_active THEN contact END AS domain_or_null, COALESCE((home).zip, name) AS char_first,
    ARRAY[name, nickname] AS list, NULLIF(name, nickname) AS nullif, NULLIF(born, created_at) AS date_first, COALESCE(1, 2.5, 3::real) AS numbers
FROM customers;

CREATE VIEW t_order_of_union AS
SELECT name, nickname FROM customers UNION ALL SELECT nickname, name FROM customers UNION ALL SELECT 'x', NULL;
