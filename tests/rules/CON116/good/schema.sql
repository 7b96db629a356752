CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE customers (id uuid, tenant_id uuid REFERENCES tenants, color text, PRIMARY KEY (tenant_id, id));
CREATE TABLE orders (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,
    customer_id uuid NOT NULL,
    shop_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    occurred_at timestamptz NOT NULL,
    email text,
    tags text[] NOT NULL,
    state text NOT NULL,
    is_paid boolean NOT NULL,
    color text,
    FOREIGN KEY (tenant_id, shop_id) REFERENCES customers
) PARTITION BY LIST (tenant_id);
CREATE TABLE orders_1 PARTITION OF orders DEFAULT;
CREATE INDEX idx_1 ON customers (tenant_id);
CREATE UNIQUE INDEX idx_2 ON orders (tenant_id, color);
CREATE INDEX idx_3 ON orders (tenant_id, shop_id);
CREATE INDEX idx_4 ON orders (lower(email));
CREATE INDEX idx_5 ON orders (color);
CREATE INDEX idx_6 ON orders (tenant_id, occurred_at DESC);
CREATE INDEX idx_7 ON orders USING gin (color, tags);
CREATE INDEX idx_8 ON orders (customer_id);
CREATE INDEX idx_9 ON orders_1 (created_at);
COMMENT ON INDEX idx_5 IS 'Purpose: the nightly report groups by color.';
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
