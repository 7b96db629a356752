CREATE TABLE parents (proven int, CONSTRAINT there CHECK (proven IS NOT NULL AND proven > 0));
CREATE TABLE orders (id int NOT NULL, note text, CONSTRAINT noted CHECK (note IS NOT NULL))
    INHERITS (parents);
CREATE UNIQUE INDEX orders_id ON orders (id);
