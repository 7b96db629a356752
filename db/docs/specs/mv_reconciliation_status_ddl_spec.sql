-- mv_reconciliation_status and v_reconciliation_status: the newest reconciliation run of each tenant.
--
-- Built, owned, refreshed and read like mv_realtime_revenue: created empty, handed to app_admin, refreshed with
-- app_admin's rights, and read by the application only through the plain view below.
--
-- Refresh policy: app_admin runs REFRESH MATERIALIZED VIEW CONCURRENTLY mv_reconciliation_status every 30 seconds
-- and at the end of a run. A status is at most 60 seconds old.

CREATE MATERIALIZED VIEW mv_reconciliation_status AS
SELECT DISTINCT ON (reconciliation_runs.tenant_id)
    reconciliation_runs.tenant_id,
    reconciliation_runs.state,
    reconciliation_runs.last_run_at
FROM reconciliation_runs
-- A total order: runs that tie on last_run_at, and even on created_at, still give one row, and always the same one.
ORDER BY
    reconciliation_runs.tenant_id,
    reconciliation_runs.last_run_at DESC,
    reconciliation_runs.created_at DESC,
    reconciliation_runs.id DESC
WITH NO DATA;

CREATE UNIQUE INDEX uq_mv_reconciliation_status_tenant_id
    ON mv_reconciliation_status (tenant_id);

COMMENT ON MATERIALIZED VIEW mv_reconciliation_status IS
    'Purpose: the newest run of every tenant that has had one, one row for each. '
    'Refresh: CONCURRENTLY, every 30 seconds and at the end of a run, by its owner app_admin. '
    'Data class: confidential. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus, read through '
    'v_reconciliation_status. '
    'Access: no application role, since a materialized view has no row security.';
COMMENT ON COLUMN mv_reconciliation_status.tenant_id IS
    'Purpose: the tenant; unique. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.tenant_id.';
COMMENT ON COLUMN mv_reconciliation_status.state IS
    'Purpose: the state of the newest run. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.state.';
COMMENT ON COLUMN mv_reconciliation_status.last_run_at IS
    'Purpose: when the newest run started. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.last_run_at.';
COMMENT ON INDEX uq_mv_reconciliation_status_tenant_id IS
    'Purpose: one row for each tenant, which REFRESH ... CONCURRENTLY needs to match rows; finds the reader''s row. '
    'Contract: GET /api/reconciliation/status.';

REVOKE ALL ON TABLE mv_reconciliation_status FROM PUBLIC;
ALTER MATERIALIZED VIEW mv_reconciliation_status OWNER TO app_admin;

-- The first refresh cannot be CONCURRENTLY, and until it has run a reader gets an error instead of rows.
REFRESH MATERIALIZED VIEW mv_reconciliation_status;

-- Runs with the rights of its owner migration_owner, who may read the materialized view as a member of app_admin.
CREATE VIEW v_reconciliation_status WITH (security_barrier = true) AS
SELECT
    mv_reconciliation_status.tenant_id,
    mv_reconciliation_status.state,
    mv_reconciliation_status.last_run_at
FROM mv_reconciliation_status
WHERE mv_reconciliation_status.tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid;

COMMENT ON VIEW v_reconciliation_status IS
    'Purpose: the session''s tenant''s row of mv_reconciliation_status; no row before its first run, and none while '
    'app.current_tenant_id is unset or empty. '
    'Data class: confidential. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus. '
    'Access: a security barrier, so that no function in a query sees other tenants'' rows first.';
COMMENT ON COLUMN v_reconciliation_status.tenant_id IS
    'Purpose: the session''s tenant. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.tenant_id.';
COMMENT ON COLUMN v_reconciliation_status.state IS
    'Purpose: the state of the newest run. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.state.';
COMMENT ON COLUMN v_reconciliation_status.last_run_at IS
    'Purpose: when the newest run started. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.last_run_at.';

REVOKE ALL ON TABLE v_reconciliation_status FROM PUBLIC;
GRANT SELECT ON TABLE v_reconciliation_status TO app_rw;
GRANT SELECT ON TABLE v_reconciliation_status TO app_ro;
