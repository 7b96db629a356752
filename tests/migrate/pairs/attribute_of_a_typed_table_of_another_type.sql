CREATE TYPE measure AS (at date, amount numeric(10, 2));
CREATE TABLE measures OF measure;
-- and then
ALTER TYPE measure ALTER ATTRIBUTE amount TYPE text CASCADE;
