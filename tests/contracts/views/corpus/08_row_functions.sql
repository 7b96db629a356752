CREATE VIEW r_series AS
SELECT g, g * 2 AS twice, d.day, d.day::date AS date, t.n
FROM generate_series(1, 3) g,
    generate_series(date '2020-01-01', date '2020-01-05', interval '1 day') AS d (day),
    generate_series(1, 10000000000, 5000000000) AS t (n);

CREATE VIEW r_unnest AS
SELECT c.id, tag, s.score, s.position
FROM customers c
CROSS JOIN unnest(c.tags) AS tag
LEFT JOIN LATERAL unnest(c.scores) WITH ORDINALITY AS s (score, position) ON true;

CREATE VIEW r_unnest_two AS
SELECT u.a, u.b
FROM unnest(ARRAY[1, 2], ARRAY['x']) AS u (a, b);

CREATE VIEW r_unnest_literal AS
SELECT x.n FROM unnest(ARRAY[1, 2, 3]) AS x (n);

CREATE VIEW r_json AS
SELECT c.id, item, item ->> 'name' AS name, e.key, e.value, k, t.value AS element_text
FROM customers c
CROSS JOIN LATERAL jsonb_array_elements(c.profile -> 'items') AS item
CROSS JOIN LATERAL jsonb_each(c.profile) e
CROSS JOIN LATERAL jsonb_object_keys(c.profile) AS k
CROSS JOIN LATERAL jsonb_array_elements_text(c.profile -> 'items') AS t;

CREATE VIEW r_json_records AS
SELECT r.sku, r.amount, r.at
FROM billing.invoices i, jsonb_to_recordset(i.payload -> 'rows') AS r (sku text, amount numeric(8, 2), at timestamptz);

CREATE VIEW r_select_list AS
SELECT id, unnest(tags) AS tag, generate_series(1, 2) AS n
FROM customers;

CREATE VIEW r_own_function AS
SELECT o.order_id, l.line, l.amount
FROM order_lines o, lines_of(o.order_id) l;

CREATE VIEW r_split AS
SELECT word, m.parts
FROM customers c, regexp_split_to_table(c.name, ' ') AS word, regexp_matches(c.name, '(a)(b)?') AS m (parts);

CREATE VIEW r_ordinality AS
SELECT s.* FROM string_to_table('a,b', ',') WITH ORDINALITY AS s (part, n);
