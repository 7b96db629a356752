CREATE TABLE states (code text PRIMARY KEY, label text NOT NULL);
INSERT INTO states (label, code) VALUES ('Open', 'open'), ('Paid', 'paid') ON CONFLICT DO NOTHING;
GRANT SELECT ON states TO shop;
CREATE TABLE sizes (n integer PRIMARY KEY);
INSERT INTO sizes VALUES (1), (2);
CREATE TABLE items (
    id uuid PRIMARY KEY,
    state text NOT NULL REFERENCES states,
    size integer NOT NULL REFERENCES sizes
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    state text NOT NULL REFERENCES states (code)
);
