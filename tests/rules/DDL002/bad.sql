CREATE TABLE dumps (
    id uuid PRIMARY KEY,
    data jsonb,  -- expect: DDL002
    MISC text,  -- expect: DDL002
    "Data" jsonb,  -- expect: DDL002
    "OTHER" text,  -- expect: DDL002
    metadata jsonb
);
ALTER TABLE dumps ADD COLUMN stuff text;  -- expect: DDL002
CREATE TYPE parcel AS (
    weight integer,
    other text  -- expect: DDL002
);
CREATE VIEW shown AS
    SELECT id, metadata AS data FROM dumps;  -- expect: DDL002
CREATE TABLE renamed (payload jsonb);
ALTER TABLE renamed RENAME COLUMN payload TO data;  -- expect: DDL002
CREATE TABLE parents (
    data jsonb  -- expect: DDL002
);
CREATE TABLE children (more text) INHERITS (parents);
