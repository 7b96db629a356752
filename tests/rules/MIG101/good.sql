-- what the migration makes itself has no users
CREATE TABLE fresh (id uuid PRIMARY KEY);
ALTER TABLE fresh ADD COLUMN note text;
CREATE INDEX fresh_note ON fresh (note);
-- weaker locks block nobody
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
COMMENT ON TABLE orders IS 'What was sold.';
INSERT INTO orders VALUES (1);
SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
BEGIN;
ALTER TABLE orders ADD COLUMN other text;
SET LOCAL lock_timeout = 0;
COMMIT;
ALTER TABLE orders ADD COLUMN third text;
