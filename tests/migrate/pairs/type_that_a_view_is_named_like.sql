SELECT 1;
-- becomes
CREATE TABLE t (d name CHECK (d IN ('a', 'b')));
CREATE VIEW name AS SELECT d IS NULL AS c FROM t;
