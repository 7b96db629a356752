-- COMMENT ON TABLE invoices IS 'not a comment on anything';
CREATE TABLE invoices (  -- expect: DDL001
    id uuid PRIMARY KEY,
    correlation_id uuid  -- expect: DDL001
);
CREATE TABLE blank (id uuid PRIMARY KEY);  -- expect: DDL001
COMMENT ON TABLE blank IS '   ';
CREATE TABLE withdrawn (id uuid PRIMARY KEY);  -- expect: DDL001
COMMENT ON TABLE withdrawn IS 'Said, and unsaid.';
COMMENT ON TABLE withdrawn IS NULL;
CREATE TABLE misplaced (  -- expect: DDL001
    id uuid PRIMARY KEY
);
COMMENT ON COLUMN misplaced.id IS 'COMMENT ON TABLE misplaced IS ...';
CREATE VIEW open_invoices AS SELECT id FROM invoices;  -- expect: DDL001
CREATE MATERIALIZED VIEW
    totals AS SELECT count(*) AS invoices FROM invoices;  -- expect: DDL001
CREATE FOREIGN TABLE elsewhere (id uuid) SERVER other;  -- expect: DDL001
CREATE UNLOGGED TABLE app.queue (id uuid PRIMARY KEY);  -- expect: DDL001
