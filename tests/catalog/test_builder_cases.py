"""What generated scripts once proved wrong, each in its smallest form.

`gen_owner` and the other roles are made in the transaction that the fixture rolls back.
"""

import psycopg
import pytest
from oracle import assert_same

from ddllint.catalog.builder import build
from ddllint.sql.parse import parse_source
from ddllint.sql.source import Source

CASES = {
    "a function in FROM has more columns than it is given names for": """
        CREATE FUNCTION f() RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, ''x''';
        CREATE VIEW v AS SELECT * FROM f() g (l);
        CREATE VIEW w AS SELECT * FROM f();
        CREATE TABLE t AS SELECT f.b, g.* FROM f(), f() g (x, y);
    """,
    "checks and policies on system columns, the whole row and other tables": """
        CREATE TABLE o (z integer);
        CREATE TABLE t (a integer, CHECK (t IS NOT NULL), CHECK (tableoid > 0), CHECK (t.a > 0));
        CREATE POLICY p ON t USING (ctid IS NOT NULL AND public.t.a > 0);
        CREATE POLICY q ON t USING (EXISTS (SELECT FROM o WHERE z = a));
        CREATE POLICY r ON t USING (t.* IS NOT NULL) WITH CHECK (row_to_json(t) IS NOT NULL);
    """,
    "a label of an enum by another name": """
        CREATE TYPE state AS ENUM ('new', 'done');
        CREATE TABLE t (
            a state DEFAULT 'new', b state DEFAULT 'done', word text DEFAULT 'kept',
            CHECK (a <> 'new'), CHECK ('new' = b), CHECK (a IN ('new', 'done')),
            CHECK (a = ANY (ARRAY['new'::state, 'done'])), CHECK (a BETWEEN 'new' AND 'done'),
            CHECK (CASE a WHEN 'new' THEN word IS NULL END), CHECK (word <> 'new'::state::text)
        );
        CREATE INDEX ON t (word) WHERE a = 'new';
        CREATE POLICY p ON t USING (t.a = 'new'::state);
        CREATE VIEW v AS SELECT word FROM t WHERE a = 'new';
        ALTER TYPE state RENAME VALUE 'new' TO 'fresh';
    """,
    "plpgsql is there from the start": """
        CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
        COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';
        CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
    """,
    "a trigger runs a function of the server's own": """
        CREATE TABLE t (a integer);
        CREATE TRIGGER r BEFORE UPDATE ON t
            FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
    """,
    "a column that a parent has may be written again": """
        CREATE TABLE p (a integer);
        CREATE TABLE c (a integer, b integer) INHERITS (p);
    """,
    "a check renamed through two ways of inheritance": """
        CREATE TABLE a (n integer, CONSTRAINT old CHECK (n > 0));
        CREATE TABLE b () INHERITS (a);
        CREATE TABLE c () INHERITS (b, a);
        ALTER TABLE a RENAME CONSTRAINT old TO new;
    """,
    "a child keeps the check on a column that its parent loses": """
        CREATE TABLE p (a integer CHECK (a > 0), b integer CONSTRAINT k CHECK (b > 0));
        CREATE TABLE c (LIKE p INCLUDING ALL);
        ALTER TABLE c INHERIT p;
        CREATE TABLE d () INHERITS (c);
        ALTER TABLE p DROP COLUMN a;
        CREATE TABLE q (a integer CHECK (a > 0));
        CREATE TABLE e (LIKE q INCLUDING ALL);
        ALTER TABLE e INHERIT q;
        ALTER TABLE q DROP COLUMN a;
        ALTER TABLE e NO INHERIT q;
    """,
    "an index may be called like an enum": """
        CREATE TYPE label AS ENUM ('a');
        CREATE TABLE t (a integer);
        CREATE INDEX label ON t (a);
    """,
    "an enum may be called like a key": """
        CREATE TABLE t (a date, CONSTRAINT items PRIMARY KEY (a));
        CREATE TYPE items AS ENUM ();
    """,
    "a domain may be called like a sequence": """
        CREATE SEQUENCE d;
        CREATE DOMAIN d AS integer;
        CREATE SEQUENCE e;
        ALTER SEQUENCE d RENAME TO f;
    """,
    "tables of a renamed schema take their sequences along": """
        CREATE SCHEMA old;
        CREATE TABLE old.t (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        ALTER SCHEMA old RENAME TO new;
    """,
    "a routine's types have no fields": """
        CREATE PROCEDURE p(a interval day to second(3), b numeric(5,2), c varchar(3)[])
            LANGUAGE plpgsql AS 'BEGIN END';
        COMMENT ON PROCEDURE p(interval day to second, numeric(5,2), varchar(3)[]) IS 'found';
        CREATE FUNCTION f() RETURNS interval hour LANGUAGE sql AS 'SELECT NULL::interval';
    """,
    "a procedure returns nothing": """
        CREATE PROCEDURE p(INOUT a integer) LANGUAGE plpgsql AS 'BEGIN END';
    """,
    "USAGE on public is everyone's": """
        CREATE ROLE r;
        GRANT USAGE, CREATE ON SCHEMA public TO PUBLIC, r;
    """,
    "a role may lose by default what it has as owner": """
        CREATE ROLE r;
        ALTER DEFAULT PRIVILEGES FOR ROLE r REVOKE ALL ON ROUTINES FROM PUBLIC, r;
        ALTER DEFAULT PRIVILEGES FOR ROLE r REVOKE INSERT ON TABLES FROM r;
        ALTER DEFAULT PRIVILEGES FOR ROLE r GRANT INSERT ON TABLES TO r;
    """,
    "default privileges on sequences and schemas": """
        CREATE ROLE r;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO r;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO r;
        CREATE SEQUENCE s;
        CREATE TABLE t (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        CREATE SCHEMA n;
    """,
    "an unlogged sequence": """
        CREATE TABLE t (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        ALTER SEQUENCE t_a_seq SET UNLOGGED;
        CREATE TABLE u (a serial, b integer GENERATED ALWAYS AS IDENTITY);
        ALTER TABLE u SET UNLOGGED;
        ALTER SEQUENCE u_a_seq SET LOGGED;
    """,
    "a key of a parent keeps null out of its children": """
        CREATE TABLE a (x boolean, y integer);
        CREATE TABLE b () INHERITS (a);
        CREATE TABLE c () INHERITS (b);
        ALTER TABLE a ADD CONSTRAINT k PRIMARY KEY (x);
    """,
    "what a child borrowed is its own after NO INHERIT": """
        CREATE TABLE a (x integer CHECK (x > 0), y integer CONSTRAINT k CHECK (y > 0) NO INHERIT);
        CREATE TABLE b (z integer) INHERITS (a);
        CREATE TABLE c () INHERITS (b);
        ALTER TABLE a ADD COLUMN w integer CHECK (w > 1);
        ALTER TABLE a ADD CONSTRAINT two CHECK (x > y);
        ALTER TABLE b NO INHERIT a;
        ALTER TABLE a DROP CONSTRAINT two;
        ALTER TABLE a DROP COLUMN y;
    """,
    "a child's own check outlives the parent's": """
        CREATE TABLE a (x integer CONSTRAINT k CHECK (x > 0), CONSTRAINT l CHECK (x < 9));
        CREATE TABLE b (CONSTRAINT k CHECK (x > 0)) INHERITS (a);
        ALTER TABLE a RENAME CONSTRAINT l TO m;
        ALTER TABLE a DROP CONSTRAINT k;
        ALTER TABLE ONLY a DROP CONSTRAINT m;
    """,
    "ONLY a parent loses a column": """
        CREATE TABLE a (x integer, y integer);
        CREATE TABLE b (y integer) INHERITS (a);
        ALTER TABLE ONLY a DROP COLUMN x;
        ALTER TABLE a DROP COLUMN y;
    """,
    "what partitions borrow has names": """
        CREATE TABLE r (id integer PRIMARY KEY);
        CREATE TABLE p (id bigserial PRIMARY KEY, n integer REFERENCES r, UNIQUE (id, n))
            PARTITION BY LIST (id);
        CREATE INDEX ON p (n) WHERE n > 1;
        CREATE TABLE c PARTITION OF p (CONSTRAINT k CHECK (n > 0)) FOR VALUES IN (1)
            PARTITION BY LIST (id);
        CREATE TABLE d PARTITION OF c FOR VALUES IN (1);
        CREATE INDEX ON p (n);
        CREATE INDEX p_later ON p (n DESC);
        ALTER TABLE c RENAME CONSTRAINT c_pkey TO other;
        ALTER INDEX d_n_idx1 RENAME TO odd;
        ALTER TABLE p DETACH PARTITION c;
        ALTER TABLE c DETACH PARTITION d;
    """,
    "what a partition has like its parent is the parent's": """
        CREATE TABLE p (id integer NOT NULL, n integer CONSTRAINT k CHECK (n > 0));
        DROP TABLE p;
        CREATE TABLE p (id integer NOT NULL, n integer CONSTRAINT k CHECK (n > 0), PRIMARY KEY (id))
            PARTITION BY LIST (id);
        CREATE INDEX i ON p (n);
        CREATE TABLE c (LIKE p INCLUDING ALL);
        CREATE INDEX own ON c (n, id);
        ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1);
        DROP INDEX i;
        ALTER TABLE p DROP CONSTRAINT p_pkey;
    """,
    "an index on ONLY a partitioned table": """
        CREATE TABLE p (id integer) PARTITION BY LIST (id);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        CREATE TABLE d PARTITION OF p FOR VALUES IN (2);
        CREATE INDEX i ON ONLY p (id);
        CREATE INDEX j ON c (id);
        ALTER INDEX i ATTACH PARTITION j;
        CREATE INDEX k ON ONLY p (id);
        CREATE INDEX k1 ON c (id);
        CREATE INDEX k2 ON d (id);
        ALTER INDEX k ATTACH PARTITION k1;
        ALTER INDEX k ATTACH PARTITION k2;
    """,
    "a foreign key needs the first key over its columns": """
        CREATE TABLE t (a integer PRIMARY KEY, b integer, c integer UNIQUE, d integer UNIQUE);
        ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a);
        ALTER TABLE t ADD UNIQUE (a, c);
        CREATE TABLE u (x integer REFERENCES t, y integer REFERENCES t (c), z integer);
        ALTER TABLE u ADD FOREIGN KEY (y, z) REFERENCES t (a, c);
        ALTER TABLE t ADD FOREIGN KEY (b) REFERENCES t (d);
        ALTER TABLE t DROP CONSTRAINT t_pkey CASCADE;
        ALTER TABLE t DROP COLUMN d CASCADE;
        ALTER TABLE t DROP COLUMN a CASCADE;
    """,
    "a column takes what reads it along": """
        CREATE TABLE t (
            a integer, b integer, g integer GENERATED ALWAYS AS (a * 2) STORED CHECK (g > 1),
            EXCLUDE (b WITH =) WHERE (a > 1)
        );
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER x BEFORE UPDATE OF a ON t EXECUTE FUNCTION f();
        CREATE TRIGGER y BEFORE UPDATE ON t FOR EACH ROW WHEN (OLD.a = 1) EXECUTE FUNCTION f();
        CREATE TRIGGER z BEFORE UPDATE ON t EXECUTE FUNCTION f();
        ALTER TABLE t DROP COLUMN a CASCADE;
    """,
    "a replica identity goes with its index, and follows it": """
        CREATE TABLE t (a integer PRIMARY KEY, b integer NOT NULL);
        CREATE TABLE u (a integer PRIMARY KEY, b integer NOT NULL);
        CREATE UNIQUE INDEX i ON u (b);
        ALTER TABLE t REPLICA IDENTITY USING INDEX t_pkey;
        ALTER TABLE u REPLICA IDENTITY USING INDEX i;
        ALTER INDEX i RENAME TO j;
        ALTER TABLE t DROP CONSTRAINT t_pkey;
    """,
    "DEFAULT NULL stays where a modifier makes it a call": """
        CREATE TABLE t (a varbit(5) DEFAULT NULL, b text DEFAULT NULL, c varchar DEFAULT NULL);
        ALTER TABLE t ALTER b SET DEFAULT NULL, ADD d numeric(5,2) DEFAULT NULL;
    """,
    "a table made of a query keeps modifiers and collations": """
        CREATE TABLE t (a varchar(5)[], b text COLLATE "C", c numeric(8,2), d integer);
        CREATE VIEW v (x, y) AS SELECT * FROM t;
        CREATE TABLE u AS SELECT s.a AS z, b, d + 1 AS e FROM t s;
        CREATE TABLE w AS SELECT * FROM v, u;
        CREATE TABLE l (LIKE v);
    """,
    "views follow the columns that they read, through aliases": """
        CREATE TABLE t (a integer, b integer);
        CREATE TABLE u (a integer, c integer);
        CREATE VIEW v AS SELECT s.a, s.b AS other FROM t AS s WHERE s.a > 1 ORDER BY s.a;
        CREATE VIEW w AS SELECT x.a AS p, y.a AS q FROM t x JOIN u y ON x.a = y.a;
        CREATE VIEW z AS SELECT c FROM u WHERE EXISTS (SELECT FROM t WHERE t.b = u.c AND b > 2);
        CREATE VIEW n AS WITH q AS (SELECT a FROM t) SELECT a FROM q;
        CREATE VIEW o AS SELECT other FROM v;
        CREATE TABLE p (a integer);
        CREATE POLICY i ON p USING (a IN (SELECT b FROM t));
        ALTER TABLE t RENAME a TO aa;
        ALTER TABLE t RENAME b TO bb;
        ALTER VIEW v RENAME other TO another;
    """,
    "a star is what it was when the view was made": """
        CREATE TABLE t (a integer, b integer);
        CREATE TABLE u (c integer);
        CREATE VIEW v AS SELECT * FROM t;
        CREATE VIEW w AS SELECT t.*, u.* FROM t, u;
        CREATE MATERIALIZED VIEW x AS SELECT * FROM v;
        ALTER TABLE t ADD COLUMN later integer;
        ALTER TABLE t RENAME a TO aa;
    """,
    "what goes with a sequence and a schema": """
        CREATE ROLE r;
        CREATE SCHEMA gone;
        CREATE SCHEMA old;
        ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO r;
        ALTER DEFAULT PRIVILEGES IN SCHEMA gone, old GRANT SELECT ON TABLES TO r;
        CREATE TABLE t (a serial, b serial, c integer GENERATED ALWAYS AS IDENTITY);
        ALTER TABLE t DROP COLUMN a, ALTER c DROP IDENTITY;
        DROP SCHEMA gone CASCADE;
        ALTER SCHEMA old RENAME TO new;
    """,
    "where a multirange type goes": """
        CREATE SCHEMA s;
        CREATE TYPE s.a AS RANGE (subtype = integer, multirange_type_name = m);
        CREATE TYPE s.b AS RANGE (subtype = integer);
    """,
    "LIKE and a parent bring the same column": """
        CREATE TABLE t (a integer NOT NULL DEFAULT 3);
        CREATE TABLE u (LIKE t INCLUDING DEFAULTS) INHERITS (t);
        ALTER TABLE t DROP COLUMN a;
    """,
    "an exclusion that repeats another is none": """
        CREATE TABLE t (
            a integer, b integer, CONSTRAINT x EXCLUDE (a WITH =),
            CONSTRAINT y EXCLUDE USING btree (a WITH =), EXCLUDE (a WITH =) WHERE (b > 1),
            CONSTRAINT z EXCLUDE (a WITH =) WHERE (b > 1)
        );
    """,
    "numbers in bounds": """
        CREATE TABLE t (a bigint, b smallint, c integer) PARTITION BY RANGE (a, b, c);
        CREATE TABLE u PARTITION OF t FOR VALUES FROM (-1, -2, -3) TO (1, 2, 3);
        CREATE TABLE v PARTITION OF t FOR VALUES FROM (3, MINVALUE, MINVALUE) TO (4, 0, MAXVALUE);
    """,
    "a type takes along what is made of it": """
        CREATE TYPE e AS ENUM ();
        CREATE TYPE c AS (x e, y integer);
        CREATE TABLE typed OF c;
        CREATE DOMAIN d AS e;
        CREATE TABLE t (a e, b d, c integer);
        CREATE FUNCTION f(a integer, OUT b e, OUT d integer) LANGUAGE plpgsql AS 'BEGIN END';
        CREATE TYPE g AS (z integer);
        CREATE TABLE of_g OF g;
        DROP TYPE e CASCADE;
        DROP TYPE g CASCADE;
    """,
    "a function takes its triggers along": """
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE t (a integer);
        CREATE VIEW v AS SELECT a FROM t;
        CREATE TRIGGER x INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f();
        CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        DROP FUNCTION f CASCADE;
    """,
    "DEFAULT NULL for a domain": """
        CREATE DOMAIN d AS integer DEFAULT 3;
        CREATE TABLE t (a d DEFAULT NULL, b d[] DEFAULT NULL, c integer DEFAULT NULL);
    """,
    "what LIKE copies of constraints": """
        CREATE TABLE t (a integer PRIMARY KEY, b integer CONSTRAINT k CHECK (b > 0));
        ALTER TABLE t ADD CONSTRAINT l CHECK (a > b) NOT VALID;
        COMMENT ON CONSTRAINT t_pkey ON t IS 'not copied';
        COMMENT ON INDEX t_pkey IS 'copied';
        COMMENT ON CONSTRAINT k ON t IS 'copied';
        CREATE TABLE u (LIKE t INCLUDING ALL);
    """,
    "a parent's default and compression under LIKE": """
        CREATE TABLE t (a text COMPRESSION pglz DEFAULT 'x');
        CREATE VIEW v AS SELECT a FROM t;
        CREATE TABLE u (LIKE v) INHERITS (t);
    """,
    "copies of an index are called after its own columns": """
        CREATE TABLE t (a integer, b integer, EXCLUDE (a WITH =), UNIQUE (b, a));
        CREATE INDEX ON t (a, (b + a), b);
        ALTER TABLE t RENAME a TO c;
        ALTER INDEX t_a_expr_b_idx RENAME TO i;
        CREATE TABLE u (LIKE t INCLUDING ALL);
        CREATE TABLE p (a integer) PARTITION BY LIST (a);
        CREATE INDEX ON p (a);
        ALTER TABLE p RENAME a TO c;
        CREATE TABLE q PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (c);
        ALTER TABLE p DETACH PARTITION q;
    """,
    "limits of a sequence of another type": """
        CREATE SEQUENCE s;
        ALTER SEQUENCE s AS integer MINVALUE -100 INCREMENT -1;
        CREATE TABLE t (a serial);
        ALTER SEQUENCE t_a_seq NO MAXVALUE INCREMENT -1 AS integer;
        CREATE SEQUENCE d INCREMENT -1;
        ALTER SEQUENCE d AS integer INCREMENT 1 START 1 MAXVALUE 100;
    """,
    "a table goes with another one that CASCADE takes": """
        CREATE TABLE t (a integer);
        CREATE TABLE u () INHERITS (t);
        DROP TABLE t, u CASCADE;
    """,
    "a typed table has no comments of its type": """
        CREATE TYPE c AS (a integer);
        COMMENT ON COLUMN c.a IS 'of the type';
        CREATE TABLE t OF c;
    """,
    "names that JSON spells otherwise": """
        CREATE TABLE "q""t" ("a\b" integer, "c""d" serial);
        CREATE VIEW v AS SELECT "a\b" FROM "q""t";
        ALTER TABLE "q""t" RENAME "a\b" TO e;
        ALTER TABLE "q""t" RENAME TO "r""s";
        ALTER SEQUENCE "q""t_c""d_seq" RENAME TO "s""s";
    """,
    "DEFAULT NULL for an interval": """
        CREATE TABLE t (a interval second(2) DEFAULT NULL, b interval(3) DEFAULT NULL);
    """,
    "LIKE brings the checks of a parent": """
        CREATE TABLE t (a integer CONSTRAINT k CHECK (a > 1));
        CREATE TABLE u (LIKE t INCLUDING CONSTRAINTS) INHERITS (t);
    """,
    "a schema takes along what is made of its types": """
        CREATE SCHEMA s;
        CREATE TYPE s.e AS ENUM ();
        CREATE SEQUENCE s.q;
        CREATE FUNCTION s.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TABLE t (a s.e, b integer DEFAULT nextval('s.q'), c integer);
        CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION s.f();
        CREATE FUNCTION f(s.e) RETURNS integer LANGUAGE sql AS 'SELECT 1';
        DROP SCHEMA s CASCADE;
    """,
    "the actions of ALTER TABLE have their own order": """
        CREATE TABLE t (a integer, b integer DEFAULT 3 NOT NULL, c integer UNIQUE);
        ALTER TABLE t ADD COLUMN a text, DROP COLUMN a;
        ALTER TABLE t ALTER b SET DEFAULT 5, ALTER b DROP DEFAULT, ALTER b DROP NOT NULL;
        ALTER TABLE t ADD CONSTRAINT t_c_key CHECK (c > 1), DROP CONSTRAINT t_c_key;
        ALTER TABLE t ADD CHECK (d > 2), ADD COLUMN d integer, ADD UNIQUE (d);
    """,
    "a view that reads itself": """
        CREATE TABLE t (a integer);
        CREATE VIEW v AS SELECT a FROM t;
        CREATE OR REPLACE VIEW v AS SELECT s.a FROM v AS s;
        CREATE TABLE l (LIKE t);
    """,
    "an expression over a materialized view knows its types": """
        CREATE TABLE t (a varchar(7), b smallint);
        CREATE MATERIALIZED VIEW v (x, y) AS SELECT a, b FROM t;
        CREATE INDEX ON v (length(x), (CASE WHEN y > 0 THEN y ELSE 0 END));
    """,
    "names with dots in options of sequences and in set_config": """
        CREATE SCHEMA "a.b";
        CREATE SCHEMA "q""t";
        CREATE TABLE "a.b"."c.d" (
            "e.f" integer, g integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME "a.b"."x.y")
        );
        CREATE SEQUENCE "a.b".q OWNED BY "a.b"."c.d"."e.f";
        SELECT set_config('search_path', '"q""t", "a.b"', false);
        CREATE TABLE t (a integer);
        COMMENT ON TABLE "c.d" IS 'found';
    """,
    "default privileges of a schema come on top": """
        CREATE ROLE r;
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON ROUTINES TO r WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES GRANT ALL ON ROUTINES TO r;
        CREATE PROCEDURE p() LANGUAGE plpgsql AS 'BEGIN END';
    """,
    "typed tables follow their type": """
        CREATE TYPE c AS (a integer, b integer, d integer);
        CREATE TABLE t OF c (a WITH OPTIONS UNIQUE, CHECK (b > a));
        ALTER TYPE c ADD ATTRIBUTE e text CASCADE, DROP ATTRIBUTE d CASCADE;
        ALTER TYPE c ALTER ATTRIBUTE b TYPE bigint CASCADE;
        ALTER TYPE c RENAME ATTRIBUTE a TO f CASCADE;
    """,
    "the second of two parents has the default": """
        CREATE TABLE a (x integer, y text);
        CREATE TABLE b (x integer DEFAULT 3, y text COMPRESSION pglz);
        CREATE TABLE c () INHERITS (a, b);
    """,
    "a partition key's expression follows a rename": """
        CREATE TABLE t (a text) PARTITION BY LIST (lower(a));
        ALTER TABLE t RENAME a TO b;
    """,
    "a multirange type follows its schema": """
        CREATE SCHEMA old;
        CREATE TYPE old.r AS RANGE (subtype = integer);
        REVOKE USAGE ON TYPE old.r FROM PUBLIC;
        ALTER SCHEMA old RENAME TO new;
    """,
    "a copy of a copy of an index": """
        CREATE TABLE t (a integer, EXCLUDE (a WITH =));
        ALTER TABLE t RENAME a TO b;
        CREATE TABLE u (LIKE t INCLUDING ALL);
        CREATE TABLE v (LIKE u INCLUDING ALL);
    """,
    "a search path goes on where a schema is gone": """
        CREATE SCHEMA old;
        CREATE SCHEMA gone;
        SET search_path TO old, gone, public;
        ALTER SCHEMA old RENAME TO new;
        DROP SCHEMA gone;
        CREATE TABLE t (a integer);
    """,
    "a type with a dot in its name": """
        CREATE TYPE "a.b" AS ENUM ();
        CREATE TABLE t (a "a.b", b "a.b"[]);
        CREATE FUNCTION f("a.b") RETURNS "a.b" LANGUAGE sql AS 'SELECT $1';
        ALTER TYPE "a.b" RENAME TO c;
    """,
    "defaults on a sequence that goes along": """
        CREATE TABLE t (a bigint, b bigserial);
        CREATE TABLE u (LIKE t INCLUDING ALL);
        DROP TABLE t CASCADE;
        CREATE SEQUENCE q;
        CREATE TABLE v (q serial, a integer DEFAULT nextval('q'));
        DROP SEQUENCE q CASCADE;
        CREATE TABLE w (a serial);
        CREATE TABLE x (LIKE w INCLUDING ALL);
        ALTER TABLE w DROP COLUMN a CASCADE;
    """,
    "an identity column of partitions": """
        CREATE TABLE p (a bigint GENERATED BY DEFAULT AS IDENTITY, b bigint NOT NULL)
            PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (b);
        CREATE TABLE d PARTITION OF c FOR VALUES IN (1);
        ALTER TABLE p ALTER a DROP IDENTITY;
    """,
    "a replaced view gets no default privileges": """
        CREATE ROLE r;
        CREATE VIEW v AS SELECT 1 AS a;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r;
        CREATE OR REPLACE VIEW v AS SELECT 2 AS a;
        CREATE MATERIALIZED VIEW m AS SELECT 2 AS a;
    """,
    "null in children": """
        CREATE TABLE a (x integer NOT NULL, y integer NOT NULL, z integer NOT NULL, w integer);
        CREATE TABLE b (x integer NOT NULL, v integer);
        CREATE TABLE c (y integer NOT NULL) INHERITS (a, b);
        CREATE TABLE d () INHERITS (c);
        ALTER TABLE a ALTER x DROP NOT NULL, ALTER y DROP NOT NULL, ALTER z DROP NOT NULL;
        ALTER TABLE a ALTER w SET NOT NULL;
        ALTER TABLE d ALTER w SET NOT NULL;
        ALTER TABLE a ALTER w DROP NOT NULL;
        ALTER TABLE b ADD PRIMARY KEY (v);
        ALTER TABLE c NO INHERIT b;
    """,
    "compression is no matter of children": """
        CREATE TABLE a (x text);
        CREATE TABLE b () INHERITS (a);
        ALTER TABLE a ALTER x SET COMPRESSION pglz;
        ALTER TABLE a ALTER x SET STORAGE EXTERNAL;
    """,
    "the function of a view's trigger under a new name": """
        CREATE VIEW v AS SELECT 1 AS a;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER t INSTEAD OF UPDATE ON v FOR EACH ROW EXECUTE FUNCTION f();
        ALTER FUNCTION f() RENAME TO g;
    """,
    "an identity column is added to partitions": """
        CREATE TABLE p (a integer) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        ALTER TABLE p ADD COLUMN b bigint;
        ALTER TABLE p ALTER b SET NOT NULL;
        ALTER TABLE p ALTER b SET DEFAULT 3;
    """,
    "a key of the parent takes a partition's that is as unique": """
        CREATE TABLE p (a date NOT NULL) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p (UNIQUE (a)) FOR VALUES IN ('2049-01-01');
        ALTER TABLE p ADD PRIMARY KEY (a);
    """,
    "views read what they read under any search path": """
        CREATE SCHEMA s;
        CREATE TABLE t (a integer, b varchar(3));
        CREATE VIEW v AS SELECT * FROM t;
        CREATE VIEW w AS SELECT b FROM v;
        SET search_path TO s;
        CREATE TABLE l (LIKE public.v);
        CREATE MATERIALIZED VIEW m AS SELECT * FROM public.w;
    """,
    "a parent's generated column under LIKE": """
        CREATE TABLE t (a integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE u (LIKE t) INHERITS (t);
    """,
    "a renamed constraint of a domain leaves its name": """
        CREATE SCHEMA s;
        CREATE DOMAIN d AS text CHECK (VALUE <> '');
        ALTER DOMAIN d RENAME CONSTRAINT d_check TO k;
        ALTER DOMAIN d ADD CHECK (VALUE <> 'a');
        ALTER DOMAIN d SET SCHEMA s;
        CREATE DOMAIN d AS text CHECK (VALUE <> '');
    """,
    "indexes of a materialized view follow it": """
        CREATE SCHEMA s;
        CREATE TABLE t (a integer);
        CREATE MATERIALIZED VIEW v AS SELECT a FROM t;
        CREATE INDEX ON v (a);
        ALTER MATERIALIZED VIEW v RENAME TO w;
        ALTER MATERIALIZED VIEW w SET SCHEMA s;
        ALTER INDEX s.v_a_idx RENAME TO i;
    """,
    "expressions under a search path of one's own": """
        CREATE SCHEMA app;
        SET search_path TO app;
        CREATE TYPE mood AS ENUM ('ok', 'sad');
        CREATE DOMAIN score AS integer CHECK (VALUE > 0);
        CREATE FUNCTION is_ok(m mood) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true';
        CREATE TABLE other (id integer);
        CREATE TABLE t (
            id serial, m mood DEFAULT 'ok'::mood CHECK (is_ok(m)), s score DEFAULT 3::score,
            l mood[] DEFAULT ARRAY['ok'::mood], CHECK (m = 'sad'::mood OR m::mood = 'ok')
        );
        CREATE INDEX ON t (is_ok(m)) WHERE m <> 'ok'::mood;
        CREATE POLICY p ON t USING (id IN (SELECT id FROM other) AND is_ok(m));
        CREATE VIEW v AS SELECT is_ok(m) AS k, 'ok'::mood AS z FROM t JOIN other USING (id);
        CREATE FUNCTION f(a mood DEFAULT 'ok'::mood) RETURNS mood LANGUAGE sql AS 'SELECT $1';
        CREATE SEQUENCE q;
        CREATE TABLE u (a integer DEFAULT nextval('q'));
        SET search_path TO public;
        CREATE TABLE later (m app.mood CHECK (app.is_ok(m)));
        ALTER TABLE app.other RENAME TO others;
        ALTER FUNCTION app.is_ok RENAME TO is_fine;
        ALTER TYPE app.mood RENAME TO feeling;
        ALTER SEQUENCE app.q RENAME TO numbers;
        CREATE SCHEMA new CREATE TABLE t (a integer, b integer CHECK (b > 1));
        SET search_path TO new, app;
        ALTER SCHEMA app RENAME TO old;
        ALTER TYPE old.feeling SET SCHEMA new;
    """,
    "RESET of an option of toast": """
        CREATE TABLE t (a text) WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false);
        ALTER TABLE t RESET (toast.autovacuum_enabled);
    """,
    "policies that read what is gone": """
        CREATE TABLE t (a integer, b integer);
        CREATE TABLE u (a integer, b integer);
        CREATE VIEW v AS SELECT a FROM t;
        CREATE POLICY x ON u USING (EXISTS (SELECT 1 FROM t AS o WHERE o.a = u.a));
        CREATE POLICY y ON u USING (EXISTS (SELECT 1 FROM t AS o WHERE o.b = u.a));
        CREATE POLICY z ON u USING (EXISTS (SELECT 1 FROM v AS o WHERE o.a = u.a));
        ALTER TABLE t DROP COLUMN a CASCADE;
        ALTER TABLE u RENAME TO w;
        DROP TABLE t CASCADE;
    """,
    "a policy that reads its own table": """
        CREATE TABLE t (a integer);
        CREATE POLICY x ON t USING (EXISTS (SELECT 1 FROM t AS o WHERE o.a = t.a));
        ALTER TABLE t RENAME TO u;
    """,
    "a partition's key has the index that its parent wants": """
        CREATE TABLE p (a date) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN ('2011-01-01');
        ALTER TABLE c ADD UNIQUE (a);
        CREATE UNIQUE INDEX i ON p (a);
        CREATE INDEX ON c (a);
        CREATE UNIQUE INDEX j ON p (a);
    """,
    "the fields of an interval": """
        CREATE TABLE t (
            a interval(3) DEFAULT '1 day', b interval second(2) DEFAULT '3',
            c interval day to second DEFAULT '1 day', d interval DEFAULT '1.23456 s'
        );
    """,
    "a column that a child has is merged": """
        CREATE TABLE a (x integer);
        CREATE TABLE b (y integer) INHERITS (a);
        ALTER TABLE a ADD COLUMN y integer NOT NULL DEFAULT 3;
        ALTER TABLE ONLY a ALTER x SET NOT NULL;
    """,
    "a check that is not valid is valid in new children": """
        CREATE TABLE a (x integer);
        CREATE TABLE b () INHERITS (a);
        ALTER TABLE a ADD CONSTRAINT k CHECK (x > 1) NOT VALID;
        CREATE TABLE c () INHERITS (a);
        ALTER TABLE b NO INHERIT a;
        ALTER TABLE c NO INHERIT a;
    """,
    "a value of a bound counts once": """
        CREATE TABLE t (a text) PARTITION BY LIST (a);
        CREATE TABLE u PARTITION OF t FOR VALUES IN ('l', 'm', 'l');
    """,
    "an attribute of a foreign key reaches partitions": """
        CREATE TABLE r (a integer PRIMARY KEY);
        CREATE TABLE p (a integer REFERENCES r) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        ALTER TABLE p ALTER CONSTRAINT p_a_fkey DEFERRABLE;
        ALTER TABLE p DETACH PARTITION c;
    """,
    "SET LOGGED of what is logged": """
        CREATE TABLE t (a integer);
        CREATE UNLOGGED SEQUENCE q OWNED BY t.a;
        ALTER TABLE t SET LOGGED;
    """,
    "LIKE a materialized view with its indexes": """
        CREATE TABLE t (a integer, b text);
        CREATE MATERIALIZED VIEW v AS SELECT a, b FROM t;
        CREATE INDEX ON v (lower(b), a) WHERE a > 1;
        CREATE TABLE u (LIKE v INCLUDING INDEXES);
    """,
    "a copy of an index is valid": """
        CREATE TABLE p (a integer) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        CREATE INDEX i ON ONLY p (a);
        CREATE TABLE u (LIKE p INCLUDING INDEXES);
        CREATE TABLE d PARTITION OF p FOR VALUES IN (2);
        CREATE TABLE v (LIKE d INCLUDING INDEXES);
    """,
    "whose column a policy or view reads": """
        CREATE TABLE t (a integer, b integer, c integer);
        CREATE TABLE u (a integer, b integer, d integer);
        CREATE POLICY x ON t USING (EXISTS (SELECT 1 FROM u AS o WHERE o.a = t.b));
        CREATE POLICY y ON t USING (EXISTS (SELECT FROM u WHERE d = c));
        CREATE POLICY z ON t USING (EXISTS (SELECT FROM u WHERE u.b = a));
        CREATE VIEW v AS SELECT o.b FROM u AS o, t WHERE t.c > 1;
        CREATE VIEW w AS SELECT t.b FROM u AS o, t;
        ALTER TABLE t DROP COLUMN a CASCADE;
        ALTER TABLE t DROP COLUMN b CASCADE;
    """,
    "a partition takes along the foreign keys to its parent": """
        CREATE TABLE p (a integer PRIMARY KEY) PARTITION BY LIST (a);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (a);
        CREATE TABLE d PARTITION OF c FOR VALUES IN (1);
        CREATE TABLE t (a integer REFERENCES p);
        DROP TABLE d CASCADE;
    """,
    "a foreign key without columns needs the primary key": """
        CREATE TABLE t (a integer UNIQUE);
        ALTER TABLE t ADD CONSTRAINT k PRIMARY KEY (a);
        CREATE TABLE u (a integer REFERENCES t, b integer REFERENCES t (a));
        ALTER TABLE u RENAME CONSTRAINT u_a_fkey TO f;
        ALTER TABLE t DROP CONSTRAINT k CASCADE;
    """,
    "REVOKE GRANT OPTION on a table is on its columns too": """
        CREATE ROLE r;
        CREATE TABLE t (a integer, b integer);
        GRANT SELECT (a), UPDATE (b) ON t TO r WITH GRANT OPTION;
        REVOKE GRANT OPTION FOR SELECT ON t FROM r;
    """,
    "compression of a column that a parent has": """
        CREATE TABLE a (x text, y text COMPRESSION pglz);
        CREATE TABLE b (x text COMPRESSION pglz, y text) INHERITS (a);
    """,
    "a child of two tables that go": """
        CREATE TABLE a (x integer);
        CREATE TABLE b () INHERITS (a);
        CREATE TABLE c () INHERITS (a, b);
        CREATE TABLE d () INHERITS (b, c);
        DROP TABLE a CASCADE;
    """,
    "a foreign key does not need a key that is deferrable": """
        CREATE TABLE t (a integer UNIQUE DEFERRABLE);
        ALTER TABLE t ADD UNIQUE (a);
        ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES t (a);
        ALTER TABLE t DROP CONSTRAINT t_a_key CASCADE;
    """,
    "a multirange type under another name and in another schema": """
        CREATE SCHEMA s;
        CREATE TYPE r AS RANGE (subtype = integer);
        CREATE TABLE t (a r_multirange, b r);
        ALTER TYPE r_multirange RENAME TO m;
        ALTER TYPE m SET SCHEMA s;
    """,
    "a range type that was moved goes with the schema of its functions": """
        CREATE SCHEMA s;
        CREATE TYPE s.r AS RANGE (subtype = integer);
        CREATE TABLE t (a s.r, b integer);
        ALTER TYPE s.r SET SCHEMA public;
        ALTER TYPE s.r_multirange SET SCHEMA public;
        CREATE TYPE s.q AS RANGE (subtype = integer, multirange_type_name = public.q_multirange);
        ALTER TYPE s.q SET SCHEMA public;
        ALTER SCHEMA s RENAME TO z;
        DROP SCHEMA z CASCADE;
    """,
    "collations and operator classes over a materialized view": """
        CREATE TABLE t (a text COLLATE "C", b text, c integer);
        CREATE MATERIALIZED VIEW v AS SELECT a, b, c FROM t;
        CREATE INDEX ON v (a COLLATE "C", b COLLATE "C", c int4_ops, a text_pattern_ops);
    """,
}


