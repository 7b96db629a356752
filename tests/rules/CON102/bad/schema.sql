CREATE DOMAIN quantity AS text;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE items (
    id uuid PRIMARY KEY,
    quantity text NOT NULL,  -- expect: CON102
    weight numeric(8, 2) NOT NULL,  -- expect: CON102
    half numeric NOT NULL CHECK (half IN (1, 1.5)),  -- expect: CON102
    ratio double precision NOT NULL,  -- expect: CON102
    is_open text NOT NULL,  -- expect: CON102
    name integer NOT NULL,  -- expect: CON102
    stock quantity NOT NULL,  -- expect: CON102
    tags text NOT NULL,  -- expect: CON102
    labels integer[] NOT NULL,  -- expect: CON102
    sizes integer[] NOT NULL,  -- expect: CON102
    detail jsonb NOT NULL,  -- expect: CON102
    extra jsonb NOT NULL CHECK (jsonb_typeof(extra) IN ('object', 'null')),  -- expect: CON102
    lines jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'object'),  -- expect: CON102
    mood mood NOT NULL,  -- expect: CON102
    key uuid NOT NULL,  -- expect: CON102
    amount jsonb NOT NULL,  -- expect: CON102
    never text NOT NULL,  -- expect: CON102
    void jsonb NOT NULL  -- expect: CON102
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    quantity text NOT NULL,
    count integer NOT NULL,  -- expect: CON102
    grid integer[] NOT NULL,  -- expect: CON102
    rates numeric[] NOT NULL,  -- expect: CON102
    is_on boolean NOT NULL,  -- expect: CON102
    flag boolean NOT NULL,  -- expect: CON102
    detail jsonb NOT NULL CHECK (jsonb_typeof(detail) = 'object'),  -- expect: CON102
    body json NOT NULL  -- expect: CON102
);
CREATE VIEW v_items AS SELECT id, quantity AS amount, count(*) AS number  -- expect: CON102, CON102
FROM items GROUP BY id;
