CREATE TABLE items (
    id uuid PRIMARY KEY,
    total integer NOT NULL,
    price numeric(12, 0) NOT NULL,
    amount numeric(12, 2) NOT NULL,
    count integer NOT NULL,
    dozen integer NOT NULL,
    free integer NOT NULL,
    free_cents integer NOT NULL,
    list integer[] NOT NULL,
    spelled bigint NOT NULL,
    whole bigint NOT NULL,
    unix timestamptz NOT NULL
);
CREATE FUNCTION odd(integer) RETURNS odd LANGUAGE sql AS 'SELECT $1';
CREATE VIEW v_items AS SELECT id, odd(total) AS total, odd(total) AS again FROM items;
