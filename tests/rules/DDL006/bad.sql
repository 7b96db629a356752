CREATE DOMAIN euros AS numeric(12, 2);
CREATE TABLE revenue_ledger (
    id uuid PRIMARY KEY,
    revenue DECIMAL(12, 2) NOT NULL,  -- expect: DDL006
    total_revenue real,  -- expect: DDL006
    revenue_cents double precision,  -- expect: DDL006
    gross_revenue_usd float,  -- expect: DDL006
    amount money,  -- expect: DDL006
    "Amount" numeric,  -- expect: DDL006
    fee_cents smallint,  -- expect: DDL006
    price text,  -- expect: DDL006
    list_price euros,  -- expect: DDL006
    price_history numeric[],  -- expect: DDL006
    cents numeric(12, 0)  -- expect: DDL006
);
CREATE TYPE quote AS (
    unit_price numeric  -- expect: DDL006
);
CREATE TABLE altered (revenue_cents integer);  -- expect: DDL006
ALTER TABLE altered ALTER COLUMN revenue_cents TYPE numeric;
