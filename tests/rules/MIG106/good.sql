CREATE INDEX CONCURRENTLY orders_note ON orders (note);
VACUUM orders;
BEGIN;
CREATE INDEX orders_other ON orders (other);
REFRESH MATERIALIZED VIEW CONCURRENTLY totals;
ANALYZE orders;
COMMIT;
