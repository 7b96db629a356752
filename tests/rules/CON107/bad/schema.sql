CREATE DOMAIN share AS numeric(6, 5) CHECK (VALUE BETWEEN 0 AND 2);
CREATE TABLE items (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL CHECK (quantity >= 0),  -- expect: CON107, CON107
    share share NOT NULL,  -- expect: CON107
    open numeric(4, 2) NOT NULL CHECK (open >= 0 AND open <= 1),  -- expect: CON107, CON107
    cents integer NOT NULL CHECK (cents >= 0),  -- expect: CON107
    few smallint NOT NULL CHECK (few IN (1, 5, 9)),  -- expect: CON107, CON107
    free numeric NOT NULL,  -- expect: CON107, CON107
    ratio real NOT NULL CHECK (ratio < 1.5),  -- expect: CON107
    edge integer NOT NULL CHECK (edge < 99.5 AND edge > 0.5),  -- expect: CON107, CON107
    gap integer NOT NULL CHECK (gap >= 0 AND gap <> 1 AND gap <= 9 AND gap <> 8),  -- expect: CON107, CON107
    late integer NOT NULL  -- expect: CON107
);
ALTER TABLE items ADD CONSTRAINT ck_late CHECK (late > 0) NOT VALID;
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL CHECK (0 < quantity),  -- expect: CON107
    big integer NOT NULL,  -- expect: CON107
    all_of_it integer NOT NULL,  -- expect: CON107, CON107
    share numeric(3, 2) NOT NULL CHECK (share BETWEEN 0 AND 1),  -- expect: CON107
    cents integer NOT NULL,  -- expect: CON107
    step integer NOT NULL CHECK (step % 5 = 0 AND step > 0 AND step < 100),  -- expect: CON107
    sized integer NOT NULL CHECK (sized >= 0),  -- expect: CON107
    ratio numeric(3, 2) NOT NULL,  -- expect: CON107, CON107
    long numeric(9, 0) NOT NULL,  -- expect: CON107, CON107
    vast numeric(9, 2) NOT NULL  -- expect: CON107, CON107
);
CREATE VIEW v_items AS SELECT id, quantity FROM items;  -- expect: CON107
