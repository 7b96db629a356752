-- options: {schemas: false}
CREATE TABLE sales (amount_cents bigint NOT NULL, currency text NOT NULL, label text, color text);
CREATE VIEW v_totals AS SELECT currency, label, color FROM sales;  -- expect: CON101
