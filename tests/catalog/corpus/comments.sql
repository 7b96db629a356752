-- unmodelled: COMMENT ON SCHEMA
CREATE TABLE t (a integer PRIMARY KEY, b integer CONSTRAINT chk CHECK (b > 0) REFERENCES t);
CREATE INDEX i ON t (b);
CREATE VIEW v AS SELECT a FROM t;
CREATE SEQUENCE q;
CREATE SCHEMA s;
COMMENT ON TABLE t IS 'first';
COMMENT ON TABLE t IS 'second';
COMMENT ON COLUMN t.a IS 'multi
line, it''s "quoted" größe';
COMMENT ON COLUMN public.t.b IS E'tab\there';
COMMENT ON CONSTRAINT chk ON t IS 'check';
COMMENT ON CONSTRAINT t_pkey ON t IS 'key';
COMMENT ON INDEX t_pkey IS 'its index';
COMMENT ON CONSTRAINT t_b_fkey ON t IS 'reference';
COMMENT ON INDEX i IS 'index';
COMMENT ON VIEW v IS 'view';
COMMENT ON COLUMN v.a IS 'column of a view';
COMMENT ON SEQUENCE q IS 'sequence';
COMMENT ON SCHEMA s IS 'schema';
COMMENT ON SCHEMA s IS NULL;
COMMENT ON INDEX i IS '';
COMMENT ON SCHEMA public IS 'ours';
