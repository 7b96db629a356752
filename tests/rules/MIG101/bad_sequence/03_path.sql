SET search_path TO archive;
ALTER TABLE IF EXISTS nowhere ADD COLUMN note text;
ALTER TABLE sales ADD COLUMN other text;  -- expect: MIG101
