-- revenue_ledger: the revenue that the service reports. What was posted stays posted: an entry outlives the
-- allocation it came from and the run that verified it.

CREATE TABLE revenue_ledger (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    revenue_cents integer NOT NULL,
    is_verified boolean NOT NULL DEFAULT false,
    verified_at timestamptz,
    reconciliation_run_id uuid,
    allocation_id uuid,
    posted_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fk_revenue_ledger_tenant_id_reconciliation_run_id
        FOREIGN KEY (tenant_id, reconciliation_run_id) REFERENCES reconciliation_runs (tenant_id, id)
        ON DELETE SET NULL (reconciliation_run_id),
    CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id
        FOREIGN KEY (tenant_id, allocation_id) REFERENCES attribution_allocations (tenant_id, id)
        ON DELETE SET NULL (allocation_id),
    CONSTRAINT ck_revenue_ledger_revenue_cents CHECK (revenue_cents >= 0),
    CONSTRAINT ck_revenue_ledger_is_verified_verified_at CHECK (is_verified = (verified_at IS NOT NULL))
);

CREATE UNIQUE INDEX uq_revenue_ledger_tenant_id_allocation_id
    ON revenue_ledger (tenant_id, allocation_id)
    WHERE allocation_id IS NOT NULL;

CREATE INDEX idx_revenue_ledger_tenant_id_posted_at
    ON revenue_ledger (tenant_id, posted_at DESC);

CREATE INDEX idx_revenue_ledger_tenant_id_reconciliation_run_id
    ON revenue_ledger (tenant_id, reconciliation_run_id)
    WHERE reconciliation_run_id IS NOT NULL;

COMMENT ON TABLE revenue_ledger IS
    'Purpose: one row for each amount of revenue posted for a tenant; the source of total_revenue and verified in '
    'mv_realtime_revenue. Amounts are in the tenant''s reporting currency, converted before they are posted, so that '
    'they may be added up. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/RealtimeRevenue, read through v_realtime_revenue. '
    'RLS: tenant_isolation_policy.';

COMMENT ON COLUMN revenue_ledger.id IS
    'Purpose: identifies the entry. '
    'Data class: internal.';
COMMENT ON COLUMN revenue_ledger.tenant_id IS
    'Purpose: the tenant whose revenue it is; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.tenant_id.';
COMMENT ON COLUMN revenue_ledger.created_at IS
    'Purpose: when the row was inserted. '
    'Data class: internal.';
COMMENT ON COLUMN revenue_ledger.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal.';
COMMENT ON COLUMN revenue_ledger.revenue_cents IS
    'Purpose: the posted amount in hundredths of the tenant''s reporting currency, an integer so that sums are exact. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.total_revenue, which is the tenant''s sum / 100.';
COMMENT ON COLUMN revenue_ledger.is_verified IS
    'Purpose: whether a reconciliation found the amount at the provider. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.verified, which is true when it is true of every entry of the tenant.';
COMMENT ON COLUMN revenue_ledger.verified_at IS
    'Purpose: when the amount was verified; null until then. '
    'Data class: confidential.';
COMMENT ON COLUMN revenue_ledger.reconciliation_run_id IS
    'Purpose: the run that looked at the entry last; null before the first, and after that run was deleted. '
    'Data class: internal.';
COMMENT ON COLUMN revenue_ledger.allocation_id IS
    'Purpose: the allocation that was posted; null for revenue posted without one, and after the allocation was '
    'deleted. '
    'Data class: internal.';
COMMENT ON COLUMN revenue_ledger.posted_at IS
    'Purpose: the moment from which the amount counts. '
    'Data class: confidential.';

COMMENT ON CONSTRAINT fk_revenue_ledger_tenant_id_reconciliation_run_id ON revenue_ledger IS
    'Purpose: the run exists and belongs to the same tenant; the check of a foreign key does not see row security, so '
    'the tenant is part of the key. Deleting a run clears only this reference: a plain SET NULL would clear tenant_id '
    'too and fail, and CASCADE would delete revenue.';
COMMENT ON CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id ON revenue_ledger IS
    'Purpose: the allocation exists and belongs to the same tenant. Deleting it, also by deleting its event, clears '
    'only this reference: a person''s event can be erased while the books keep the amount.';
COMMENT ON CONSTRAINT ck_revenue_ledger_revenue_cents ON revenue_ledger IS
    'Purpose: the ledger holds revenue, not refunds.';
COMMENT ON CONSTRAINT ck_revenue_ledger_is_verified_verified_at ON revenue_ledger IS
    'Purpose: a verified entry says since when, and an unverified one does not claim to.';

COMMENT ON INDEX uq_revenue_ledger_tenant_id_allocation_id IS
    'Purpose: an allocation is posted at most once, so posting again cannot count twice; also finds the entry of an '
    'allocation that is deleted.';
COMMENT ON INDEX idx_revenue_ledger_tenant_id_posted_at IS
    'Purpose: reads a tenant''s entries of a period, newest first, for reconciliation; serves the sum by tenant in '
    'mv_realtime_revenue and the cascade from tenants. '
    'Contract: GET /api/attribution/revenue/realtime.';
COMMENT ON INDEX idx_revenue_ledger_tenant_id_reconciliation_run_id IS
    'Purpose: finds the entries of a run, to show them and when the run is deleted; without it each deletion would '
    'read all entries of the tenant. Entries not yet reconciled are left out.';

CREATE POLICY tenant_isolation_policy ON revenue_ledger
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE revenue_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE revenue_ledger FORCE ROW LEVEL SECURITY;

COMMENT ON POLICY tenant_isolation_policy ON revenue_ledger IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.';

REVOKE ALL ON TABLE revenue_ledger FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE revenue_ledger TO app_rw;
GRANT SELECT ON TABLE revenue_ledger TO app_ro;
-- app_admin refreshes mv_realtime_revenue, which adds up the entries of all tenants.
GRANT SELECT ON TABLE revenue_ledger TO app_admin;
