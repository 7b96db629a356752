CREATE ROLE "rich owner";
CREATE ROLE rich_reader;
CREATE SCHEMA "odd ""schema""; --";
CREATE SCHEMA app AUTHORIZATION "rich owner";
CREATE TYPE app.mood AS ENUM ('sad', 'it''s ok', 'a;b', '$$', E'\\.');
CREATE TYPE app.pair AS (a int, "B b" text[]);
CREATE TYPE app.span AS RANGE (subtype = numeric);
CREATE DOMAIN app.email AS text DEFAULT 'é;' CHECK (VALUE ~ '^[^@\s]+@\w+\.\w+$');
CREATE SEQUENCE app.numbers INCREMENT 5 MINVALUE -10;
CREATE TABLE app.tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(40) NOT NULL CONSTRAINT "no; semicolons" CHECK (name !~ ';'),
    "Größe" numeric(10, 2) DEFAULT 1.5,
    mood app.mood DEFAULT 'it''s ok',
    tags text[] DEFAULT '{a,"b;c"}',
    made timestamp(3) with time zone DEFAULT now(),
    kept interval day to second(2),
    twice int GENERATED ALWAYS AS IDENTITY,
    wide int GENERATED ALWAYS AS (length(name) * 2) STORED,
    data jsonb,
    raw bytea
);
COMMENT ON TABLE app.tenants IS 'it''s; a -- comment
\connect nowhere
$$ /* é';
COMMENT ON COLUMN app.tenants."Größe" IS E'tab\there \\. "quoted"';
INSERT INTO app.tenants (name, mood, tags, data, raw)
SELECT 'name ' || n, 'a;b', ARRAY['it''s', E'\\.', E'a\tb\nc', '$$', 'é;', NULL],
    '{"a": "\\.\n"}', '\x00ff5c'::bytea
FROM generate_series(1, 5) AS n;
CREATE TABLE "odd ""schema""; --"."t;able" (
    "select" int REFERENCES "odd ""schema""; --"."t;able" ("select") UNIQUE,
    "a'b" text COLLATE "C", PRIMARY KEY ("select")
);
INSERT INTO "odd ""schema""; --"."t;able" VALUES (1, E'\\.'), (2, '\.'), (3, E'\n\\.\n');
CREATE UNLOGGED TABLE app.fast (a int, b int, EXCLUDE USING btree (a WITH =));
CREATE TABLE app.events (
    tenant_id uuid NOT NULL REFERENCES app.tenants ON DELETE CASCADE, at timestamptz NOT NULL,
    FOREIGN KEY (tenant_id) REFERENCES app.tenants (id) DEFERRABLE INITIALLY DEFERRED
) PARTITION BY RANGE (at);
CREATE TABLE app.events_2026 PARTITION OF app.events
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01') WITH (fillfactor = 70);
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;
CREATE TABLE app.child (extra int) INHERITS (app.fast);
CREATE UNIQUE INDEX "odd index" ON app.tenants (lower(name) DESC NULLS LAST, "Größe")
    INCLUDE (made) WHERE name <> ';';
CREATE STATISTICS app.stats (ndistinct) ON name, made FROM app.tenants;
CREATE VIEW app.names WITH (security_invoker = true) AS
    WITH x AS (SELECT name, row_number() OVER (PARTITION BY mood ORDER BY made) AS n
        FROM app.tenants)
    SELECT name, n, CASE WHEN n > 1 THEN 'a;b' ELSE E'\\' END AS kind FROM x WHERE n < 10;
CREATE MATERIALIZED VIEW app.totals AS
    SELECT tenant_id, count(*) FILTER (WHERE at > '2026-01-01') AS n
    FROM app.events GROUP BY ROLLUP (tenant_id) WITH NO DATA;
CREATE FUNCTION app.body(a int, VARIADIC b text[] DEFAULT '{}') RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path TO 'app', 'pg_temp' AS $_$
BEGIN
    EXECUTE $$SELECT '; \g
\restrict is no command here'$$;
    RETURN 'it''s' || $1;
END;
$_$;
CREATE FUNCTION app.atomic(a int) RETURNS int BEGIN ATOMIC
    SELECT CASE WHEN a > 1 THEN 2 ELSE 3 END;
    SELECT a + 1;
END;
CREATE FUNCTION app.returned(a int) RETURNS int RETURN a + 1;
CREATE PROCEDURE app.act() LANGUAGE sql AS 'INSERT INTO app.fast VALUES (1, 2); SELECT '';''';
CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note AFTER UPDATE ON app.tenants REFERENCING OLD TABLE AS o
    FOR EACH STATEMENT EXECUTE FUNCTION app.note('a;b');
CREATE RULE "two" AS ON INSERT TO app.fast WHERE NEW.a > 5
    DO ALSO (INSERT INTO app.child VALUES (1, 2, 3); DELETE FROM app.child WHERE a = ';'::text::int);
CREATE AGGREGATE app.total (int) (SFUNC = int4pl, STYPE = int, INITCOND = '0');
CREATE OPERATOR app.+++ (LEFTARG = int, RIGHTARG = int, FUNCTION = int4pl);
CREATE CAST (app.pair AS app.mood) WITH INOUT;
ALTER TABLE app.tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE app.tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY "own; rows" ON app.tenants AS RESTRICTIVE FOR ALL TO rich_reader
    USING (id = NULLIF(current_setting('app.tenant', true), '')::uuid)
    WITH CHECK (name IN ('a', 'b;') AND EXISTS (SELECT FROM app.events e WHERE e.tenant_id = id));
GRANT SELECT (name), INSERT ON app.tenants TO rich_reader WITH GRANT OPTION;
GRANT USAGE ON SCHEMA app TO rich_reader;
GRANT EXECUTE ON FUNCTION app.atomic(int) TO PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE "rich owner" IN SCHEMA app GRANT SELECT ON TABLES TO rich_reader;
ALTER TABLE app.tenants OWNER TO "rich owner";
CREATE PUBLICATION everything FOR TABLE app.tenants WHERE (name <> ';');
