-- options: {unstated-limits: false}
CREATE TABLE items (
    id uuid PRIMARY KEY,
    name varchar(100) NOT NULL CHECK (length(name) > 2)
);
