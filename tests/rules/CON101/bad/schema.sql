CREATE TABLE sales (amount_cents bigint NOT NULL, currency text NOT NULL);
CREATE TABLE others (id integer);
CREATE VIEW v_totals AS SELECT amount_cents, currency FROM sales;  -- expect: CON101, CON101
