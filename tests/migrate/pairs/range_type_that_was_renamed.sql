CREATE TABLE r (a integer);
-- becomes
CREATE SCHEMA s;
CREATE TYPE s.r AS RANGE (SUBTYPE = float8);
ALTER TYPE s.r RENAME TO x;
ALTER TYPE s.r_multirange SET SCHEMA public;
CREATE TYPE s.r AS ENUM ('a');
CREATE TABLE r (a s.x, b r_multirange, c s.r);