NOTED = {
    "ALTER COLUMN TYPE": """
        CREATE TABLE t (a numeric CHECK (a > 1), b integer CHECK (b > 1), c date DEFAULT now());
        ALTER TABLE t ALTER a TYPE integer;
        ALTER TABLE t ALTER b TYPE bigint, ALTER c TYPE timestamptz;
    """,
    "ALTER FUNCTION RENAME": """
        CREATE FUNCTION f(integer) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION f(text) RETURNS integer IMMUTABLE LANGUAGE sql AS 'SELECT 1';
        CREATE TABLE t (a integer CHECK (f(a) > 1));
        ALTER FUNCTION f(integer) RENAME TO g;
    """,
    "ALTER TYPE RENAME VALUE": """
        CREATE TYPE e AS ENUM ('a', 'b');
        CREATE TABLE t (x e CHECK (coalesce(x, 'a') = 'a'));
        ALTER TYPE e RENAME VALUE 'a' TO 'c';
    """,
    "ALTER TYPE RENAME ATTRIBUTE": """
        CREATE TYPE c AS (a integer);
        CREATE TYPE d AS (a integer);
        CREATE TABLE t (x c, y d, CHECK ((x).a > 1));
        ALTER TYPE c RENAME ATTRIBUTE a TO b;
    """,
}


