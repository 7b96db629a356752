-- options: {few-values: 2}
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    email text,
    tags text[] NOT NULL,
    state text NOT NULL,  -- expect: CON117
    is_paid boolean NOT NULL
);
CREATE INDEX idx_1 ON orders (tenant_id, created_at);
CREATE INDEX idx_2 ON orders (tenant_id, email);
CREATE INDEX idx_3 ON orders USING gin (tags);
CREATE INDEX idx_4 ON orders (customer_id);
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
