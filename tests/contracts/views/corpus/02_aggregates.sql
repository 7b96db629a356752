CREATE VIEW a_whole AS
SELECT count(*) AS rows, count(nickname) AS nicknames, sum(stock) AS stocks, max(price) AS dearest,
    min(released_on) AS oldest, avg(price) AS mean, bool_and(stock > 0) AS all_in_stock
FROM customers, products;

CREATE VIEW a_sums AS
SELECT product_id,
    sum(quantity) AS of_integer, sum(order_id) AS of_bigint, sum(line) AS of_smallint,
    sum(unit_price) AS of_numeric, sum(discount_percent) AS of_double,
    sum(quantity * unit_price) AS revenue, avg(quantity) AS mean, avg(discount_percent) AS mean_double
FROM order_lines
GROUP BY product_id;

CREATE VIEW a_minmax AS
SELECT department, min(name) AS first_name, max(salary) AS top, max(hired_on) AS newest, min(office) AS office
FROM employees
GROUP BY department;

CREATE VIEW a_strings AS
SELECT c.is_active, max(c.name) AS varchar_max, min(c.temper) AS enum_min, max(c.contact) AS domain_max,
    string_agg(c.name, ', ' ORDER BY c.name) AS names, string_agg(DISTINCT c.nickname, ',') AS nicknames,
    array_agg(c.temper) AS tempers, array_agg(c.nickname) AS nickname_list, array_agg(DISTINCT c.contact) AS contacts
FROM customers c
GROUP BY c.is_active;

CREATE VIEW a_json AS
SELECT i.customer_id, jsonb_agg(i.payload) AS payloads, json_agg(i.note) AS notes,
    jsonb_object_agg(i.id, i.note) AS by_id, json_object_agg(i.id, i.total) AS totals,
    jsonb_agg(jsonb_build_object('id', i.id, 'total', i.total) ORDER BY i.id) AS objects
FROM billing.invoices i
GROUP BY i.customer_id;

CREATE VIEW a_filter AS
SELECT customer_id, count(*) FILTER (WHERE paid_at IS NULL) AS unpaid,
    sum(total) FILTER (WHERE state = 'paid') AS paid, jsonb_agg(id) FILTER (WHERE note IS NOT NULL) AS noted
FROM billing.invoices
GROUP BY customer_id;

CREATE VIEW a_having AS
SELECT department, count(*) AS people, sum(salary) AS salaries
FROM employees
GROUP BY department
HAVING sum(salary) > 1000 AND department IS NOT NULL;

CREATE VIEW a_rollup AS
SELECT state, customer_id, count(*) AS invoices, sum(total) AS total, COALESCE(sum(total), 0) AS safe,
    GROUPING(state) AS level
FROM billing.invoices
GROUP BY ROLLUP (state, customer_id);

CREATE VIEW a_grouping_sets AS
SELECT name, department, COALESCE(department, 'none') AS shown, count(*) AS people
FROM employees
GROUP BY GROUPING SETS ((name, department), (department), ());

CREATE VIEW a_cube_of_expressions AS
SELECT COALESCE(note, '-') AS note, date_trunc('month', issued_on) AS month, count(*) AS invoices
FROM billing.invoices
GROUP BY CUBE (COALESCE(note, '-'), date_trunc('month', issued_on));

CREATE VIEW a_ordered_sets AS
SELECT product_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity) AS median,
    percentile_disc(0.9) WITHIN GROUP (ORDER BY unit_price) AS p90,
    mode() WITHIN GROUP (ORDER BY comment) AS usual,
    percentile_cont(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY discount_percent) AS quartiles,
    rank(5) WITHIN GROUP (ORDER BY quantity) AS rank_of_five
FROM order_lines
GROUP BY product_id;

CREATE VIEW a_statistics AS
SELECT sensor, stddev(celsius) AS spread, var_pop(pressure) AS variance, corr(celsius, pressure) AS correlation,
    bit_or(quality) AS bits, every(quality IS NOT NULL) AS complete, stddev_pop(pressure) AS population,
    regr_count(celsius, pressure) AS pairs, variance(quality) AS exact
FROM measurements
GROUP BY sensor;

CREATE VIEW a_by_expression AS
SELECT lower(name) AS name, extract(year FROM hired_on) AS year, count(*) AS people, max(salary) - min(salary) AS gap
FROM employees
GROUP BY 1, extract(year FROM hired_on);

CREATE VIEW a_distinct AS
SELECT DISTINCT department, hired_on, count(*) OVER () AS total
FROM employees;

CREATE VIEW a_distinct_on AS
SELECT DISTINCT ON (customer_id) customer_id, id, state, issued_on
FROM billing.invoices
ORDER BY customer_id, issued_on DESC;

CREATE VIEW a_by_key AS
SELECT c.id, c.name, c.nickname, count(i.id) AS invoices, max(i.issued_on) AS last_issued, sum(i.total) AS total
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id
GROUP BY c.id;
