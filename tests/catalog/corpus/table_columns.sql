CREATE TABLE t (
    a integer NOT NULL,
    b text NULL,
    c numeric(10, 2) DEFAULT 0,
    "Odd ""Name""" date,
    "select" boolean DEFAULT false NOT NULL
);
CREATE TABLE IF NOT EXISTS t (other integer);
CREATE TABLE nothing ();
CREATE UNLOGGED TABLE fast (id integer);
CREATE TABLE stored (a text) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE t ADD COLUMN d timestamptz DEFAULT now();
ALTER TABLE t ADD e integer NOT NULL DEFAULT 3, ADD f text;
ALTER TABLE t ADD COLUMN IF NOT EXISTS f integer;
ALTER TABLE t DROP COLUMN b;
ALTER TABLE t DROP COLUMN IF EXISTS never_there;
ALTER TABLE t RENAME COLUMN c TO amount;
ALTER TABLE t RENAME f TO g;
ALTER TABLE t ALTER COLUMN d SET NOT NULL, ALTER COLUMN d DROP DEFAULT;
ALTER TABLE t ALTER e DROP NOT NULL;
ALTER TABLE fast SET LOGGED;
ALTER TABLE stored SET (fillfactor = 80), RESET (autovacuum_enabled);
ALTER TABLE nothing ADD id integer;
ALTER TABLE nothing RENAME TO something;
CREATE TABLE dropped (id serial PRIMARY KEY);
DROP TABLE dropped;
DROP TABLE IF EXISTS never_there, dropped;
