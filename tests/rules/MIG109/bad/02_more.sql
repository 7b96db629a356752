ALTER TABLE orders DROP COLUMN note;  -- expect: MIG109
ALTER TABLE orders ALTER COLUMN n TYPE integer;  -- expect: MIG109
DROP TYPE mood CASCADE;  -- expect: MIG109
TRUNCATE orders CASCADE;  -- expect: MIG109, MIG109
DROP TABLE lines, parted;  -- expect: MIG109, MIG109, MIG109
DROP SCHEMA app CASCADE;  -- expect: MIG109
DROP TABLE unknown;  -- expect: MIG109
DROP TABLE IF EXISTS elsewhere;  -- expect: MIG109
