CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE FUNCTION make() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE q;
CREATE TABLE t (
    a integer DEFAULT 1, b integer DEFAULT -1, c integer DEFAULT (1 + 2) * 3,
    d text DEFAULT 'x', e text DEFAULT '', f text DEFAULT 'it''s' || ' so', g text DEFAULT NULL,
    h varchar(5) DEFAULT 'abc', i char(3) DEFAULT 'a',
    j numeric(10, 2) DEFAULT 0, k numeric DEFAULT 1.50, l double precision DEFAULT 1, l2 real DEFAULT 1.5,
    m bigint DEFAULT 5, n smallint DEFAULT 5, n2 bigint DEFAULT 9999999999,
    o boolean DEFAULT true, p boolean DEFAULT 'no',
    q date DEFAULT CURRENT_DATE, r timestamptz DEFAULT now(), s timestamptz DEFAULT CURRENT_TIMESTAMP,
    t timestamp DEFAULT LOCALTIMESTAMP, u timestamptz DEFAULT (now() AT TIME ZONE 'utc'),
    u2 timestamp DEFAULT (now() AT TIME ZONE 'utc'), u3 date DEFAULT '2024-01-01',
    v uuid DEFAULT gen_random_uuid(), w jsonb DEFAULT '{}', x jsonb DEFAULT '[]'::jsonb,
    y text[] DEFAULT '{}', z text[] DEFAULT ARRAY[]::text[], z1 integer[] DEFAULT ARRAY[1, 2],
    m1 mood DEFAULT 'sad', m2 mood DEFAULT 'ok'::mood, m3 mood[] DEFAULT '{sad}',
    i1 interval DEFAULT '1 day', i2 interval DEFAULT INTERVAL '2 hours', i3 interval DEFAULT '30 minutes'::interval,
    f1 integer DEFAULT make(), f2 integer DEFAULT public.make(), f3 bigint DEFAULT nextval('q'),
    f4 bigint DEFAULT nextval('public.q'::regclass),
    s1 text DEFAULT current_user, s2 text DEFAULT CURRENT_USER, s3 text DEFAULT current_setting('app.x', true),
    c1 text DEFAULT lower('X'), c2 text DEFAULT COALESCE(NULL, 'a'), c3 integer DEFAULT length('abc'),
    c4 timestamptz DEFAULT now() + interval '1 day', c5 bytea DEFAULT '\x00', c6 inet DEFAULT '127.0.0.1'
);
ALTER TABLE t ALTER a SET DEFAULT 2, ALTER b DROP DEFAULT;
