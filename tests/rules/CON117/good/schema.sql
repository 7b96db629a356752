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
    color text,
    shop_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
) PARTITION BY HASH (tenant_id);
CREATE INDEX idx_1 ON orders (tenant_id, created_at);
CREATE INDEX idx_2 ON orders (tenant_id, email DESC) WHERE email IS NOT NULL;
CREATE INDEX idx_3 ON orders USING gin (state, tags);
CREATE INDEX idx_4 ON orders USING hash (customer_id) WHERE deleted_at IS NULL;  -- not checked: CON117
CREATE INDEX idx_5 ON orders (color);
CREATE INDEX idx_6 ON orders (shop_id);
CREATE TABLE archive PARTITION OF orders FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE TABLE returns (customer_id uuid, shop_id uuid, email text, tag text, color text);
CREATE INDEX idx_7 ON returns (shop_id) WHERE color = 'red';  -- not checked: CON117
CREATE INDEX idx_8 ON returns (email) WHERE email IS NULL;  -- not checked: CON117
CREATE INDEX idx_9 ON returns (tag) WHERE lower(tag) IS NOT NULL;  -- not checked: CON117
CREATE INDEX idx_10 ON returns (color) WHERE customer_id IS NOT NULL;  -- not checked: CON117
CREATE MATERIALIZED VIEW mv_colors AS SELECT color FROM orders;
CREATE VIEW v_colors AS SELECT color FROM mv_colors;
CREATE VIEW v_orders AS SELECT id, customer_id AS customer, created_at, email FROM orders;
CREATE VIEW v_sums AS SELECT lower(email) AS email, count(*) AS id, max(created_at) AS created_at FROM orders GROUP BY 1;
