CREATE DOMAIN moment AS timestamptz;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE items (
    id uuid PRIMARY KEY,
    paid_at timestamptz NOT NULL,
    sent_at moment NOT NULL,
    due date NOT NULL,
    opens timetz NOT NULL,
    takes interval NOT NULL,
    mail text NOT NULL,
    site varchar(100) NOT NULL,
    address inet NOT NULL,
    mood mood NOT NULL,
    count integer NOT NULL,
    total bigint NOT NULL CHECK (total BETWEEN 0 AND 1000),
    big bigint NOT NULL,
    ratio real NOT NULL,
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f-]{36}$'),  -- not checked: CON103
    kind text NOT NULL CHECK (kind IN ('a', 'b')),  -- not checked: CON103
    cast_up text NOT NULL CHECK (cast_up::uuid IS NOT NULL),  -- not checked: CON103
    steps integer NOT NULL,
    odd text NOT NULL,  -- not checked: CON103
    unix bigint NOT NULL,
    doubt bigint NOT NULL CHECK (abs(doubt) < 10),  -- not checked: CON103
    plain timestamp NOT NULL,
    list uuid[] NOT NULL,
    day text NOT NULL,
    number text NOT NULL,
    wrong integer NOT NULL,
    plain_number integer NOT NULL
);
CREATE TABLE orders (
    id text PRIMARY KEY,
    made date NOT NULL,
    coded timestamptz NOT NULL,  -- not checked: CON103
    name text NOT NULL,
    count bigint NOT NULL,
    few smallint NOT NULL,
    flag boolean NOT NULL,
    pick smallint NOT NULL,
    steps integer NOT NULL CHECK (steps % 5 = 0),
    day date NOT NULL,
    key uuid NOT NULL
);
