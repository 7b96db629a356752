CREATE TABLE items (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid', 'void')),  -- expect: CON105
    kind text NOT NULL CHECK (kind IN ('a', 'b'))  -- expect: CON105, CON105
);
