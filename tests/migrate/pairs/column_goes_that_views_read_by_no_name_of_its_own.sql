CREATE TABLE t (a int, b int, c int);
CREATE TABLE u (a int, c int, z int);
CREATE VIEW by_using AS SELECT u.z FROM t JOIN u USING (c);
CREATE VIEW by_nature AS SELECT z FROM t NATURAL JOIN u;
CREATE VIEW by_another_name AS SELECT x.r FROM t AS x (p, q, r);
CREATE VIEW by_that_of_a_join AS SELECT j.r FROM (t CROSS JOIN u) AS j (p, q, r);
-- becomes
CREATE TABLE t (a int, b int);
CREATE TABLE u (a int, c int, z int);
CREATE VIEW by_using AS SELECT u.z FROM t JOIN u USING (a);
CREATE VIEW by_nature AS SELECT z FROM t NATURAL JOIN u;
CREATE VIEW by_another_name AS SELECT x.q FROM t AS x (p, q);
CREATE VIEW by_that_of_a_join AS SELECT j.r FROM (t CROSS JOIN u) AS j (p, q, r);
