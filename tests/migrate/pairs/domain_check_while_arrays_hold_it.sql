CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0);
CREATE TYPE pair AS (l d, r d);
CREATE TABLE t (x d, y d[], z pair);
-- becomes
CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 1) CONSTRAINT e CHECK (VALUE < 9);
CREATE TYPE pair AS (l d, r d);
CREATE TABLE t (x d, y d[], z pair);
