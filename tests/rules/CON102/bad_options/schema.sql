-- options: {json-shape: false}
CREATE TABLE items (id integer PRIMARY KEY, detail jsonb[] NOT NULL);  -- expect: CON102, CON102
