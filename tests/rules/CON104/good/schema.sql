CREATE DOMAIN label AS text NOT NULL;
CREATE TABLE items (
    id uuid PRIMARY KEY,
    note text,
    name text,
    code text CHECK (code IS NOT NULL),
    title label,
    sent_at timestamptz,
    hidden text
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    note text,
    kind text NOT NULL DEFAULT 'a',
    number bigint GENERATED ALWAYS AS IDENTITY,
    double bigint GENERATED ALWAYS AS (2) STORED NOT NULL,
    state text NOT NULL,
    paid text NOT NULL,
    session_id uuid,
    moved text NOT NULL,  -- not checked: CON104
    plan text NOT NULL
);
CREATE VIEW v_items AS SELECT id, coalesce(note, '') AS note, sent_at, name FROM items;
CREATE TABLE pets (id uuid PRIMARY KEY, kind text NOT NULL, lives integer, bark text);
CREATE FUNCTION odd(text) RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE VIEW v_odd AS SELECT odd(note) AS odd FROM items;  -- not checked: CON104
