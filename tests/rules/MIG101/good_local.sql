BEGIN;
SET LOCAL lock_timeout = 5000;
ALTER TABLE orders ADD COLUMN note text;
COMMIT;
BEGIN;
SELECT set_config('lock_timeout', '5s', true);
ALTER TABLE orders ADD COLUMN other text;
COMMIT;
