-- The statements are in no useful order: what counts is what is left when all have run.
COMMENT ON TABLE invoices IS 'Invoices as they were sent.';
CREATE TABLE invoices (id uuid PRIMARY KEY, correlation_id uuid, total_cents integer);
COMMENT ON COLUMN invoices.correlation_id IS 'The request that made the invoice.';
CREATE VIEW open_invoices AS SELECT id, correlation_id FROM invoices;
COMMENT ON VIEW open_invoices IS 'Those not yet paid.';
CREATE MATERIALIZED VIEW totals AS SELECT count(*) AS invoices FROM invoices;
COMMENT ON MATERIALIZED VIEW totals IS 'How many there are.';
CREATE TEMPORARY TABLE scratch (id uuid);
CREATE TABLE renamed (id uuid PRIMARY KEY);
COMMENT ON TABLE renamed IS 'The comment goes along.';
ALTER TABLE renamed RENAME TO kept;
CREATE TABLE gone (id uuid PRIMARY KEY);
DROP TABLE gone;
CREATE TABLE events (id uuid, at timestamptz) PARTITION BY RANGE (at);
COMMENT ON TABLE events IS 'By month.';
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
