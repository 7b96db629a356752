CREATE TABLE orders (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    email text,
    tags text[] NOT NULL,
    state text NOT NULL,
    is_paid boolean NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (tenant_id, id)
) PARTITION BY HASH (tenant_id);
CREATE INDEX idx_1 ON orders (tenant_id, created_at);
CREATE INDEX idx_2 ON orders (tenant_id, email DESC) WHERE email IS NOT NULL;
CREATE INDEX idx_3 ON orders USING gin (state, tags);
CREATE INDEX idx_4 ON orders USING hash (customer_id) WHERE deleted_at IS NULL;  -- not checked: CON117
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
