CREATE VIEW h_cohorts AS
WITH first_orders AS (
    SELECT l.customer_id, min(l.ordered_at) AS first_at, date_trunc('month', min(l.ordered_at)) AS cohort
    FROM order_lines l
    WHERE l.customer_id IS NOT NULL
    GROUP BY l.customer_id
),
activity AS (
    SELECT f.cohort, (extract(year FROM age(l.ordered_at, f.cohort)) * 12 + extract(month FROM age(l.ordered_at, f.cohort)))::integer AS offset_months,
        l.customer_id
    FROM order_lines l
    JOIN first_orders f USING (customer_id)
)
SELECT to_char(cohort, 'YYYY-MM') AS label, cohort, offset_months, count(DISTINCT customer_id) AS active,
    round(100.0 * count(DISTINCT customer_id) / max(count(DISTINCT customer_id)) OVER (PARTITION BY cohort), 1) AS percent
FROM activity
GROUP BY cohort, offset_months;

CREATE VIEW h_org_chart AS
WITH RECURSIVE tree (id, parent, label, depth, trail) AS (
    SELECT e.id, e.manager_id, e.name::text, 0, e.name::text FROM employees e WHERE e.manager_id IS NULL
    UNION ALL
    SELECT e.id, e.manager_id, repeat('  ', t.depth + 1) || e.name, t.depth + 1, t.trail || ' > ' || e.name
    FROM employees e, tree t WHERE e.manager_id = t.id
)
SELECT t.*, count(*) OVER (PARTITION BY t.parent) - 1 AS siblings, string_to_array(t.trail, ' > ') AS steps
FROM tree t;

CREATE VIEW h_invoice_status AS
SELECT i.id,
    CASE
        WHEN i.paid_at IS NOT NULL THEN 'paid'::billing.state
        WHEN i.due_on < current_date THEN 'open'
        ELSE i.state
    END AS effective,
    i.state IN ('paid', 'void') AS closed,
    COALESCE(i.previous_state, i.state) AS before,
    (i.due_on IS NOT NULL AND i.paid_at::date > i.due_on) AS late,
    GREATEST(i.due_on - current_date, 0) AS days_left,
    upper(i.period) - lower(i.period) AS period_days,
    i.period && daterange(current_date, NULL) AS current,
    i.total::numeric / 100 AS amount,
    COALESCE(i.discount, 0) AS discount,
    i.total - i.total * COALESCE(i.discount, 0) AS net
FROM billing.invoices i;

CREATE VIEW h_revenue_by_city AS
SELECT COALESCE((c.home).city, 'unknown') AS city, count(*) AS customers, sum(l.quantity * l.unit_price) AS revenue,
    sum(l.quantity * l.unit_price) FILTER (WHERE l.shipped_at IS NOT NULL) AS shipped, min(c.created_at)::date AS since
FROM customers c
JOIN order_lines l ON l.customer_id = c.id
GROUP BY COALESCE((c.home).city, 'unknown');

CREATE VIEW h_full_chain AS
SELECT COALESCE(a.id, b.id) AS id, a.name, b.title, b.price, a.id IS NULL AS only_product, c.quantity
FROM employees a
FULL JOIN products b ON b.id = a.id
LEFT JOIN order_lines c ON c.product_id = b.id AND c.quantity > 1
WHERE COALESCE(a.id, b.id) IS NOT NULL;

CREATE VIEW h_top_products AS
SELECT p.id, p.title, s.sold, s.rank
FROM products p
JOIN LATERAL (
    SELECT sum(l.quantity) AS sold, rank() OVER (ORDER BY sum(l.quantity) DESC NULLS LAST) AS rank
    FROM order_lines l
    WHERE l.product_id = p.id
    HAVING sum(l.quantity) > 0
) s ON s.sold > 0;

CREATE VIEW h_tags AS
SELECT tag, count(*) AS uses, array_agg(id ORDER BY created_at DESC) AS customers,
    jsonb_agg(jsonb_build_object('id', id, 'name', name) ORDER BY name) FILTER (WHERE is_active) AS active
