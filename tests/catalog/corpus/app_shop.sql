CREATE DOMAIN email AS text CHECK (VALUE ~* '^[^@\s]+@[^@\s]+\.[a-z]+$');
CREATE DOMAIN cents AS integer CHECK (VALUE >= 0);
CREATE TYPE order_state AS ENUM ('cart', 'placed', 'paid', 'shipped', 'returned');
CREATE TYPE address AS (street text, city text, zip varchar(10), country char(2));
CREATE SEQUENCE invoice_numbers START 1000 CACHE 20;
CREATE TABLE customers (
    id serial PRIMARY KEY,
    email email NOT NULL,
    name varchar(100) NOT NULL,
    born date CHECK (born > '1900-01-01' AND born < CURRENT_DATE),
    home address,
    vip boolean DEFAULT false NOT NULL,
    balance numeric(12, 2) DEFAULT 0.00 NOT NULL
);
CREATE UNIQUE INDEX customers_email ON customers (lower(email));
CREATE TABLE products (
    sku text PRIMARY KEY, name text NOT NULL, price cents NOT NULL, attributes jsonb DEFAULT '{}' NOT NULL,
    valid tstzrange DEFAULT tstzrange(now(), NULL) NOT NULL,
    CONSTRAINT price_sane CHECK (price BETWEEN 1 AND 1000000), CHECK (attributes @> '{}' AND NOT attributes ? 'price')
);
CREATE INDEX ON products USING gin (attributes jsonb_path_ops);
CREATE INDEX ON products ((attributes ->> 'colour')) WHERE attributes ? 'colour';
CREATE TABLE orders (
    id bigint NOT NULL, placed_at timestamptz DEFAULT CURRENT_TIMESTAMP NOT NULL, customer_id integer NOT NULL,
    state order_state DEFAULT 'cart'::order_state NOT NULL,
    invoice bigint DEFAULT nextval('invoice_numbers'), ship_to address,
    total cents DEFAULT 0, paid_at timestamp(0) with time zone,
    CHECK ((state IN ('paid', 'shipped', 'returned')) = (paid_at IS NOT NULL)),
    PRIMARY KEY (id, placed_at)
) PARTITION BY RANGE (placed_at);
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at DESC);
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers ON DELETE RESTRICT;
ALTER SEQUENCE invoice_numbers OWNED BY orders.invoice;
CREATE TABLE order_lines (
    order_id bigint, placed_at timestamptz, line smallint CHECK (line > 0), sku text REFERENCES products ON UPDATE CASCADE,
    quantity integer DEFAULT 1 CHECK (quantity <> 0), price cents, tax numeric(4, 3) DEFAULT 0.19,
    gross numeric GENERATED ALWAYS AS (quantity * price * (1 + tax)) STORED,
    PRIMARY KEY (order_id, placed_at, line), FOREIGN KEY (order_id, placed_at) REFERENCES orders ON DELETE CASCADE
);
CREATE TABLE reservations (
    sku text NOT NULL REFERENCES products, during tstzrange NOT NULL,
    CONSTRAINT no_double EXCLUDE USING gist (during WITH &&) WHERE (upper(during) IS NOT NULL)
);
CREATE FUNCTION order_total(o bigint) RETURNS numeric LANGUAGE sql STABLE PARALLEL SAFE AS
    'SELECT sum(gross) FROM order_lines WHERE order_id = o';
CREATE FUNCTION notify_paid() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    $fn$BEGIN PERFORM pg_notify('paid', NEW.id::text); RETURN NULL; END$fn$;
CREATE CONSTRAINT TRIGGER paid AFTER UPDATE ON customers DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.balance < 0 AND OLD.balance >= 0) EXECUTE FUNCTION notify_paid();
CREATE TRIGGER paid AFTER INSERT OR UPDATE OF state ON orders FOR EACH ROW
    WHEN (NEW.state = 'paid') EXECUTE FUNCTION notify_paid('paid');
CREATE VIEW revenue AS
SELECT date_trunc('month', o.placed_at) AS month, p.sku, p.name,
       sum(l.quantity * l.price) AS cents, round(avg(l.tax) * 100, 1) AS tax_percent,
       CASE WHEN sum(l.quantity) > 100 THEN 'hot' WHEN sum(l.quantity) > 10 THEN 'warm' ELSE 'cold' END AS heat,
       string_agg(DISTINCT c.name, ', ' ORDER BY c.name) AS buyers
FROM orders AS o
JOIN order_lines AS l ON l.order_id = o.id AND l.placed_at = o.placed_at
JOIN products AS p ON p.sku = l.sku
JOIN customers AS c ON c.id = o.customer_id
WHERE o.state NOT IN ('cart', 'returned') AND o.placed_at >= now() - INTERVAL '1 year'
GROUP BY 1, p.sku;
CREATE VIEW best AS
SELECT DISTINCT ON (month) month, sku, cents FROM revenue ORDER BY month, cents DESC;
CREATE VIEW customer_cities AS
SELECT id, (home).city AS city, upper((home).country) AS country FROM customers WHERE (home).zip IS NOT NULL;
CREATE VIEW activity AS
SELECT 'order' AS kind, id::text AS ref, placed_at AS at FROM orders
UNION ALL
SELECT 'reservation', sku, lower(during) FROM reservations
ORDER BY at DESC;
