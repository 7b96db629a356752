-- reconciliation_runs: comparisons of the revenue ledger with what the providers report.

CREATE TABLE reconciliation_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    last_run_at timestamptz NOT NULL,
    state text NOT NULL,
    error_message text,
    run_metadata jsonb,
    CONSTRAINT uq_reconciliation_runs_tenant_id_id UNIQUE (tenant_id, id),
    CONSTRAINT ck_reconciliation_runs_state CHECK (state IN ('idle', 'running', 'failed', 'completed'))
);

CREATE INDEX idx_reconciliation_runs_tenant_id_last_run_at
    ON reconciliation_runs (tenant_id, last_run_at DESC);

COMMENT ON TABLE reconciliation_runs IS
    'Purpose: one row for each run of the reconciliation of a tenant; the newest gives the tenant''s status. '
    'Data class: confidential. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus, read through '
    'v_reconciliation_status. '
    'RLS: tenant_isolation_policy.';

COMMENT ON COLUMN reconciliation_runs.id IS
    'Purpose: identifies the run. '
    'Data class: internal.';
COMMENT ON COLUMN reconciliation_runs.tenant_id IS
    'Purpose: the tenant whose ledger is compared; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.tenant_id.';
COMMENT ON COLUMN reconciliation_runs.created_at IS
    'Purpose: when the row was inserted; decides which of two runs with one last_run_at is the newer. '
    'Data class: internal.';
COMMENT ON COLUMN reconciliation_runs.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal.';
COMMENT ON COLUMN reconciliation_runs.last_run_at IS
    'Purpose: when the run last started; the run with the greatest value is the tenant''s current one. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.last_run_at.';
COMMENT ON COLUMN reconciliation_runs.state IS
    'Purpose: idle is planned, running has started, failed and completed have ended. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.state.';
COMMENT ON COLUMN reconciliation_runs.error_message IS
    'Purpose: why the run failed, in words for operators; null unless something went wrong. '
    'Data class: confidential.';
COMMENT ON COLUMN reconciliation_runs.run_metadata IS
    'Purpose: figures of the run that operators look at, such as the number of entries compared; null if none. '
    'Data class: confidential.';

COMMENT ON CONSTRAINT uq_reconciliation_runs_tenant_id_id ON reconciliation_runs IS
    'Purpose: the key that revenue_ledger refers to, so that an entry cannot name another tenant''s run.';
COMMENT ON CONSTRAINT ck_reconciliation_runs_state ON reconciliation_runs IS
    'Purpose: only the states that the contract names. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationState.';

COMMENT ON INDEX idx_reconciliation_runs_tenant_id_last_run_at IS
    'Purpose: finds the newest run of each tenant when mv_reconciliation_status is refreshed; serves the cascade from '
    'tenants. '
    'Contract: GET /api/reconciliation/status.';

CREATE POLICY tenant_isolation_policy ON reconciliation_runs
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE reconciliation_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE reconciliation_runs FORCE ROW LEVEL SECURITY;

COMMENT ON POLICY tenant_isolation_policy ON reconciliation_runs IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.';

REVOKE ALL ON TABLE reconciliation_runs FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE reconciliation_runs TO app_rw;
GRANT SELECT ON TABLE reconciliation_runs TO app_ro;
-- app_admin refreshes mv_reconciliation_status, which reads the runs of all tenants.
GRANT SELECT ON TABLE reconciliation_runs TO app_admin;
