CREATE TABLE fresh (id uuid PRIMARY KEY);
ALTER TABLE fresh ADD COLUMN note text;
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
ALTER TABLE orders VALIDATE CONSTRAINT positive;
SET statement_timeout = '1min';
ALTER TABLE orders ADD COLUMN note text;
