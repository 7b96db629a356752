-- DECIMAL and FLOAT in a comment are not types: revenue DECIMAL(12, 2)
CREATE DOMAIN cents AS bigint CHECK (VALUE >= 0);
CREATE DOMAIN "Cents" AS cents;
CREATE TABLE revenue_ledger (
    id uuid PRIMARY KEY,
    revenue_cents integer NOT NULL,
    total_revenue bigint,
    price int4,
    amount cents,
    fee "Cents",
    price_history integer[],
    revenue_share_ratio numeric(6, 5),
    revenue_currency text,
    revenue_verified boolean,
    revenue_posted_at timestamptz,
    amount_id uuid,
    accents numeric,
    feed numeric,
    preamounting numeric,
    allocation_ratio numeric(6, 5)
);
COMMENT ON COLUMN revenue_ledger.revenue_cents IS 'Cents, never DECIMAL or FLOAT.';
CREATE TABLE mended (revenue numeric);
ALTER TABLE mended ALTER COLUMN revenue TYPE bigint;
CREATE DOMAIN app."Minor Units" AS bigint;
CREATE TABLE quoted (price app."Minor Units", amount "Cents");
