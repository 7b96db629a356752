CREATE INDEX orders_again ON orders (note);  -- expect: MIG103
CREATE INDEX ON orders (note);  -- expect: MIG103
DROP INDEX orders_note;
