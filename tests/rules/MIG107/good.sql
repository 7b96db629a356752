CREATE TABLE fresh (id uuid PRIMARY KEY DEFAULT gen_random_uuid());
ALTER TABLE fresh ADD COLUMN other uuid DEFAULT gen_random_uuid();
ALTER TABLE orders ADD COLUMN at timestamptz NOT NULL DEFAULT now();
ALTER TABLE orders ADD COLUMN n int DEFAULT 1;
ALTER TABLE orders ALTER COLUMN id SET DEFAULT gen_random_uuid();
ALTER TABLE orders ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
