START TRANSACTION;
CREATE INDEX CONCURRENTLY orders_note ON orders (note);  -- expect: MIG106
DROP INDEX CONCURRENTLY orders_other;  -- expect: MIG106
REINDEX TABLE CONCURRENTLY orders;  -- expect: MIG106
VACUUM orders;  -- expect: MIG106
ALTER SYSTEM SET work_mem = '1GB';  -- expect: MIG106
ALTER TABLE measures DETACH PARTITION measures_1 CONCURRENTLY;  -- expect: MIG106
END;
DROP INDEX CONCURRENTLY orders_note;
