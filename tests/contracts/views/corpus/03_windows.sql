CREATE VIEW w_ranks AS
SELECT id, row_number() OVER (ORDER BY salary DESC) AS n, rank() OVER w AS r, dense_rank() OVER w AS d,
    percent_rank() OVER w AS p, cume_dist() OVER w AS c, ntile(4) OVER w AS quarter
FROM employees
WINDOW w AS (PARTITION BY department ORDER BY salary);

CREATE VIEW w_neighbours AS
SELECT id, lag(name) OVER w AS before, lead(name, 1, 'nobody') OVER w AS after, lag(salary, 1, 0) OVER w AS lower_salary,
    lag(id, 1, 0) OVER w AS before_id, first_value(name) OVER w AS first_name, last_value(salary) OVER w AS last_salary,
    nth_value(name, 2) OVER w AS second
FROM employees
WINDOW w AS (ORDER BY hired_on);

CREATE VIEW w_sums AS
SELECT order_id, line, sum(quantity) OVER (PARTITION BY order_id) AS of_order,
    sum(unit_price) OVER (ORDER BY ordered_at) AS running, avg(quantity) OVER () AS mean, count(*) OVER () AS rows,
    max(comment) OVER (PARTITION BY product_id) AS comment
FROM order_lines;

CREATE VIEW w_frames AS
SELECT sensor, taken_at,
    avg(pressure) OVER (PARTITION BY sensor ORDER BY taken_at ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS smooth,
    sum(pressure) OVER (ORDER BY taken_at ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS earlier,
    first_value(pressure) OVER f AS first_pressure, count(pressure) OVER f AS counted
FROM measurements
WINDOW f AS (PARTITION BY sensor ORDER BY taken_at ROWS BETWEEN 3 FOLLOWING AND 5 FOLLOWING);

CREATE VIEW w_of_aggregates AS
SELECT department, sum(salary) AS salaries, rank() OVER (ORDER BY sum(salary)) AS place,
    sum(count(*)) OVER () AS people, count(*)::numeric / sum(count(*)) OVER () AS share
FROM employees
GROUP BY department;

CREATE VIEW w_filter AS
SELECT id, count(*) FILTER (WHERE salary > 10) OVER () AS rich, sum(id) FILTER (WHERE salary > 10) OVER () AS ids
FROM employees;

CREATE VIEW w_latest AS
SELECT id, customer_id, state
FROM (
    SELECT i.*, row_number() OVER (PARTITION BY customer_id ORDER BY issued_on DESC, id) AS n
    FROM billing.invoices i
) numbered
WHERE n = 1;
