CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE customers (id uuid PRIMARY KEY, color text, occurred_at timestamptz);
CREATE TABLE items (tenant_id uuid REFERENCES tenants, color text);
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL REFERENCES customers,
    created_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    email text,
    tags text[] NOT NULL,
    state text NOT NULL,
    is_paid boolean NOT NULL,
    color text
);
CREATE INDEX idx_1 ON customers (color);  -- expect: CON116
CREATE INDEX idx_6 ON customers (occurred_at);  -- expect: CON116
CREATE INDEX idx_7 ON items (tenant_id, color);  -- expect: CON116
CREATE INDEX idx_2 ON orders (tenant_id, color);  -- expect: CON116
CREATE INDEX idx_3 ON orders (tenant_id);  -- expect: CON116
CREATE INDEX idx_4 ON orders (lower(color), email);  -- expect: CON116
CREATE INDEX idx_5 ON orders (color) WHERE email IS NOT NULL;  -- expect: CON116
COMMENT ON INDEX idx_5 IS 'Purpose: ';
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
