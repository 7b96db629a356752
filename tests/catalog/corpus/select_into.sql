CREATE TABLE s (a integer NOT NULL, b text);
SELECT a, b AS c INTO t FROM s;
