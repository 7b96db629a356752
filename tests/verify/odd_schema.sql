CREATE SCHEMA core;
CREATE SCHEMA "Side";
GRANT USAGE ON SCHEMA core, "Side" TO odd_app, odd_reader;
CREATE DOMAIN core.cents AS bigint CHECK (VALUE >= 0);
CREATE DOMAIN core.email AS text CHECK (VALUE ~ '^[^@]+@[^@]+$');
CREATE TYPE core.address AS (street text, zip varchar(10));
CREATE TABLE core.orgs (code text PRIMARY KEY CHECK (code ~ '^[a-z]{3,8}$'));
CREATE TABLE core.customers (
    id bigint GENERATED ALWAYS AS IDENTITY,
    org text NOT NULL REFERENCES core.orgs (code) ON DELETE CASCADE,
    mail core.email NOT NULL,
    home core.address,
    "Full Name" text NOT NULL,
    shout text GENERATED ALWAYS AS (upper("Full Name")) STORED,
    PRIMARY KEY (org, id),
    UNIQUE (org, mail)
);
CREATE TABLE core.orders (
    org text NOT NULL REFERENCES core.orgs (code) ON DELETE CASCADE,
    id bigint GENERATED ALWAYS AS IDENTITY,
    at date NOT NULL,
    customer bigint NOT NULL,
    total core.cents NOT NULL,
    first_line int,
    PRIMARY KEY (org, id, at),
    FOREIGN KEY (org, customer) REFERENCES core.customers (org, id) DEFERRABLE INITIALLY DEFERRED
) PARTITION BY RANGE (at);
CREATE TABLE core.orders_2026 PARTITION OF core.orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TABLE core.orders_rest PARTITION OF core.orders DEFAULT;
CREATE TABLE "Side"."Booking" (
    org text NOT NULL REFERENCES core.orgs (code) ON DELETE CASCADE,
    room int NOT NULL,
    during tstzrange NOT NULL,
    CHECK (NOT isempty(during)),
    EXCLUDE USING gist (during WITH &&)
);
CREATE VIEW core.v_open WITH (security_invoker = true) AS SELECT org, id, total FROM core.orders;
CREATE VIEW core."Totals" WITH (security_barrier) AS SELECT org, sum(total) AS "Sum" FROM core.orders GROUP BY org;
ALTER TABLE core.customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.customers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON core.customers TO odd_app, odd_reader, odd_owner USING (org = current_setting('app.org', true));
ALTER TABLE core.orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.orders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON core.orders USING (org = current_setting('app.org', true));
ALTER TABLE core.orders_2026 ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.orders_2026 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON core.orders_2026 USING (org = current_setting('app.org', true));
ALTER TABLE core.orders_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE core.orders_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON core.orders_rest USING (org = current_setting('app.org', true));
ALTER TABLE "Side"."Booking" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Side"."Booking" FORCE ROW LEVEL SECURITY;
CREATE POLICY "Org" ON "Side"."Booking" USING (org = current_setting('app.org', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON core.customers, core.orders, core.orders_2026, core.orders_rest, "Side"."Booking" TO odd_app;
GRANT SELECT ON core.customers, core.orders, core.orders_2026, core.orders_rest, "Side"."Booking" TO odd_reader;
GRANT SELECT ON core.v_open, core."Totals" TO odd_app;
