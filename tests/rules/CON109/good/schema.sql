CREATE TABLE items (
    id uuid PRIMARY KEY,
    share numeric(6, 3) NOT NULL,
    wide numeric(6, 2) NOT NULL,
    free numeric NOT NULL,
    cents integer NOT NULL,
    few numeric NOT NULL CHECK (few IN (0.5, 0.25)),
    step integer NOT NULL CHECK (step % 10 = 0),
    plain integer NOT NULL,
    text text NOT NULL,
    odd numeric NOT NULL CHECK (round(odd, 2) = odd),  -- not checked: CON109
    whole numeric(6, 2) NOT NULL
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    share numeric(6, 3) NOT NULL,
    free numeric NOT NULL,
    cents integer NOT NULL,
    step integer NOT NULL CHECK (step % 5 = 0),
    plain integer NOT NULL,
    picked numeric(3, 2) NOT NULL,
    whole numeric(6, 2) NOT NULL,
    small smallint[] NOT NULL
);
CREATE VIEW v_items AS SELECT id, share / 0.5 AS twice FROM items;  -- not checked: CON109
