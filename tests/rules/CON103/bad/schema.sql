CREATE DOMAIN moment AS timestamp;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE items (
    id text PRIMARY KEY,  -- expect: CON103
    paid_at timestamp NOT NULL,  -- expect: CON103
    sent_at moment NOT NULL,  -- expect: CON103
    due_at date NOT NULL,  -- expect: CON103
    due timestamptz NOT NULL,  -- expect: CON103
    opens time NOT NULL,  -- expect: CON103
    takes text NOT NULL,  -- expect: CON103
    mail uuid NOT NULL,  -- expect: CON103
    site date NOT NULL,  -- expect: CON103
    address text NOT NULL,  -- expect: CON103
    count bigint NOT NULL,  -- expect: CON103
    total numeric(12, 0) NOT NULL,  -- expect: CON103
    big numeric NOT NULL CHECK (big % 1 = 0),  -- expect: CON103
    mood mood NOT NULL  -- expect: CON103
);
CREATE TABLE orders (
    id text PRIMARY KEY,
    key uuid NOT NULL,  -- expect: CON103
    made date NOT NULL,  -- expect: CON103
    sent timestamp NOT NULL,  -- expect: CON103
    seen timestamptz NOT NULL,  -- expect: CON103
    host inet NOT NULL,  -- expect: CON103
    code macaddr NOT NULL,  -- expect: CON103
    count smallint NOT NULL,  -- expect: CON103
    least integer NOT NULL CHECK (least >= 0)  -- expect: CON103
);
CREATE VIEW v_items AS SELECT paid_at, count(*) AS number FROM items GROUP BY paid_at;  -- expect: CON103, CON103
