CREATE DOMAIN label AS varchar(50);
CREATE TABLE items (
    id uuid PRIMARY KEY,
    name varchar(100) NOT NULL,
    free text NOT NULL,
    least text NOT NULL CHECK (length(least) >= 3),
    label label NOT NULL,
    state text NOT NULL CHECK (state IN ('ab', 'abc')),
    code char(3) NOT NULL,
    pattern text NOT NULL CHECK (pattern ~ '^[A-Z]{3}$'),
    filled text NOT NULL CHECK (filled <> ''),
    odd text NOT NULL CHECK (octet_length(odd) < 5),  -- not checked: CON106
    day date NOT NULL,
    number integer NOT NULL,
    coded varchar(100) NOT NULL
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    name varchar(100) NOT NULL,
    free text NOT NULL,
    least text NOT NULL CHECK (length(least) >= 3),
    code char(3) NOT NULL,
    pattern varchar(3) NOT NULL CHECK (pattern ~ '^[A-Z]{2}'),
    picked varchar(3) NOT NULL,
    filled text NOT NULL CHECK (filled <> ''),
    state varchar(4) NOT NULL CHECK (state IN ('open', 'paid')),
    wrong varchar(5) NOT NULL,
    patterned text NOT NULL CHECK (patterned ~ '^[A-Z]{3}$')
);
CREATE VIEW v_items AS  -- not checked: CON106
SELECT id, name, lower(free) AS low FROM items;
