-- options: {other-tables: true}
BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE orders ADD COLUMN note text;
ALTER TABLE customers ADD COLUMN note text;  -- expect: MIG112
COMMENT ON TABLE lines IS 'x';
COMMIT;
