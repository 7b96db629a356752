CREATE DOMAIN share AS numeric(6, 5) CHECK (VALUE >= 0) CHECK (1 >= VALUE);
CREATE TABLE items (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL CHECK (quantity > 0 AND quantity < 100),
    share share NOT NULL,
    open numeric(4, 2) NOT NULL CHECK (open > 0 AND open < 1),
    cents integer NOT NULL CHECK (cents >= 0),
    few smallint NOT NULL CHECK (few IN (1, 5, 9)),
    free numeric NOT NULL,
    wide numeric NOT NULL CHECK (wide > 0 AND wide < 1),
    gap integer NOT NULL CHECK (gap >= 0 AND gap NOT IN (0, 1) AND gap < 9 AND gap <> 8),
    above numeric NOT NULL CHECK (above >= 0 AND above <> 0),
    day date NOT NULL,
    odd integer NOT NULL CHECK (abs(odd) < 5),  -- not checked: CON107
    text text NOT NULL,
    coded bigint NOT NULL,
    paid integer NOT NULL
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL CHECK (quantity BETWEEN 1 AND 99),
    big bigint NOT NULL,
    plain integer NOT NULL,
    free numeric NOT NULL,
    share numeric(3, 2) NOT NULL CHECK (share < 1 AND share >= 0),
    picked smallint NOT NULL,
    wrong integer NOT NULL,
    step integer NOT NULL CHECK (step % 5 = 0 AND step > 0 AND step < 100)
);
CREATE VIEW v_items AS  -- not checked: CON107
SELECT id, quantity, quantity * 2 AS twice FROM items;
