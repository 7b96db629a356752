-- options: {json-shape: false}
CREATE TABLE items (id uuid PRIMARY KEY, detail jsonb NOT NULL, lines json NOT NULL);
