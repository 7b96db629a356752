BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
DROP INDEX orders_note;
CREATE INDEX orders_note ON orders (note);  -- expect: MIG101
