CREATE TYPE y AS (a int, b text);
CREATE TABLE t (a int, b text);
CREATE TABLE u OF y;
-- becomes
CREATE TYPE y AS (a int, b text);
CREATE TABLE t OF y;
CREATE TABLE u (a int, b text);
