CREATE TYPE y AS ENUM ('a');
CREATE DOMAIN d AS text;
CREATE TYPE c AS (a text, b int);
CREATE TABLE t (n int, e y, f d);
-- becomes
CREATE TYPE y AS (a int);
CREATE DOMAIN d AS text COLLATE "C";
CREATE TYPE c AS (b bigint, a text COLLATE "C");
CREATE TABLE t (n int, e y, f d);
