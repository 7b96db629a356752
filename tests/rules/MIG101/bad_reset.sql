SET lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
RESET lock_timeout;
LOCK TABLE orders IN SHARE MODE;  -- expect: MIG101
