-- options: {missing: false}
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL);
