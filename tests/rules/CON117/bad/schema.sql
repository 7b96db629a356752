CREATE TABLE customers (
    color text  -- expect: CON117
);
CREATE TABLE orders (
    id uuid NOT NULL,  -- expect: CON117
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,  -- expect: CON117
    created_at timestamptz NOT NULL,  -- expect: CON117
    email text,  -- expect: CON117
    tags text[] NOT NULL,  -- expect: CON117
    state text NOT NULL,
    is_paid boolean NOT NULL,
    UNIQUE (tenant_id, state, id)
);
CREATE INDEX idx_1 ON orders (state, created_at DESC);
CREATE INDEX idx_2 ON orders (tenant_id, lower(email), email);
CREATE INDEX idx_3 ON orders USING gin (state, is_paid);
CREATE INDEX idx_4 ON orders USING brin (created_at);
CREATE INDEX idx_5 ON orders (is_paid, customer_id);
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
