-- options: {unstated-limits: false}
CREATE TABLE items (id uuid PRIMARY KEY, share numeric(4, 3) NOT NULL);
