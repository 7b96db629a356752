"""Add materialized views.

Revision ID: 202611240703
Revises: 202611240702
"""

from alembic import op

revision: str = "202611240703"
down_revision: str | None = "202611240702"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the change."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("""
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
WITH NO DATA
""")
    op.execute("""
CREATE UNIQUE INDEX uq_mv_reconciliation_status_tenant_id
    ON mv_reconciliation_status (tenant_id)
""")
    op.execute("""
-- Runs with the rights of its owner migration_owner, who may read the materialized view as a member of app_admin.
CREATE VIEW v_reconciliation_status WITH (security_barrier = true) AS
SELECT
    mv_reconciliation_status.tenant_id,
    mv_reconciliation_status.state,
    mv_reconciliation_status.last_run_at
FROM mv_reconciliation_status
WHERE mv_reconciliation_status.tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid
""")
    op.execute("""
-- mv_realtime_revenue and v_realtime_revenue: the revenue of each tenant, computed ahead of the question.
--
-- A materialized view has no row security, so it holds the figures of all tenants and is granted to no
-- application role. They read the plain view below, which shows the tenant of the session only.
--
-- It is created empty: migration_owner, who runs this file, is bound by the tenants' row security and would
-- store no rows, or one tenant's. Once app_admin owns it, every refresh, whoever asks for it, runs with
-- app_admin's rights and sees all tenants.
--
-- Refresh policy: app_admin runs REFRESH MATERIALIZED VIEW CONCURRENTLY mv_realtime_revenue every 30 seconds.
-- Figures are at most 60 seconds old; data_freshness_seconds above 60 means that the refresh has stopped.
CREATE MATERIALIZED VIEW mv_realtime_revenue AS
WITH ledger AS (
    SELECT
        revenue_ledger.tenant_id,
        sum(revenue_ledger.revenue_cents) AS revenue_cents,
        bool_and(revenue_ledger.is_verified) AS verified
    FROM revenue_ledger
    GROUP BY revenue_ledger.tenant_id
),
events AS (
    SELECT
        attribution_events.tenant_id,
        count(*) AS event_count
    FROM attribution_events
    GROUP BY attribution_events.tenant_id
)
SELECT
    tenants.id AS tenant_id,
    round(COALESCE(ledger.revenue_cents, 0) / 100.0, 2) AS total_revenue,
    COALESCE(events.event_count, 0)::integer AS event_count,
    COALESCE(ledger.verified, false) AS verified,
    now() AS last_updated
FROM tenants
LEFT JOIN ledger ON ledger.tenant_id = tenants.id
LEFT JOIN events ON events.tenant_id = tenants.id
WITH NO DATA
""")
    op.execute("""
CREATE UNIQUE INDEX uq_mv_realtime_revenue_tenant_id
    ON mv_realtime_revenue (tenant_id)
""")
    op.execute("""
-- Runs with the rights of its owner migration_owner, who may read the materialized view as a member of app_admin.
-- data_freshness_seconds is computed here because now() in the materialized view stands still between refreshes;
-- it is never below zero, although a reader's transaction may have begun before the refresh that it sees.
CREATE VIEW v_realtime_revenue WITH (security_barrier = true) AS
SELECT
    mv_realtime_revenue.tenant_id,
    mv_realtime_revenue.total_revenue,
    mv_realtime_revenue.event_count,
    mv_realtime_revenue.verified,
    mv_realtime_revenue.last_updated,
    GREATEST(floor(EXTRACT(epoch FROM now() - mv_realtime_revenue.last_updated)), 0)::integer
        AS data_freshness_seconds
FROM mv_realtime_revenue
WHERE mv_realtime_revenue.tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid
""")
    op.execute("ALTER MATERIALIZED VIEW mv_reconciliation_status OWNER TO app_admin")
    # Hazard: the view's query runs while the statement does.
    op.execute("REFRESH MATERIALIZED VIEW mv_reconciliation_status")
    op.execute("ALTER MATERIALIZED VIEW mv_realtime_revenue OWNER TO app_admin")
    # Hazard: the view's query runs while the statement does.
    op.execute("REFRESH MATERIALIZED VIEW mv_realtime_revenue")
    op.execute("""
COMMENT ON MATERIALIZED VIEW mv_reconciliation_status IS
    'Purpose: the newest run of every tenant that has had one, one row for each. '
    'Refresh: CONCURRENTLY, every 30 seconds and at the end of a run, by its owner app_admin. '
    'Data class: confidential. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus, read through '
    'v_reconciliation_status. '
    'Access: no application role, since a materialized view has no row security.'
""")
    op.execute("""
COMMENT ON COLUMN mv_reconciliation_status.tenant_id IS
    'Purpose: the tenant; unique. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN mv_reconciliation_status.state IS
    'Purpose: the state of the newest run. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.state.'
""")
    op.execute("""
COMMENT ON COLUMN mv_reconciliation_status.last_run_at IS
    'Purpose: when the newest run started. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.last_run_at.'
""")
    op.execute("""
COMMENT ON INDEX uq_mv_reconciliation_status_tenant_id IS
    'Purpose: one row for each tenant, which REFRESH ... CONCURRENTLY needs to match rows; finds the reader''s row. '
    'Contract: GET /api/reconciliation/status.'
""")
    op.execute("""
