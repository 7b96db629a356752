CREATE TABLE customers (id uuid PRIMARY KEY, email text, region text, UNIQUE (region, email));
CREATE VIEW clients AS SELECT id FROM customers;
CREATE TABLE keyless (id uuid);
CREATE UNIQUE INDEX uq_some ON keyless (id) WHERE id IS NOT NULL;
CREATE UNIQUE INDEX uq_expression ON keyless ((id::text));
CREATE UNIQUE INDEX uq_expression_and_column ON keyless ((id::text), id);
CREATE INDEX idx_plain ON keyless (id);
CREATE TABLE deferred (id uuid UNIQUE DEFERRABLE);
CREATE TABLE invoices (
    customer uuid REFERENCES customer (id),  -- expect: REF101
    region uuid REFERENCES geo.regions,  -- expect: REF101
    client uuid REFERENCES clients (id),  -- expect: REF101
    number uuid REFERENCES customers (number),  -- expect: REF101
    email text REFERENCES customers (email),  -- expect: REF101
    wide uuid REFERENCES customers (region, email),  -- expect: REF101
    without_key uuid REFERENCES keyless,  -- expect: REF101
    partial uuid REFERENCES keyless (id),  -- expect: REF101
    later uuid REFERENCES deferred (id)  -- expect: REF101
);
ALTER TABLE keyless ADD COLUMN other_id uuid
    CONSTRAINT fk REFERENCES app.customers (id);  -- expect: REF101
