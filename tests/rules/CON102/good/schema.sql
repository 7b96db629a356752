CREATE EXTENSION citext;
CREATE TYPE address AS (street text);
CREATE DOMAIN cents AS bigint;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE items (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL,
    moved integer NOT NULL,  -- not checked: CON102
    typed integer NOT NULL,
    weight numeric(8, 0) NOT NULL,
    steps numeric NOT NULL CHECK (steps % 1 = 0),
    hundreds numeric NOT NULL CHECK (hundreds IN (100, 2e2)),
    ratio double precision NOT NULL,
    share numeric(4, 3) NOT NULL,
    is_open boolean NOT NULL,
    name varchar(20) NOT NULL,
    total cents NOT NULL,
    tags text[] NOT NULL,
    plain_tags text[] NOT NULL,
    free_tags integer[] NOT NULL,
    places point[] NOT NULL,
    grid integer[] NOT NULL,
    parts jsonb[] NOT NULL,
    mail citext NOT NULL,
    takes interval day to second NOT NULL,
    address address NOT NULL,  -- not checked: CON102
    elements jsonb NOT NULL CHECK (jsonb_typeof(elements) = 'array'),
    opaque integer NOT NULL,
    whole_json jsonb NOT NULL,
    detail jsonb NOT NULL CHECK (jsonb_typeof(detail) = 'object'),
    extra jsonb CHECK (jsonb_typeof(extra) = 'object' OR jsonb_typeof(extra) = 'null'),
    payload jsonb NOT NULL,
    mood mood NOT NULL,
    paid_at timestamptz NOT NULL,
    key uuid NOT NULL,
    place point NOT NULL,
    code text NOT NULL,
    whole integer NOT NULL,
    doubt jsonb NOT NULL CHECK (jsonb_typeof(coalesce(doubt, '{}')) = 'object'),  -- not checked: CON102
    odd numeric NOT NULL CHECK (round(odd) = odd)  -- not checked: CON102
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    amount integer NOT NULL,
    weight numeric(8, 2) NOT NULL,
    body jsonb NOT NULL,
    list jsonb NOT NULL CHECK (jsonb_typeof(list) IN ('array', 'number'))
);
CREATE VIEW v_items AS  -- not checked: CON102
SELECT id, sum(quantity) AS total, sum(total) AS sum, odd(id) AS odd, odd(id) AS free
FROM items GROUP BY id;
