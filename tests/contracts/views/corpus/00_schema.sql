CREATE SCHEMA billing;

CREATE TYPE mood AS ENUM ('calm', 'busy', 'angry');
CREATE TYPE billing.state AS ENUM ('draft', 'open', 'paid', 'void');
CREATE DOMAIN email AS text CHECK (VALUE LIKE '%@%');
CREATE DOMAIN cents AS integer NOT NULL CHECK (VALUE >= 0);
CREATE TYPE address AS (street text, city character varying(40), zip character(5));

CREATE TABLE customers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name character varying(120) NOT NULL,
    nickname text,
    contact email,
    temper mood NOT NULL DEFAULT 'calm',
    home address,
    referrer_id uuid REFERENCES customers (id),
    tags text[] NOT NULL DEFAULT '{}',
    scores integer[],
    profile jsonb NOT NULL DEFAULT '{}',
    settings json,
    is_active boolean NOT NULL DEFAULT true,
    is_vip boolean,
    born date,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    seen_at timestamp without time zone
);

CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku character(8) NOT NULL UNIQUE,
    title text NOT NULL,
    price numeric(10, 2) NOT NULL,
    cost numeric,
    weight real,
    volume double precision,
    stock smallint NOT NULL DEFAULT 0,
    size_range int4range,
    dimensions integer[],
    image bytea,
    released_on date NOT NULL,
    available_from time without time zone,
    warranty interval,
    attributes jsonb
);

CREATE TABLE billing.invoices (
    id bigint PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers (id),
    state billing.state NOT NULL,
    previous_state billing.state,
    issued_on date NOT NULL,
    due_on date,
    paid_at timestamp with time zone,
    total cents,
    discount numeric(5, 4),
    period daterange NOT NULL,
    note text,
    payload jsonb NOT NULL
);

CREATE TABLE order_lines (
    order_id bigint NOT NULL,
    line smallint NOT NULL,
    product_id bigint NOT NULL REFERENCES products (id),
    invoice_id bigint REFERENCES billing.invoices (id),
    customer_id uuid,
    quantity integer NOT NULL,
    unit_price numeric(10, 2) NOT NULL,
    discount_percent double precision,
    ordered_at timestamp(3) with time zone NOT NULL,
    shipped_at timestamp with time zone,
    comment character varying(500),
    PRIMARY KEY (order_id, line)
);

CREATE TABLE employees (
    id integer PRIMARY KEY,
    manager_id integer REFERENCES employees (id),
    name text NOT NULL,
    department text,
    salary numeric(12, 2),
    hired_on date NOT NULL,
    office inet,
    badge bit(8),
    shift time with time zone
);

CREATE TABLE measurements (
    sensor integer NOT NULL,
    taken_at timestamp without time zone NOT NULL,
    celsius real,
    pressure double precision NOT NULL,
    quality smallint,
    PRIMARY KEY (sensor, taken_at)
);

CREATE FUNCTION full_name(first text, last text) RETURNS text
    LANGUAGE sql IMMUTABLE AS $$ SELECT first || ' ' || last $$;
CREATE FUNCTION lines_of(wanted bigint) RETURNS TABLE (line smallint, amount numeric)
    LANGUAGE sql STABLE AS $$
    SELECT order_lines.line, order_lines.quantity * order_lines.unit_price
    FROM order_lines WHERE order_lines.order_id = wanted
    $$;
