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
CREATE VIEW shown AS  -- expect: DDL002
    SELECT id, metadata AS data FROM dumps;
CREATE TABLE renamed (payload jsonb);  -- expect: DDL002
ALTER TABLE renamed RENAME COLUMN payload TO data;
CREATE TABLE parents (
    data jsonb  -- expect: DDL002
);
CREATE TABLE children (more text) INHERITS (parents);