@pytest.mark.parametrize(("command", "sql"), NOTED.items())
def test_what_is_not_followed_is_noted(
    command: str, sql: str, connection: psycopg.Connection
) -> None:
    with pytest.raises(AssertionError, match="expression, built"):
        assert_same(sql, connection, unmodelled=(command,))


def test_of_aggregates_neither_side_holds_anything(connection: psycopg.Connection) -> None:
    connection.execute("CREATE ROLE someone")
    sql = """
        CREATE AGGREGATE total(integer) (sfunc = int4pl, stype = integer);
        CREATE VIEW v AS SELECT total(i) AS t FROM generate_series(1, 3) AS i;
        COMMENT ON AGGREGATE total(integer) IS 'adds up';
        GRANT EXECUTE ON FUNCTION total(integer) TO someone;
        REVOKE ALL ON FUNCTION total(integer) FROM PUBLIC;
        ALTER AGGREGATE total(integer) OWNER TO someone;
        ALTER AGGREGATE total(integer) RENAME TO sum_of;
        ALTER ROUTINE sum_of(integer) OWNER TO someone;
        DROP VIEW v;
        DROP AGGREGATE sum_of(integer);
        CREATE AGGREGATE other(integer) (sfunc = int4pl, stype = integer);
    """
    assert_same(
        sql,
        connection,
        unmodelled=(
            *("CREATE AGGREGATE", "COMMENT ON AGGREGATE", "GRANT", "REVOKE", "ALTER OWNER"),
            *("ALTER AGGREGATE RENAME", "ALTER OWNER", "DROP AGGREGATE", "CREATE AGGREGATE"),
        ),
    )


