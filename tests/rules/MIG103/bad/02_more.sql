CREATE INDEX orders_again ON orders (note);  -- expect: MIG103
CREATE UNIQUE INDEX IF NOT EXISTS orders_id  -- expect: MIG103
    ON orders (id);
CREATE INDEX IF NOT EXISTS orders_note ON orders (note);
CREATE INDEX totals_again ON totals (total);  -- expect: MIG103
CREATE INDEX measures_at ON measures (at);  -- expect: MIG103
CREATE INDEX measures_id ON ONLY measures (id);
CREATE INDEX CONCURRENTLY measures_1_id ON measures_1 (id);
REINDEX TABLE orders;  -- expect: MIG103
REINDEX INDEX orders_note;  -- expect: MIG103
REINDEX SCHEMA public;
DROP INDEX orders_note, totals_total;  -- expect: MIG103, MIG103
DROP INDEX IF EXISTS nothing;
DROP INDEX unknown;  -- expect: MIG103
CREATE TABLE orders_new (id uuid PRIMARY KEY);
CREATE INDEX orders_new_id ON orders_new (id);
