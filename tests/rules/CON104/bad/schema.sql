CREATE TABLE items (
    id uuid PRIMARY KEY,
    note text,  -- expect: CON104
    name text NOT NULL,
    sent_at timestamptz
);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    note text NOT NULL,  -- expect: CON104
    kind text NOT NULL DEFAULT 'a',  -- expect: CON104
    state text NOT NULL,  -- expect: CON104, CON104
    session_id uuid NOT NULL,  -- expect: CON104
    nothing text NOT NULL DEFAULT NULL  -- expect: CON104
);
CREATE VIEW v_items AS  -- expect: CON104, CON104
SELECT items.id, items.sent_at, orders.state FROM items LEFT JOIN orders ON orders.id = items.id;
