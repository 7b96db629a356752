-- options: {purpose-tag: "", time-columns: [created_on]}
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    created_on date NOT NULL,
    occurred_at timestamptz NOT NULL,
    email text,
    tags text[] NOT NULL,
    state text NOT NULL,
    is_paid boolean NOT NULL
);
CREATE INDEX idx_1 ON orders (tenant_id, occurred_at DESC);  -- expect: CON116
CREATE INDEX idx_2 ON orders (tenant_id, created_on DESC);
COMMENT ON INDEX idx_1 IS 'Purpose: the nightly report.';
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
