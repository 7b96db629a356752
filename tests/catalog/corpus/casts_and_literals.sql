CREATE TABLE t (
    a numeric(10, 2) DEFAULT 0.00 CHECK (a >= 0.0), b double precision DEFAULT 1e3 CHECK (b < 1e10), c real DEFAULT -1.5,
    d bigint DEFAULT 10000000000 CHECK (d < 99999999999), e smallint DEFAULT '5' CHECK (e > -1), f text DEFAULT E'a\nb',
    g text DEFAULT $$q'q$$, h varchar(3) DEFAULT 'abc'::varchar(3), i char(2) DEFAULT 'a'::char(2), j bit(3) DEFAULT B'101',
    k date DEFAULT DATE '2024-01-01' CHECK (k > '2020-01-01'::date), l timestamptz DEFAULT '2024-01-01 00:00:00+00',
    l2 timestamptz DEFAULT TIMESTAMPTZ '2024-01-01 10:00:00+02', m time DEFAULT '10:00', n interval DEFAULT '90 minutes',
    o uuid DEFAULT '00000000-0000-0000-0000-000000000000', p jsonb DEFAULT '{"b": 1,  "a": 2}', q json DEFAULT '{"b": 1,  "a": 2}',
    r int[] DEFAULT '{1,2}'::int[], s text[] DEFAULT ARRAY['a', 'b'], u boolean DEFAULT 't', v boolean DEFAULT 'yes'::boolean,
    w numeric DEFAULT 1 + 1, x text DEFAULT (1)::text, y int4range DEFAULT '[1,5)', z money DEFAULT 0,
    CHECK (a * 100 = round(a * 100)), CHECK (f = 'x' OR f = 'y'::text), CHECK (h = 'abc'), CHECK (i = 'a'), CHECK (o <> '00000000-0000-0000-0000-000000000000'),
    CHECK (p ? 'a' AND p @> '{"a": 2}'), CHECK (n < '1 day'), CHECK (l > now() - interval '100 years'), CHECK (f IS DISTINCT FROM 'z'),
    CHECK (e IN (1, 2, 3)), CHECK (d NOT IN (1, 2)), CHECK (f NOT LIKE '%x'), CHECK (f ILIKE 'a%'), CHECK (f SIMILAR TO 'a+'), CHECK (f !~* 'q'),
    CHECK (a BETWEEN SYMMETRIC 10 AND 1), CHECK ((a, b) <> (1, 2)), CHECK (s[1] = 'a'), CHECK (array_length(s, 1) > 0), CHECK (u), CHECK (u IS NOT FALSE)
);
