CREATE TYPE e AS ENUM ('a');
CREATE TYPE f AS ENUM ('b');
CREATE TABLE t (x e, y f);
-- becomes
CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a');
CREATE TYPE s.f AS ENUM ('b');
CREATE TABLE t (x s.e, y s.f);
