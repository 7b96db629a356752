CREATE TABLE orders (
    id int, note text, a int, b int,
    CONSTRAINT either CHECK (a IS NOT NULL OR b IS NOT NULL), CONSTRAINT odd CHECK (b IS NULL)
);
ALTER TABLE orders ADD CONSTRAINT noted CHECK (note IS NOT NULL) NOT VALID;
CREATE UNIQUE INDEX orders_id ON orders (id);
