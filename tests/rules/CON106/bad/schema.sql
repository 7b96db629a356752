CREATE DOMAIN label AS varchar(50);
CREATE TABLE items (
    id uuid PRIMARY KEY,
    name varchar(255) NOT NULL,  -- expect: CON106
    free text NOT NULL,  -- expect: CON106
    least text NOT NULL CHECK (length(least) >= 2),  -- expect: CON106
    empty text NOT NULL,  -- expect: CON106
    filled text NOT NULL CHECK (filled <> ''),  -- expect: CON106
    label label NOT NULL,  -- expect: CON106
    state text NOT NULL CHECK (state IN ('a', 'abc')),  -- expect: CON106, CON106
    code char(3) NOT NULL,  -- expect: CON106
    pattern text NOT NULL CHECK (pattern ~ '^[A-Z]{3}$'),  -- expect: CON106
    late text NOT NULL  -- expect: CON106
);
ALTER TABLE items ADD CONSTRAINT ck_late CHECK (char_length(late) <= 5) NOT VALID;
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    name varchar(100) NOT NULL,  -- expect: CON106
    free varchar(100) NOT NULL,  -- expect: CON106
    least text NOT NULL CHECK (3 <= length(least)),  -- expect: CON106
    none text NOT NULL CHECK (none <> '' AND length(none) > 0),  -- expect: CON106
    filled text NOT NULL CHECK (filled <> ''),  -- expect: CON106
    code char(3) NOT NULL,  -- expect: CON106
    pattern varchar(3) NOT NULL,  -- expect: CON106
    untyped varchar(3) NOT NULL  -- expect: CON106
);
CREATE VIEW v_items AS SELECT id, name FROM items;  -- expect: CON106
