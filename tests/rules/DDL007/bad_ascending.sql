-- options: {accept-ascending: true}
CREATE TABLE partial (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_partial ON partial (tenant_id, occurred_at) WHERE occurred_at IS NOT NULL;
CREATE TABLE by_key (tenant_id uuid, last_run_at timestamptz, UNIQUE (last_run_at, tenant_id));  -- expect: DDL007
CREATE TABLE by_check (tenant_id uuid, last_run_at timestamptz CHECK (tenant_id IS NOT NULL));  -- expect: DDL007