FROM (SELECT id, name, is_active, created_at, unnest(tags) AS tag FROM customers) t
GROUP BY tag;

CREATE VIEW h_profile AS
SELECT c.id, (c.profile ->> 'age')::numeric AS age, (c.profile -> 'address' ->> 'city') AS city, COALESCE((c.profile ->> 'newsletter')::boolean, false) AS newsletter,
    c.profile @> jsonb_build_object('vip', true) AS vip, jsonb_array_length(COALESCE(c.profile -> 'items', '[]'::jsonb)) AS items,
    (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(c.profile) AS e WHERE e.key <> 'items') AS rest,
    ARRAY(SELECT jsonb_array_elements_text(c.profile -> 'items')) AS item_texts, c.profile -> 'a' IS NULL AS no_a
FROM customers c;

CREATE VIEW h_calendar AS
SELECT d::date AS day, extract(isodow FROM d)::smallint AS weekday, to_char(d, 'Day') AS name, count(i.id) AS issued, COALESCE(sum(i.total), 0) AS total,
    sum(count(i.id)) OVER (ORDER BY d ROWS UNBOUNDED PRECEDING) AS running
FROM generate_series(date_trunc('year', now()), now(), '1 day') AS d
LEFT JOIN billing.invoices i ON i.issued_on = d::date
GROUP BY d;

CREATE VIEW h_events AS
SELECT 'order' AS kind, l.order_id::text AS reference, l.ordered_at AS at, l.quantity * l.unit_price AS amount, l.comment AS note FROM order_lines l
UNION ALL
SELECT 'invoice', i.id::text, i.issued_on::timestamptz, i.total / 100.0, i.note FROM billing.invoices i
UNION ALL
SELECT 'hire', NULL, e.hired_on, e.salary, NULL FROM employees e;

CREATE VIEW h_events_daily AS
SELECT at::date AS day, kind, count(*) AS events, sum(amount) AS amount, max(length(note)) AS longest, bool_or(reference IS NULL) AS anonymous
FROM h_events
GROUP BY at::date, kind
HAVING count(*) > 0;

CREATE MATERIALIZED VIEW h_stock AS
SELECT p.id AS product_id, p.sku, p.stock - COALESCE(sum(l.quantity), 0) AS left_over, p.stock::numeric / NULLIF(sum(l.quantity), 0) AS cover,
    bool_and(l.shipped_at IS NOT NULL) AS all_shipped, max(l.ordered_at) AS last_order
FROM products p
LEFT JOIN order_lines l ON l.product_id = p.id
GROUP BY p.id, p.sku, p.stock
WITH DATA;

CREATE VIEW h_stock_alerts AS
SELECT s.product_id, s.sku, s.left_over, p.title, p.cost, now() - s.last_order AS idle,
    CASE WHEN s.left_over <= 0 THEN 'out' WHEN s.cover < 1.5 THEN 'low' ELSE NULL END AS alert
FROM h_stock s
NATURAL JOIN (SELECT id AS product_id, title, cost FROM products) p
WHERE s.left_over < 10 OR s.cover IS NULL;

CREATE VIEW h_sensor_gaps AS
SELECT m.sensor, m.taken_at, m.taken_at - lag(m.taken_at) OVER w AS gap, lead(m.taken_at, 1, m.taken_at) OVER w AS next_at,
    avg(m.celsius) OVER (PARTITION BY m.sensor ORDER BY m.taken_at RANGE BETWEEN '1 hour' PRECEDING AND CURRENT ROW) AS hourly,
    m.pressure - first_value(m.pressure) OVER w AS drift, ntile(10) OVER (ORDER BY m.pressure) AS decile,
    COALESCE(m.quality, 0)::integer::boolean AS good
FROM measurements m
WINDOW w AS (PARTITION BY m.sensor ORDER BY m.taken_at);

