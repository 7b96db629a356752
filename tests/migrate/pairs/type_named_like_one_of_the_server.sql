CREATE TYPE e AS ENUM ('a');
CREATE TYPE y AS (n int);
CREATE TABLE t OF y;
-- becomes
CREATE TYPE public.name AS ENUM ('a');
CREATE TYPE public.text AS (n int);
CREATE TABLE t OF public.text;
