DO $$ BEGIN EXECUTE 'ALTER TABLE orders ADD COLUMN note text'; END $$;  -- not checked: MIG101
CALL rebuild();  -- not checked: MIG101
CREATE TRIGGER audit BEFORE UPDATE ON orders EXECUTE FUNCTION audit();  -- expect: MIG101
