SET lock_timeout = '5s';
SET lock_timeout = '0ms';
DROP TRIGGER audit ON orders;  -- expect: MIG101