REFUSED = {
    "plpgsql once more": "CREATE EXTENSION plpgsql;",
    "a privilege on a column that is not there": """
        CREATE TABLE t (a integer);
        GRANT SELECT (a, b) ON t TO PUBLIC;
    """,
    "a column that is written twice": "CREATE TABLE t (a integer, b integer, a text);",
    "a second primary key": """
        CREATE TABLE t (a integer PRIMARY KEY, b integer NOT NULL);
        ALTER TABLE t ADD PRIMARY KEY (b);
    """,
    "two primary keys at once": "CREATE TABLE t (a integer PRIMARY KEY, b integer PRIMARY KEY);",
    "a check on a column that is not there": "CREATE TABLE t (a integer, CHECK (b > 0));",
    "a check on a qualified column that is not there": """
        CREATE TABLE t (a integer);
        ALTER TABLE t ADD CHECK (t.b > 0);
    """,
    "a policy on a column that is not there": """
        CREATE TABLE t (a integer);
        CREATE POLICY p ON t USING (tenant = 1);
    """,
    "an altered policy on a column that is not there": """
        CREATE TABLE t (a integer);
        CREATE POLICY p ON t USING (a = 1);
        ALTER POLICY p ON t USING (tenant = 1);
    """,
    "WITH CHECK for what writes no row": """
        CREATE TABLE t (a integer);
        CREATE POLICY p ON t FOR SELECT WITH CHECK (a = 1);
    """,
    "USING for what reads no row": """
        CREATE TABLE t (a integer);
        CREATE POLICY p ON t FOR INSERT USING (a = 1);
    """,
    "an identity that may be null": """
        CREATE TABLE t (a integer);
        ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY;
    """,
    "another type under a generated column": """
        CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        ALTER TABLE t ALTER a TYPE bigint;
    """,
    "a sequence of no integer type": "CREATE SEQUENCE s AS text;",
    "more names than columns": "CREATE VIEW v (a, b) AS SELECT 1;",
    "more names than columns of a star": """
        CREATE TABLE t (a integer);
        CREATE MATERIALIZED VIEW v (a, b) AS SELECT * FROM t;
    """,
    "an index less that its partition has of the whole": """
        CREATE TABLE p (x integer, y integer) PARTITION BY LIST (x);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        CREATE INDEX i ON p (y);
        DROP INDEX c_y_idx CASCADE;
    """,
    "a key less that its partition has of the whole": """
        CREATE TABLE p (x integer PRIMARY KEY) PARTITION BY LIST (x);
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1);
        ALTER TABLE c DROP CONSTRAINT c_pkey;
    """,
    "the index of a key": """
        CREATE TABLE p (x integer PRIMARY KEY);
        DROP INDEX p_pkey;
    """,
    "parents that store a column unlike": """
        CREATE TABLE a (t text);
        CREATE TABLE b (t text);
        ALTER TABLE b ALTER t SET STORAGE EXTERNAL;
        CREATE TABLE c () INHERITS (a, b);
    """,
    "storage of another table than that of a parent": """
        CREATE TABLE a (t text);
        CREATE TABLE b (t text);
        ALTER TABLE b ALTER t SET STORAGE EXTERNAL;
        CREATE TABLE c (LIKE a INCLUDING STORAGE) INHERITS (b);
    """,
    "another compression than that of a parent": """
        CREATE TABLE a (t text COMPRESSION pglz);
        CREATE TABLE c (t text COMPRESSION default) INHERITS (a);
    """,
    "more names than a table has": "CREATE TABLE t (a, b) AS SELECT 1;",
}


@pytest.mark.parametrize("sql", REFUSED.values(), ids=REFUSED.keys())
def test_what_the_server_refuses_is_refused(sql: str, connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.Error):
        connection.execute(sql.encode())
    assert len(build([parse_source(Source("t.sql", sql.encode()))]).refused) == 1


@pytest.mark.parametrize("sql", CASES.values(), ids=CASES.keys())
def test_case(sql: str, connection: psycopg.Connection) -> None:
    assert_same(sql, connection)