COMMENT ON VIEW v_reconciliation_status IS
    'Purpose: the session''s tenant''s row of mv_reconciliation_status; no row before its first run, and none while '
    'app.current_tenant_id is unset or empty. '
    'Data class: confidential. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus. '
    'Access: a security barrier, so that no function in a query sees other tenants'' rows first.'
""")
    op.execute("""
COMMENT ON COLUMN v_reconciliation_status.tenant_id IS
    'Purpose: the session''s tenant. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN v_reconciliation_status.state IS
    'Purpose: the state of the newest run. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.state.'
""")
    op.execute("""
COMMENT ON COLUMN v_reconciliation_status.last_run_at IS
    'Purpose: when the newest run started. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.last_run_at.'
""")
    op.execute("""
COMMENT ON MATERIALIZED VIEW mv_realtime_revenue IS
    'Purpose: revenue and number of events of every tenant, one row for each, zeros for a tenant that has none yet. '
    'Refresh: CONCURRENTLY, every 30 seconds, by its owner app_admin. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/RealtimeRevenue, read through v_realtime_revenue. '
    'Access: no application role, since a materialized view has no row security.'
""")
    op.execute("""
COMMENT ON COLUMN mv_realtime_revenue.tenant_id IS
    'Purpose: the tenant; unique. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN mv_realtime_revenue.total_revenue IS
    'Purpose: the sum of the tenant''s ledger in units of its reporting currency, with two decimal places. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.total_revenue, from revenue_ledger.revenue_cents / 100.'
""")
    op.execute("""
COMMENT ON COLUMN mv_realtime_revenue.event_count IS
    'Purpose: how many attribution events the tenant has. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.event_count.'
""")
    op.execute("""
COMMENT ON COLUMN mv_realtime_revenue.verified IS
    'Purpose: true if there are ledger entries and all are verified. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.verified.'
""")
    op.execute("""
COMMENT ON COLUMN mv_realtime_revenue.last_updated IS
    'Purpose: when the figures were computed: the start of the refresh. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.last_updated.'
""")
    op.execute("""
COMMENT ON INDEX uq_mv_realtime_revenue_tenant_id IS
    'Purpose: one row for each tenant, which REFRESH ... CONCURRENTLY needs to match rows; finds the reader''s row. '
    'Contract: GET /api/attribution/revenue/realtime.'
""")
    op.execute("""
COMMENT ON VIEW v_realtime_revenue IS
    'Purpose: the session''s tenant''s row of mv_realtime_revenue and its age; no row while app.current_tenant_id is '
    'unset or empty. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/RealtimeRevenue. '
    'Access: a security barrier, so that no function in a query sees other tenants'' rows first.'
""")
    op.execute("""
COMMENT ON COLUMN v_realtime_revenue.tenant_id IS
    'Purpose: the session''s tenant. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN v_realtime_revenue.total_revenue IS
    'Purpose: the sum of the tenant''s ledger in units of its reporting currency, with two decimal places. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.total_revenue, from revenue_ledger.revenue_cents / 100.'
""")
    op.execute("""
COMMENT ON COLUMN v_realtime_revenue.event_count IS
    'Purpose: how many attribution events the tenant has. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.event_count.'
""")
    op.execute("""
COMMENT ON COLUMN v_realtime_revenue.verified IS
    'Purpose: true if there are ledger entries and all are verified. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.verified.'
""")
    op.execute("""
COMMENT ON COLUMN v_realtime_revenue.last_updated IS
    'Purpose: when the figures were computed. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.last_updated.'
""")
    op.execute("""
COMMENT ON COLUMN v_realtime_revenue.data_freshness_seconds IS
    'Purpose: whole seconds from last_updated to the reader''s now(), never below zero. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.data_freshness_seconds.'
""")
    op.execute("GRANT SELECT ON v_reconciliation_status TO app_rw")
    op.execute("GRANT SELECT ON v_reconciliation_status TO app_ro")
    op.execute("GRANT SELECT ON v_realtime_revenue TO app_rw")
    op.execute("GRANT SELECT ON v_realtime_revenue TO app_ro")


def downgrade() -> None:
    """Undo it, from the last step to the first."""
    op.execute("SET LOCAL lock_timeout = '1250ms'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("REVOKE SELECT ON v_realtime_revenue FROM app_ro")
    op.execute("REVOKE SELECT ON v_realtime_revenue FROM app_rw")
    op.execute("REVOKE SELECT ON v_reconciliation_status FROM app_ro")
    op.execute("REVOKE SELECT ON v_reconciliation_status FROM app_rw")
    op.execute("REFRESH MATERIALIZED VIEW mv_realtime_revenue WITH NO DATA")
    op.execute("ALTER MATERIALIZED VIEW mv_realtime_revenue OWNER TO CURRENT_ROLE")
    op.execute("REFRESH MATERIALIZED VIEW mv_reconciliation_status WITH NO DATA")
    op.execute("ALTER MATERIALIZED VIEW mv_reconciliation_status OWNER TO CURRENT_ROLE")
    op.execute("DROP VIEW v_realtime_revenue")
    op.execute("DROP INDEX uq_mv_realtime_revenue_tenant_id")
    op.execute("DROP MATERIALIZED VIEW mv_realtime_revenue")
    op.execute("DROP VIEW v_reconciliation_status")
    op.execute("DROP INDEX uq_mv_reconciliation_status_tenant_id")
    op.execute("DROP MATERIALIZED VIEW mv_reconciliation_status")
