CREATE ROLE app LOGIN;
-- postgres://app@db/shop, postgres://app:${PASSWORD}@db/shop, host=db password=%s
ALTER ROLE app PASSWORD NULL;
CREATE TABLE users (id uuid PRIMARY KEY, password text NOT NULL);
COMMENT ON COLUMN users.password IS 'A hash.';
ALTER ROLE app PASSWORD '***';
