CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN kind AS text CHECK (VALUE = 'a' OR VALUE = 'b');
CREATE TABLE kinds (name text PRIMARY KEY);
CREATE TABLE items (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid')),
    mood mood NOT NULL,
    kind kind NOT NULL,
    size integer NOT NULL CHECK (size BETWEEN 1 AND 3),
    flag boolean NOT NULL CHECK (flag),
    plain boolean NOT NULL,
    number boolean NOT NULL,
    looked_up text NOT NULL REFERENCES kinds,  -- not checked: CON105
    odd text NOT NULL CHECK (lower(odd) IN ('x', 'y')),  -- not checked: CON105
    told text NOT NULL CHECK (told ~ '^(open|paid)$'),
    like_one text NOT NULL CHECK (like_one LIKE 'a\_b'),
    but_for text NOT NULL CHECK (but_for ~ '^[abc]$' AND but_for <> 'b' AND but_for !~ 'c'),
    local text NOT NULL CHECK (local ~ '^[\w]$'),  -- not checked: CON105
    behind text NOT NULL CHECK (behind ~ '(a)\1' AND length(behind) = 2),  -- not checked: CON105
    free text NOT NULL,
    total integer NOT NULL,
    day date NOT NULL,  -- not checked: CON105
    mixed jsonb NOT NULL,
    worded jsonb NOT NULL,  -- not checked: CON105
    wrong integer NOT NULL,
    listed text NOT NULL CHECK (listed IN ('a', 'b')),
    narrow text NOT NULL CHECK (narrow IN ('a', 'b') AND lower(narrow) <> 'b')  -- not checked: CON105
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid')),
    code char(3) NOT NULL CHECK (code IN ('ab', 'abc')),
    looked_up text NOT NULL REFERENCES kinds,  -- not checked: CON105
    name text NOT NULL CHECK (name ~ '^(a|\d)$'),  -- not checked: CON105
    wrong boolean NOT NULL,
    plain text NOT NULL,
    pattern text NOT NULL CHECK (pattern IN ('a', 'b', 'c')),
    look text NOT NULL CHECK (look IN ('a', 'b')),  -- not checked: CON105
    number integer NOT NULL CHECK (number IN (1, 2)),
    upper text NOT NULL CHECK (upper IN ('A', 'B')),
    but_for text NOT NULL CHECK (but_for NOT IN ('admin', 'root', '')),
    ahead text NOT NULL CHECK (ahead <> 'ab'),  -- not checked: CON105
    spelt text NOT NULL CHECK (spelt <> 'ab'),  -- not checked: CON105
    but_five integer NOT NULL CHECK (but_five <> 5),
    but_six integer NOT NULL CHECK (but_six <> 6),
    low integer NOT NULL CHECK (low <> 6),
    any_true boolean NOT NULL,
    mood mood NOT NULL,
    stamp text NOT NULL CHECK (stamp IN ('a', 'b')),  -- not checked: CON105
    kind text NOT NULL
);
CREATE TABLE boths (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid'))
);
CREATE VIEW v_items AS  -- not checked: CON105, CON105
SELECT id, state, upper(kind) AS kind FROM items WHERE state <> 'paid';
CREATE VIEW v_again AS SELECT state FROM v_items;  -- not checked: CON105
CREATE SCHEMA app;
CREATE VIEW app.v_items AS SELECT id, kind AS state FROM items;
CREATE VIEW v_other AS SELECT state FROM app.v_items;
CREATE VIEW v_joined AS SELECT kind FROM items JOIN orders USING (kind);  -- not checked: CON105
CREATE VIEW v_free AS SELECT state AS kind FROM boths WHERE id IS NOT NULL;
