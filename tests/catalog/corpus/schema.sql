CREATE ROLE boss;
CREATE SCHEMA plain;
CREATE SCHEMA IF NOT EXISTS plain;
CREATE SCHEMA owned AUTHORIZATION boss;
CREATE SCHEMA AUTHORIZATION boss;
CREATE SCHEMA with_parts
    CREATE TABLE t (id integer PRIMARY KEY)
    CREATE VIEW v AS SELECT id FROM t
    CREATE SEQUENCE q
    CREATE INDEX ON t (id);
CREATE SCHEMA "Odd Name";
CREATE TABLE "Odd Name".t (id serial);
CREATE SCHEMA old_name;
CREATE TABLE old_name.t (id serial PRIMARY KEY, parent integer REFERENCES old_name.t);
CREATE TYPE old_name.mood AS ENUM ('ok');
CREATE TABLE uses_it (m old_name.mood DEFAULT 'ok'::old_name.mood);
CREATE FUNCTION old_name.f(old_name.mood) RETURNS integer LANGUAGE sql AS 'SELECT 1';
GRANT USAGE ON SCHEMA old_name TO boss;
ALTER SCHEMA old_name RENAME TO new_name;
ALTER SCHEMA plain OWNER TO boss;
CREATE SCHEMA gone;
CREATE TABLE gone.t (id integer);
CREATE TABLE gone.u (id integer);
DROP SCHEMA gone CASCADE;
CREATE SCHEMA empty;
DROP SCHEMA empty;
DROP SCHEMA IF EXISTS never_there;
COMMENT ON SCHEMA plain IS 'a schema';
