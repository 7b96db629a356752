CREATE TABLE items (
    id uuid PRIMARY KEY,
    share numeric(6, 4) NOT NULL,  -- expect: CON109
    free numeric NOT NULL,  -- expect: CON109
    ratio double precision NOT NULL,  -- expect: CON109
    cents integer NOT NULL,  -- expect: CON109
    few numeric NOT NULL CHECK (few IN (0.5, 0.25)),  -- expect: CON109
    step integer NOT NULL CHECK (step % 5 = 0)  -- expect: CON109
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    share numeric(6, 2) NOT NULL,  -- expect: CON109
    free numeric(6, 2) NOT NULL,  -- expect: CON109
    cents integer NOT NULL,  -- expect: CON109
    step integer NOT NULL CHECK (mod(step, 5) = 0)  -- expect: CON109
);
CREATE VIEW v_items AS SELECT id, share FROM items;  -- expect: CON109
