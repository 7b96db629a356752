CREATE VIEW q_scalar AS
SELECT c.id, (SELECT count(*) FROM billing.invoices i WHERE i.customer_id = c.id) AS invoices,
    (SELECT max(i.total) FROM billing.invoices i WHERE i.customer_id = c.id) AS highest,
    (SELECT i.state FROM billing.invoices i WHERE i.customer_id = c.id ORDER BY i.id LIMIT 1) AS a_state,
    (SELECT COALESCE(sum(i.total), 0) FROM billing.invoices i WHERE i.customer_id = c.id) AS spent,
    (SELECT name FROM employees WHERE id = 1) AS boss, (SELECT 1) AS one, (SELECT c.name) AS own_name,
    (SELECT count(*) FROM employees LIMIT 0) AS cut
FROM customers c;

CREATE VIEW q_exists AS
SELECT c.id, EXISTS (SELECT 1 FROM billing.invoices i WHERE i.customer_id = c.id) AS has_invoice,
    NOT EXISTS (SELECT FROM order_lines l WHERE l.customer_id = c.id) AS has_no_order,
    c.id IN (SELECT customer_id FROM billing.invoices) AS invoiced, c.id IN (SELECT customer_id FROM order_lines) AS maybe_ordered,
    c.id = ANY (SELECT customer_id FROM billing.invoices) AS any_invoice
FROM customers c
WHERE EXISTS (SELECT 1 FROM employees);

CREATE VIEW q_derived AS
SELECT d.customer_id, d.count, d.max, d.total / d.count AS mean
FROM (SELECT customer_id, count(*), max(total), sum(total) AS total FROM billing.invoices GROUP BY customer_id) d;

CREATE VIEW q_not_in AS
SELECT nickname, contact
FROM customers
WHERE nickname NOT IN (SELECT note FROM billing.invoices WHERE note IS NOT NULL) AND NOT (contact = 'a@b');

CREATE VIEW q_correlated_aggregate AS
SELECT e.department, (SELECT count(e.id) FROM products p WHERE p.id = 1) AS odd
FROM employees e
GROUP BY e.department;

CREATE VIEW q_in_where AS
SELECT i.note, i.due_on, i.discount
FROM billing.invoices i
WHERE i.due_on IN (SELECT released_on FROM products) AND i.note = ANY (ARRAY['a', 'b']) AND i.discount BETWEEN 0 AND 1;
