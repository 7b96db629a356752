CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN kind AS text CHECK (VALUE IN ('a', 'b', 'c'));
CREATE TABLE items (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid', 'void')),  -- expect: CON105
    any_state text NOT NULL,  -- expect: CON105
    mood mood NOT NULL,  -- expect: CON105
    kind kind NOT NULL,  -- expect: CON105
    size integer NOT NULL CHECK (size BETWEEN 1 AND 4),  -- expect: CON105
    few text NOT NULL CHECK (few = ANY (ARRAY['x'])),  -- expect: CON105
    flag boolean NOT NULL,  -- expect: CON105
    late text NOT NULL,  -- expect: CON105
    code char(3) NOT NULL CHECK (code IN ('ab', 'abc')),  -- expect: CON105, CON105
    told text NOT NULL CHECK (told ~ '^(open|paid|void)$'),  -- expect: CON105
    unused text NOT NULL CHECK (unused ~ '^open$'),  -- expect: CON105
    cents integer NOT NULL CHECK (cents IN (1, 2))  -- expect: CON105
);
ALTER TABLE items ADD CONSTRAINT ck_late CHECK (late IN ('x', 'y')) NOT VALID;
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid')),  -- expect: CON105
    name text NOT NULL CHECK (length(name) <= 3),  -- expect: CON105
    code text NOT NULL CHECK (code ~ '^[A-Z]+$'),  -- expect: CON105
    mood mood NOT NULL,  -- expect: CON105
    size integer NOT NULL CHECK (size > 1),  -- expect: CON105
    free text NOT NULL CHECK (free IN ('a', 'b')),  -- expect: CON105
    pattern text NOT NULL CHECK (pattern IN ('a', 'b')),  -- expect: CON105
    late text NOT NULL,  -- expect: CON105
    more text NOT NULL CHECK (more IN ('a', 'b')),  -- expect: CON105
    code_any char(3) NOT NULL CHECK (code_any IN ('ab', 'cd')),  -- expect: CON105
    but_for text NOT NULL CHECK (but_for NOT IN ('admin', 'root', 'at')),  -- expect: CON105
    but_half numeric NOT NULL CHECK (but_half <> 0.5),  -- expect: CON105
    but_five integer NOT NULL CHECK (but_five <> 5),  -- expect: CON105
    only_true boolean NOT NULL CHECK (only_true),  -- expect: CON105
    list text NOT NULL REFERENCES items (state) CHECK (list <> 'c')  -- expect: CON105
);
ALTER TABLE orders ADD CONSTRAINT ck_late CHECK (late IN ('x', 'y')) NOT VALID;
CREATE VIEW v_items AS SELECT id, state FROM items;  -- expect: CON105
