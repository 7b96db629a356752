CREATE SCHEMA reports;
CREATE TABLE sales (id integer, amount_cents bigint, currency text, margin_cents bigint);
CREATE VIEW v_totals AS SELECT amount_cents, currency FROM sales;
CREATE VIEW v_open AS SELECT id, margin_cents FROM sales;
CREATE VIEW v_entry AS SELECT id, margin_cents FROM sales;
CREATE VIEW reports.v_details AS SELECT * FROM generate_rows();  -- not checked: CON114
