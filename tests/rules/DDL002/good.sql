CREATE TABLE data (
    id uuid PRIMARY KEY,
    metadata jsonb,
    data_freshness_seconds integer,
    raw_data jsonb,
    miscellany text,
    "other than that" text,
    stuffing text
);
COMMENT ON COLUMN data.metadata IS 'misc data, other stuff';
CREATE TABLE mended (data jsonb, misc text);
ALTER TABLE mended RENAME COLUMN data TO raw_payload;
ALTER TABLE mended DROP COLUMN misc;
CREATE FUNCTION read(data jsonb) RETURNS jsonb LANGUAGE sql AS 'SELECT data';
CREATE VIEW shown AS SELECT data.metadata FROM data;
CREATE VIEW untold AS SELECT * FROM pg_catalog.pg_stat_activity;
