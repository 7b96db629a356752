CREATE TABLE ascending (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_ascending ON ascending (tenant_id, occurred_at);
CREATE TABLE time_first (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_time_first ON time_first (occurred_at DESC, tenant_id);
CREATE TABLE led_by_another (
    source text,
    tenant_id uuid,
    ingested_at timestamptz  -- expect: DDL007
);
CREATE INDEX idx_led_by_another ON led_by_another (source, tenant_id, ingested_at DESC);
CREATE TABLE not_second (tenant_id uuid, source text, posted_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_not_second ON not_second (tenant_id, source, posted_at DESC);
CREATE TABLE partial (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_partial ON partial (tenant_id, occurred_at DESC) WHERE occurred_at IS NOT NULL;
CREATE TABLE by_expression (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_by_expression ON by_expression ((tenant_id::text), occurred_at DESC);
CREATE TABLE by_key (tenant_id uuid, last_run_at timestamptz, UNIQUE (tenant_id, last_run_at));  -- expect: DDL007
CREATE TABLE other_method (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_other_method ON other_method USING brin (tenant_id, occurred_at);
CREATE TABLE dropped (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_dropped ON dropped (tenant_id, occurred_at DESC);
DROP INDEX idx_dropped;
CREATE TABLE alone (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE INDEX idx_alone ON alone (tenant_id);
-- CREATE INDEX ON told_in_a_comment (tenant_id, occurred_at DESC);
CREATE TABLE told_in_a_comment (tenant_id uuid, occurred_at timestamptz);  -- expect: DDL007
CREATE TABLE unlike_keys (
    tenant_id uuid PRIMARY KEY,
    source text UNIQUE,
    occurred_at timestamptz UNIQUE,  -- expect: DDL007
    UNIQUE (source, occurred_at),
    UNIQUE (tenant_id, source)
);
