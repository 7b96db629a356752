CREATE VIEW s_union AS
SELECT id, name, 'employee' AS kind FROM employees
UNION ALL
SELECT id, title, NULL FROM products;

CREATE VIEW s_union_distinct AS
SELECT issued_on AS day, total AS amount FROM billing.invoices
UNION
SELECT released_on, price FROM products;

CREATE VIEW s_union_three AS
SELECT 1 AS n, NULL AS note, NULL::date AS day
UNION ALL
SELECT 2, 'two', NULL
UNION ALL
SELECT 3000000000, 'three', current_date;

CREATE VIEW s_union_types AS
SELECT name AS label, contact AS mail, created_at AS moment FROM customers
UNION ALL
SELECT title, NULL, released_on FROM products
UNION ALL
SELECT name, 'x@y', hired_on FROM employees;

CREATE VIEW s_same_modifiers AS
SELECT unit_price, comment FROM order_lines
UNION ALL
SELECT price, 'none' FROM products;

CREATE VIEW s_kept_modifiers AS
SELECT unit_price AS price FROM order_lines
UNION ALL
SELECT price FROM products;

CREATE VIEW s_intersect AS
SELECT customer_id FROM order_lines
INTERSECT
SELECT customer_id FROM billing.invoices;

CREATE VIEW s_except AS
SELECT nickname FROM customers
EXCEPT
SELECT name FROM employees;

CREATE VIEW s_nested AS
(SELECT id::bigint AS key FROM employees ORDER BY id LIMIT 3)
UNION ALL
(SELECT id FROM products EXCEPT SELECT product_id FROM order_lines)
ORDER BY 1;

CREATE VIEW s_values AS
VALUES (1, 'one', NULL, 1.5), (2, 'two', 'x', 2), (NULL, 'three', 'y', 3);

CREATE VIEW s_values_named AS
SELECT v.code, v.label, v.since, v.rate
FROM (VALUES (1, 'low', date '2020-01-01', 0.5), (2, 'high', NULL, 1)) AS v (code, label, since, rate);

CREATE VIEW s_value_list AS
SELECT p.id, v.factor, p.price * v.factor AS scaled
FROM products p
JOIN (VALUES ('a', 1), ('b', 2)) AS v (letter, factor) ON left(p.title, 1) = v.letter;
