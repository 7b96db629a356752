CREATE TABLE invoices (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY,
    currency text,  -- expect: DDL003
    total_cents integer NOT NULL,
    note text,
    sender text DEFAULT 'us',  -- expect: DDL003
    state text NOT NULL  -- expect: DDL003
);
ALTER TABLE invoices ALTER COLUMN state DROP NOT NULL;
CREATE VIEW v_invoices AS SELECT id, currency FROM invoices;
