-- unmodelled: INSERT
-- unmodelled: DO
-- unmodelled: CREATE STATISTICS
-- unmodelled: UPDATE
CREATE TABLE t (a integer, b integer);
INSERT INTO t VALUES (1, 2);
DO $$ BEGIN PERFORM 1; END $$;
CREATE STATISTICS st ON a, b FROM t;
UPDATE t SET a = 2;
