CREATE VIEW l_base AS
SELECT i.id, i.customer_id, i.total, i.state, i.note FROM billing.invoices i;

CREATE VIEW l_second AS
SELECT b.*, c.name, c.contact FROM l_base b LEFT JOIN customers c ON c.id = b.customer_id;

CREATE MATERIALIZED VIEW l_stored AS
SELECT customer_id, name, sum(total) AS total, count(*) AS invoices, max(state) AS state, bool_or(note IS NULL) AS unnoted
FROM l_second
GROUP BY customer_id, name
WITH NO DATA;

CREATE VIEW l_third (customer, total, percent) WITH (security_barrier = true) AS
SELECT s.customer_id, s.total, round(100.0 * s.total / NULLIF(sum(s.total) OVER (), 0), 2)
FROM l_stored s;

CREATE VIEW l_checked AS
SELECT id, name, department, salary FROM employees WHERE department = 'sales'
WITH LOCAL CHECK OPTION;

CREATE VIEW l_renamed AS SELECT id AS a, name AS b, salary AS c FROM l_checked;
ALTER VIEW l_renamed RENAME COLUMN b TO label;

CREATE MATERIALIZED VIEW l_monthly AS
SELECT date_trunc('month', ordered_at) AS month, product_id, sum(quantity * unit_price)::numeric(14, 2) AS revenue,
    count(DISTINCT order_id) AS orders, array_agg(DISTINCT customer_id) AS customers
FROM order_lines
GROUP BY 1, 2;

CREATE VIEW l_growth AS
SELECT m.month, m.product_id, m.revenue, lag(m.revenue) OVER w AS before,
    m.revenue - COALESCE(lag(m.revenue) OVER w, 0) AS growth, p.title, p.price
FROM l_monthly m
JOIN products p ON p.id = m.product_id
WINDOW w AS (PARTITION BY m.product_id ORDER BY m.month);

CREATE VIEW l_table AS TABLE employees;

CREATE VIEW l_star AS SELECT e.*, p.* FROM (SELECT id AS employee, name FROM employees) e, (SELECT sku, price FROM products) p;
