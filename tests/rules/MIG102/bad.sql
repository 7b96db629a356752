SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;  -- expect: MIG102
CREATE INDEX orders_note ON orders (note);
