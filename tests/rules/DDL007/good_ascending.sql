-- options: {accept-ascending: true}
CREATE TABLE events (tenant_id uuid, occurred_at timestamptz);
CREATE INDEX idx_events ON events (tenant_id, occurred_at);
CREATE TABLE by_key (tenant_id uuid, last_run_at timestamptz, PRIMARY KEY (tenant_id, last_run_at));
CREATE TABLE descending (tenant_id uuid, occurred_at timestamptz);
CREATE INDEX idx_descending ON descending (tenant_id, occurred_at DESC);
