CREATE TABLE events (tenant_id text, kind timestamp);
-- and then
CREATE VIEW shown AS SELECT * FROM events;
ALTER TABLE events ADD COLUMN users bigserial PRIMARY KEY;
