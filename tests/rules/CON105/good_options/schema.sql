-- options: {unused-values: false}
CREATE TABLE items (
    id uuid PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('open', 'paid')),
    kind text NOT NULL CHECK (kind IN ('a', 'b'))
);
