CREATE VIEW j_inner AS
SELECT c.id, c.name, i.id AS invoice, i.state, i.total, i.due_on
FROM customers c
JOIN billing.invoices i ON i.customer_id = c.id;

CREATE VIEW j_left AS
SELECT c.name, i.state, i.issued_on, i.total, i.discount, COALESCE(i.total, 0) AS total_or_zero
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id;

CREATE VIEW j_right AS
SELECT c.name, c.nickname, l.order_id, l.line, l.comment
FROM customers c
RIGHT JOIN order_lines l ON l.customer_id = c.id;

CREATE VIEW j_full AS
SELECT c.id AS customer, l.order_id, COALESCE(c.id, l.customer_id) AS either
FROM customers c
FULL JOIN order_lines l ON l.customer_id = c.id;

CREATE VIEW j_using AS
SELECT customer_id, order_id, line, i.id AS invoice_id_of_customer
FROM order_lines
JOIN billing.invoices i USING (customer_id);

CREATE VIEW j_using_left AS
SELECT customer_id, l.quantity, i.total
FROM order_lines l
LEFT JOIN billing.invoices i USING (customer_id);

CREATE VIEW j_using_full AS
SELECT customer_id, l.quantity, i.total
FROM order_lines l
FULL JOIN billing.invoices i USING (customer_id);

CREATE VIEW j_using_star AS
SELECT *
FROM (SELECT id, name FROM employees) a
FULL JOIN (SELECT id, title FROM products) b USING (id);

CREATE VIEW j_natural AS
SELECT *
FROM (SELECT sensor, taken_at, celsius FROM measurements) m
NATURAL LEFT JOIN (SELECT sensor, quality FROM measurements) q;

CREATE VIEW j_chain AS
SELECT c.name, i.id AS invoice, l.line, p.title
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id
LEFT JOIN order_lines l ON l.invoice_id = i.id
LEFT JOIN products p ON p.id = l.product_id;

CREATE VIEW j_filtered_outer AS
SELECT c.name, i.id AS invoice, i.due_on, i.state
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id
WHERE i.due_on > date '2020-01-01' AND c.nickname IS NOT NULL;

CREATE VIEW j_outer_then_inner AS
SELECT c.name, i.id AS invoice, l.line, l.quantity
FROM customers c
LEFT JOIN billing.invoices i ON i.customer_id = c.id
JOIN order_lines l ON l.invoice_id = i.id;

CREATE VIEW j_parentheses AS
SELECT c.name, i.id AS invoice, l.line
FROM customers c
LEFT JOIN (billing.invoices i JOIN order_lines l ON l.invoice_id = i.id) ON i.customer_id = c.id;

CREATE VIEW j_self AS
SELECT e.name, m.name AS manager, mm.salary AS above, e.manager_id, m.id AS manager_key
FROM employees e
LEFT JOIN employees m ON m.id = e.manager_id
LEFT JOIN employees mm ON mm.id = m.manager_id;

CREATE VIEW j_comma AS
SELECT c.name, p.title, p.price
FROM customers c, products p
WHERE p.price > 10 AND c.nickname = p.title;

CREATE VIEW j_cross AS
SELECT p.sku, e.name, p.stock * e.id AS product
FROM products p CROSS JOIN employees e;

CREATE VIEW j_lateral AS
SELECT c.id, latest.id AS invoice, latest.state, counted.invoices
FROM customers c
LEFT JOIN LATERAL (
    SELECT i.id, i.state FROM billing.invoices i
    WHERE i.customer_id = c.id ORDER BY i.issued_on DESC LIMIT 1
) latest ON true
CROSS JOIN LATERAL (SELECT count(*) AS invoices FROM billing.invoices i WHERE i.customer_id = c.id) counted;

CREATE VIEW j_alias_columns AS
SELECT t.a, t.b, t.title
FROM products AS t (a, b);

CREATE VIEW j_or_condition AS
SELECT i.note, i.due_on, i.paid_at
FROM billing.invoices i
WHERE (i.note IS NOT NULL AND i.due_on IS NOT NULL) OR (i.note = 'x' AND i.paid_at > now());
