CREATE EXTENSION citext;
-- becomes
CREATE EXTENSION citext;
COMMENT ON EXTENSION citext IS 'mine';
