CREATE SCHEMA s;
CREATE TYPE s.r AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = public.m);
CREATE TYPE s.q AS RANGE (SUBTYPE = integer);
CREATE TABLE t (a s.q);
-- becomes
CREATE TYPE r AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = m);
-- ddllint: renamed-from s.q
CREATE TYPE q AS RANGE (SUBTYPE = integer);
CREATE TABLE t (a q);
