CREATE SCHEMA s;
CREATE TYPE mood AS ENUM ('ok', 'sad');
CREATE DOMAIN score AS integer CHECK (VALUE > 0);
CREATE SEQUENCE q;
CREATE FUNCTION norm(text) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1';
CREATE FUNCTION is_ok(m mood) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
CREATE TABLE other (id integer, ok boolean);
CREATE TABLE t (
    id bigint DEFAULT nextval('q'), m mood DEFAULT 'ok' CHECK (is_ok(m)), b text DEFAULT norm('x') CHECK (norm(b) <> ''),
    n score, l mood[] DEFAULT ARRAY['ok'::mood], CHECK (m <> 'sad'::mood), CHECK (m IN ('ok', 'sad'))
);
CREATE INDEX i ON t (norm(b)) WHERE is_ok(m);
CREATE POLICY po ON t USING (EXISTS (SELECT 1 FROM other o WHERE o.id = t.id AND o.ok) AND is_ok(m));
CREATE POLICY pp ON t USING (id IN (SELECT other.id FROM other));
CREATE VIEW v AS SELECT norm(b) AS b, m::text AS m, 'sad'::mood AS low, t.id FROM t JOIN other ON other.id = t.id;
ALTER SEQUENCE q RENAME TO numbers;
ALTER SEQUENCE numbers SET SCHEMA s;
ALTER TYPE mood RENAME TO feeling;
ALTER FUNCTION norm(text) RENAME TO normal;
ALTER FUNCTION is_ok(feeling) SET SCHEMA s;
ALTER TABLE other RENAME TO others;
ALTER TABLE others RENAME COLUMN ok TO fine;
ALTER TABLE others RENAME COLUMN id TO other_id;
ALTER TABLE t RENAME COLUMN b TO label;
ALTER TABLE t RENAME TO things;
ALTER DOMAIN score RENAME TO points;
ALTER TYPE feeling SET SCHEMA s;
