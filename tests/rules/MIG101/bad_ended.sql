BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
DROP INDEX orders_note;  -- expect: MIG101
CREATE INDEX orders_note ON orders (note);
