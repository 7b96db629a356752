CREATE TABLE states (code text PRIMARY KEY, label text NOT NULL);
INSERT INTO states (code, label) VALUES ('open', 'Open'), ('paid', 'Paid');
INSERT INTO states VALUES ('void', 'Void');
CREATE TABLE sizes (n integer PRIMARY KEY);
INSERT INTO sizes VALUES (1), (2);
GRANT INSERT ON sizes TO shop;
CREATE TABLE few (code text PRIMARY KEY);
INSERT INTO few VALUES ('open');
CREATE TABLE items (
    id uuid PRIMARY KEY,
    state text NOT NULL REFERENCES states,  -- expect: CON105
    size integer NOT NULL REFERENCES sizes  -- not checked: CON105
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    state text NOT NULL REFERENCES few  -- expect: CON105
);
