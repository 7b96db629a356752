-- options: {unstated-patterns: false}
CREATE TABLE items (id uuid PRIMARY KEY, name text NOT NULL CHECK (btrim(name) <> ''));  -- expect: CON108
