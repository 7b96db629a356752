CREATE TABLE sales (amount_cents bigint NOT NULL, currency text NOT NULL, name text NOT NULL);
CREATE VIEW v_totals AS SELECT * FROM sales;
CREATE VIEW v_foreign AS SELECT * FROM generate_rows();  -- not checked: CON101
