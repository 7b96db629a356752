CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE items (
    id uuid PRIMARY KEY,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    anchored text NOT NULL CHECK (anchored ~ '\A[A-Z]{3}\Z'),
    digits text NOT NULL CHECK (digits ~ '^\d{3}$'),
    narrow text NOT NULL CHECK (narrow ~ '^[A-F]{3}$'),
    listed text NOT NULL CHECK (listed IN ('ab', 'cd')),
    seen text NOT NULL CHECK (seen IN ('ab', 'cd')),  -- not checked: CON108
    mood mood NOT NULL,
    liked text NOT NULL CHECK (liked LIKE 'abc%'),
    mixed text NOT NULL CHECK (mixed ~ '^[ab]+$' AND mixed !~ 'b'),
    local text NOT NULL CHECK (local ~ '^\d+$'),  -- not checked: CON108
    ahead text NOT NULL,  -- not checked: CON108
    odd text NOT NULL CHECK (odd = lower(odd)),  -- not checked: CON108
    unread text NOT NULL CHECK (unread ~ '^a\y'),  -- not checked: CON108
    several varchar(2) NOT NULL CHECK (several <> '' AND several <> ' '),
    day date NOT NULL,
    coded text NOT NULL,
    plain text NOT NULL
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    wider text NOT NULL CHECK (wider ~ '[A-Z]{3}'),
    blank text NOT NULL CHECK (btrim(blank) <> ''),
    no_digit text NOT NULL CHECK (no_digit !~ '[0-9]'),
    local text NOT NULL CHECK (local ~ '^\d+$'),
    classed text NOT NULL CHECK (classed ~ '^[[:alpha:]]$'),  -- not checked: CON108
    picked text NOT NULL CHECK (picked ~ '^a$'),
    short text NOT NULL CHECK (short ~ '^.{0,3}$'),
    ahead text NOT NULL CHECK (ahead ~ '^a$'),  -- not checked: CON108
    mail text NOT NULL CHECK (mail ~ '^a@b$'),  -- not checked: CON108
    kind text NOT NULL CHECK (kind IN ('a') AND kind ~ 'a'),
    number text NOT NULL CHECK (number ~ '^a$'),
    negated text NOT NULL CHECK (negated !~ '\y')  -- not checked: CON108
);
CREATE VIEW v_items AS  -- not checked: CON108
SELECT id, lower(currency) AS low FROM items;
