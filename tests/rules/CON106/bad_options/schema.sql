-- options: {unstated-limits: false}
CREATE TABLE items (
    id uuid PRIMARY KEY,
    name varchar(100) NOT NULL,  -- expect: CON106
    least text NOT NULL CHECK (length(least) > 2),  -- expect: CON106
    other text NOT NULL CHECK (length(other) > 2)  -- expect: CON106
);
