CREATE ROLE facts_rw; CREATE ROLE facts_boss;
CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN positive AS integer DEFAULT 1 CONSTRAINT above CHECK (VALUE > 0);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE EXTENSION hstore SCHEMA s;
CREATE SEQUENCE q;
CREATE TABLE p (id integer PRIMARY KEY, x integer, y integer, CONSTRAINT xy UNIQUE (x, y));
CREATE TABLE t (
    id bigint GENERATED ALWAYS AS IDENTITY, a integer NOT NULL DEFAULT 1, b text, c integer,
    p_id integer CONSTRAINT t_p REFERENCES p, during int4range, g integer GENERATED ALWAYS AS (1) STORED,
    CONSTRAINT positive_a CHECK (a > 0), CONSTRAINT t_c UNIQUE (c)
);
CREATE TABLE parted (k integer, at date) PARTITION BY RANGE (at);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE base (k integer);
CREATE TABLE child (own integer) INHERITS (base);
CREATE INDEX i ON t (a, lower(b) DESC) WHERE c > 0;
CREATE VIEW v AS SELECT a, b FROM t;
CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
CREATE FUNCTION f(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (new.a > 0) EXECUTE FUNCTION trg('x');
CREATE POLICY pol ON t FOR UPDATE TO facts_rw USING (a = 1) WITH CHECK (a = 2);
GRANT SELECT ON t TO facts_rw;