CREATE VIEW h_pivot AS
SELECT department, count(*) FILTER (WHERE hired_on < '2010-01-01') AS veterans, max(CASE WHEN shift IS NOT NULL THEN name END) AS shifted,
    sum(CASE WHEN salary > 1000 THEN 1 ELSE 0 END) AS well_paid, avg(CASE WHEN manager_id IS NULL THEN 1 ELSE 0 END) AS boss_share,
    COALESCE(max(salary), 0) - COALESCE(min(salary), 0) AS spread, array_agg(DISTINCT office) FILTER (WHERE office IS NOT NULL) AS offices,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY hired_on) AS median_hire
FROM employees
GROUP BY department;

CREATE VIEW h_cube AS
SELECT department, extract(year FROM hired_on) AS year, GROUPING(department, extract(year FROM hired_on)) AS bits, sum(salary) AS salaries,
    count(*) AS people, COALESCE(department, 'all') AS label, max(name) AS last_name
FROM employees
GROUP BY CUBE (department, extract(year FROM hired_on));

CREATE VIEW h_anti AS
SELECT c.id, c.name, c.contact
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id AND i.state <> 'void'
WHERE i.id IS NULL;

CREATE VIEW h_semi AS
SELECT p.*
FROM products p
WHERE p.id = ANY (SELECT l.product_id FROM order_lines l GROUP BY l.product_id HAVING count(*) >= 2) AND p.cost IS NOT NULL AND p.warranty > '1 day';

CREATE VIEW h_ranges AS
SELECT p.id, p.size_range * int4range(0, 10) AS clipped, upper(p.size_range) - lower(p.size_range) AS width, upper_inf(p.size_range) AS unbounded,
    numrange(p.price, NULL) AS price_up, int4range(p.stock, p.stock + 5, '[]') AS stock_range, p.size_range -|- int4range(5, 9) AS touches
FROM products p;

CREATE VIEW h_settings_union AS
SELECT key, value, 'default' AS origin FROM (VALUES ('currency', 'EUR'), ('locale', NULL)) AS d (key, value)
UNION
SELECT s.key, s.value #>> '{}', 'customer' FROM customers c, json_each(c.settings) AS s;

CREATE VIEW h_lateral_sum (customer, biggest, ratio, label) AS
SELECT c.id, x.biggest, x.biggest / NULLIF(x.total, 0)::float8, concat(c.name, ': ', x.total)
FROM customers c, LATERAL (SELECT max(i.total) AS biggest, sum(i.total) AS total FROM billing.invoices i WHERE i.customer_id = c.id) x;

CREATE VIEW h_text_search AS
SELECT p.id, to_tsvector('english', p.title) AS document, to_tsvector('english', p.title) @@ to_tsquery('a & b') AS found,
    ts_rank(to_tsvector('english', p.title), plainto_tsquery('a')) AS rank, regexp_count(p.title, 'a') AS hits, p.title ~* 'A' AS has_a,
    translate(p.title, 'ab', 'xy') AS changed, strpos(p.title, 'a') AS at, starts_with(p.title, 'a') AS begins, chr(65) || p.sku AS tagged_sku
FROM products p;

CREATE VIEW h_nested_sets AS
SELECT id FROM employees
INTERSECT
(SELECT product_id FROM order_lines UNION SELECT invoice_id FROM order_lines)
EXCEPT
SELECT 1;

CREATE VIEW h_misc AS
SELECT DISTINCT ON (e.department) e.department, e.name, e.badge << 1 AS badge, e.badge::text AS bits, host(e.office)::text AS host, e.office << inet '10.0.0.0/8' AS internal,
    e.salary * interval '1 hour' AS odd, (e.hired_on, e.id) < (current_date, 5) AS before, width_bucket(e.salary, ARRAY[0, 10, 100]::numeric[]) AS bucket,
    COALESCE(e.salary, 0)::money AS money, e.hired_on + e.shift AS shift_start, date_bin('15 minutes', e.hired_on::timestamp, '2001-01-01') AS bin,
    md5(e.name)::uuid AS key, e.id::bit(4) AS four, ('x' || e.name)::varchar(5) AS cut, num_nonnulls(e.salary, e.office) AS filled, e.tableoid, e.ctid
FROM employees e
ORDER BY e.department, e.hired_on;
