CREATE SCHEMA archive;
ALTER TABLE sales SET SCHEMA archive;  -- expect: MIG101
