CREATE SCHEMA reports;
CREATE TABLE sales (id integer, amount_cents bigint, currency text, margin_cents bigint, label text);
CREATE VIEW v_totals AS SELECT amount_cents, currency, label, margin_cents FROM sales;  -- expect: CON114, CON114
CREATE MATERIALIZED VIEW reports.v_details AS SELECT id, count(*) FROM sales GROUP BY id;  -- expect: CON114
