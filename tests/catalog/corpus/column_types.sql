CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE t (
    a1 int, a2 int2, a3 int4, a4 int8, a5 smallint, a6 bigint,
    b1 float, b2 float(10), b3 float(40), b4 real, b5 double precision, b6 float4, b7 float8,
    c1 decimal, c2 dec(5), c3 numeric(5, 3), c4 numeric(3, -2),
    d1 char, d2 char(3), d3 character varying, d4 varchar(20), d5 bpchar, d6 "char", d7 text,
    d8 name, d9 national character varying(5),
    e1 timestamp, e2 timestamp(3), e3 timestamptz, e4 timestamp(2) with time zone,
    e5 time, e6 timetz(1), e7 date, e8 interval, e9 interval year to month,
    e10 interval second(3), e11 interval(2),
    f1 bit, f2 bit(4), f3 bit varying, f4 varbit(8),
    g1 bool, g2 uuid, g3 json, g4 jsonb, g5 xml, g6 bytea, g7 inet, g8 cidr, g9 macaddr,
    h1 int[], h2 text[][], h3 varchar(9)[3], h4 timestamptz ARRAY, h5 mood[], h6 mood,
    i1 int4range, i2 tstzrange, i3 tsvector, i4 point, i5 money, i6 oid, i7 regclass,
    i8 pg_catalog.int4, i9 public.mood, i10 int4multirange
);
ALTER TABLE t ALTER COLUMN a1 TYPE bigint;
ALTER TABLE t ALTER COLUMN d4 SET DATA TYPE varchar(30);
ALTER TABLE t ALTER COLUMN d7 TYPE integer USING d7::integer;
