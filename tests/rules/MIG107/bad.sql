CREATE FUNCTION dice() RETURNS int LANGUAGE plpgsql AS 'BEGIN RETURN 4; END';
CREATE FUNCTION four() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 4';
ALTER TABLE orders ADD COLUMN a uuid DEFAULT gen_random_uuid();  -- expect: MIG107
ALTER TABLE orders ADD COLUMN b text NOT NULL DEFAULT md5(random()::text);  -- expect: MIG107
ALTER TABLE orders ADD COLUMN c int DEFAULT dice(),  -- expect: MIG107
    ADD COLUMN d int DEFAULT four(),
    ADD COLUMN "E" timestamptz DEFAULT clock_timestamp();  -- expect: MIG107
