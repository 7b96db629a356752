-- options: {unstated-limits: false}
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL CHECK (quantity > 0));
