-- options: {drop: false}
CREATE INDEX orders_note ON orders (note);  -- expect: MIG103
CREATE INDEX ON orders (other);  -- expect: MIG103
DROP INDEX orders_note;
