CREATE DOMAIN cents AS bigint;
CREATE TABLE items (
    id uuid PRIMARY KEY,
    total integer NOT NULL,  -- expect: CON111
    price cents NOT NULL,  -- expect: CON111
    half integer NOT NULL,  -- expect: CON111
    twice numeric(12, 2) NOT NULL,  -- expect: CON111
    typed text NOT NULL,  -- expect: CON111
    flagged integer NOT NULL,  -- expect: CON111
    spelled bigint NOT NULL  -- expect: CON111
);
CREATE VIEW v_items AS SELECT id, total FROM items;  -- expect: CON111
