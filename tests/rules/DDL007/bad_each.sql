-- options: {time-columns: [occurred_at, created_at], each: true}
-- tenancy: {column: org}
CREATE TABLE events (
    org uuid,
    occurred_at timestamptz,
    created_at timestamptz,  -- expect: DDL007
    ingested_at timestamptz
);
CREATE INDEX idx_events ON events (org, occurred_at DESC);
CREATE TABLE untouched (tenant_id uuid, occurred_at timestamptz);
