CREATE VIEW c_simple AS
WITH spent AS (
    SELECT customer_id, sum(total) AS total FROM billing.invoices GROUP BY customer_id
)
SELECT c.id, c.name, s.total, COALESCE(s.total, 0) AS total_or_zero
FROM customers c
LEFT JOIN spent s ON s.customer_id = c.id;

CREATE VIEW c_chain (customer, orders, mean_quantity, level) AS
WITH orders AS MATERIALIZED (
    SELECT customer_id, order_id, sum(quantity) AS quantity FROM order_lines GROUP BY 1, 2
),
per_customer (who, orders, mean) AS (
    SELECT customer_id, count(*), avg(quantity) FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id
)
SELECT who, orders, mean, CASE WHEN orders > 10 THEN 'gold' WHEN orders > 5 THEN 'silver' END
FROM per_customer;

CREATE VIEW c_recursive AS
WITH RECURSIVE chain AS (
    SELECT id, manager_id, name, 1 AS depth, ARRAY[id] AS path FROM employees WHERE manager_id IS NULL
    UNION ALL
    SELECT e.id, e.manager_id, e.name, c.depth + 1, c.path || e.id
    FROM employees e JOIN chain c ON c.id = e.manager_id
)
SELECT id, manager_id, name, depth, path, cardinality(path) AS length FROM chain;

CREATE VIEW c_recursive_outer AS
WITH RECURSIVE up AS (
    SELECT id AS start, id AS here, manager_id AS above, name FROM employees
    UNION
    SELECT u.start, e.id, e.manager_id, e.name
    FROM up u LEFT JOIN employees e ON e.id = u.above
    WHERE u.above IS NOT NULL
)
SELECT start, here, above, name FROM up;

CREATE VIEW c_numbers AS
WITH RECURSIVE n (i) AS (
    VALUES (1)
    UNION ALL
    SELECT i + 1 FROM n WHERE i < 5
)
SELECT i, i * 2 AS twice, i / 2 AS half, i / 2.0 AS exact_half FROM n;

CREATE VIEW c_shadow AS
WITH products AS (SELECT id, name AS title FROM employees)
SELECT id, title FROM products;

CREATE VIEW c_nested AS
SELECT q.day, q.n
FROM (
    WITH days AS (SELECT issued_on AS day FROM billing.invoices)
    SELECT day, count(*) AS n FROM days GROUP BY day
) q;
