CREATE TABLE s (a integer NOT NULL, b text);
CREATE TABLE t (x, y) AS SELECT a, b FROM s;
CREATE TABLE u AS SELECT 1 AS one, 'x'::text AS two, now() AS at, 1.5 AS n, NULL::uuid AS id;
CREATE UNLOGGED TABLE w WITH (fillfactor = 50) AS TABLE s WITH NO DATA;
CREATE TABLE IF NOT EXISTS t AS SELECT 3 AS other;
