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
WITH NO DATA;

CREATE UNIQUE INDEX uq_mv_realtime_revenue_tenant_id
    ON mv_realtime_revenue (tenant_id);

COMMENT ON MATERIALIZED VIEW mv_realtime_revenue IS
    'Purpose: revenue and number of events of every tenant, one row for each, zeros for a tenant that has none yet. '
    'Refresh: CONCURRENTLY, every 30 seconds, by its owner app_admin. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/RealtimeRevenue, read through v_realtime_revenue. '
    'Access: no application role, since a materialized view has no row security.';
COMMENT ON COLUMN mv_realtime_revenue.tenant_id IS
    'Purpose: the tenant; unique. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.tenant_id.';
COMMENT ON COLUMN mv_realtime_revenue.total_revenue IS
    'Purpose: the sum of the tenant''s ledger in units of its reporting currency, with two decimal places. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.total_revenue, from revenue_ledger.revenue_cents / 100.';
COMMENT ON COLUMN mv_realtime_revenue.event_count IS
    'Purpose: how many attribution events the tenant has. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.event_count.';
COMMENT ON COLUMN mv_realtime_revenue.verified IS
    'Purpose: true if there are ledger entries and all are verified. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.verified.';
COMMENT ON COLUMN mv_realtime_revenue.last_updated IS
    'Purpose: when the figures were computed: the start of the refresh. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.last_updated.';
COMMENT ON INDEX uq_mv_realtime_revenue_tenant_id IS
    'Purpose: one row for each tenant, which REFRESH ... CONCURRENTLY needs to match rows; finds the reader''s row. '
    'Contract: GET /api/attribution/revenue/realtime.';

REVOKE ALL ON TABLE mv_realtime_revenue FROM PUBLIC;
ALTER MATERIALIZED VIEW mv_realtime_revenue OWNER TO app_admin;

-- The first refresh cannot be CONCURRENTLY, and until it has run a reader gets an error instead of rows.
REFRESH MATERIALIZED VIEW mv_realtime_revenue;

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
WHERE mv_realtime_revenue.tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid;

COMMENT ON VIEW v_realtime_revenue IS
    'Purpose: the session''s tenant''s row of mv_realtime_revenue and its age; no row while app.current_tenant_id is '
    'unset or empty. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/RealtimeRevenue. '
    'Access: a security barrier, so that no function in a query sees other tenants'' rows first.';
COMMENT ON COLUMN v_realtime_revenue.tenant_id IS
    'Purpose: the session''s tenant. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.tenant_id.';
COMMENT ON COLUMN v_realtime_revenue.total_revenue IS
    'Purpose: the sum of the tenant''s ledger in units of its reporting currency, with two decimal places. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.total_revenue, from revenue_ledger.revenue_cents / 100.';
COMMENT ON COLUMN v_realtime_revenue.event_count IS
    'Purpose: how many attribution events the tenant has. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.event_count.';
COMMENT ON COLUMN v_realtime_revenue.verified IS
    'Purpose: true if there are ledger entries and all are verified. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.verified.';
COMMENT ON COLUMN v_realtime_revenue.last_updated IS
    'Purpose: when the figures were computed. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.last_updated.';
COMMENT ON COLUMN v_realtime_revenue.data_freshness_seconds IS
    'Purpose: whole seconds from last_updated to the reader''s now(), never below zero. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.data_freshness_seconds.';

REVOKE ALL ON TABLE v_realtime_revenue FROM PUBLIC;
GRANT SELECT ON TABLE v_realtime_revenue TO app_rw;
GRANT SELECT ON TABLE v_realtime_revenue TO app_ro;
