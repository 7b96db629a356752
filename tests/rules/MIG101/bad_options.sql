-- options: {weakest-lock: access exclusive}
CREATE INDEX orders_note ON orders (note);
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
ALTER TABLE orders ADD COLUMN note text;  -- expect: MIG101
