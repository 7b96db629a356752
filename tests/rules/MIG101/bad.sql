COMMENT ON TABLE orders IS 'What was sold.';
ALTER TABLE orders ADD COLUMN note text;  -- expect: MIG101
ALTER TABLE orders ADD COLUMN other text;
