-- attribution_allocations: how an attribution model divides one event's revenue among channels.

CREATE TABLE attribution_allocations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    event_id uuid NOT NULL,
    channel text NOT NULL,
    allocation_ratio numeric(6,5) NOT NULL,
    model_version text NOT NULL,
    allocated_revenue_cents integer NOT NULL,
    model_metadata jsonb,
    correlation_id uuid,
    CONSTRAINT uq_attribution_allocations_tenant_id_id UNIQUE (tenant_id, id),
    CONSTRAINT uq_attribution_allocations_event_id_model_version_channel
        UNIQUE (tenant_id, event_id, model_version, channel),
    CONSTRAINT fk_attribution_allocations_tenant_id_event_id
        FOREIGN KEY (tenant_id, event_id) REFERENCES attribution_events (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT ck_attribution_allocations_channel CHECK (
        channel IN (
            'direct', 'email', 'organic_search', 'paid_search', 'organic_social', 'paid_social',
            'display', 'affiliate', 'referral', 'unattributed'
        )
    ),
    CONSTRAINT ck_attribution_allocations_allocation_ratio
        CHECK (allocation_ratio >= 0 AND allocation_ratio <= 1),
    CONSTRAINT ck_attribution_allocations_model_version_not_blank CHECK (btrim(model_version) <> ''),
    CONSTRAINT ck_attribution_allocations_allocated_revenue_cents CHECK (allocated_revenue_cents >= 0),
    CONSTRAINT ck_attribution_allocations_model_metadata_object
        CHECK (jsonb_typeof(model_metadata) = 'object')
);

CREATE INDEX idx_attribution_allocations_tenant_id_created_at
    ON attribution_allocations (tenant_id, created_at DESC);

COMMENT ON TABLE attribution_allocations IS
    'Purpose: one row for each channel that one version of a model credits with a share of an event. '
    'A new model version adds rows and leaves those of the old one. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/AttributionAllocation. '
    'RLS: tenant_isolation_policy.';

COMMENT ON COLUMN attribution_allocations.id IS
    'Purpose: identifies the allocation. '
    'Data class: internal. '
    'Contract: AttributionAllocation.id.';
COMMENT ON COLUMN attribution_allocations.tenant_id IS
    'Purpose: the tenant that owns the allocation and its event; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: AttributionAllocation.tenant_id.';
COMMENT ON COLUMN attribution_allocations.created_at IS
    'Purpose: when the model wrote the allocation; the order in which allocations are listed. '
    'Data class: internal. '
    'Contract: AttributionAllocation.created_at.';
COMMENT ON COLUMN attribution_allocations.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal. '
    'Contract: AttributionAllocation.updated_at.';
COMMENT ON COLUMN attribution_allocations.event_id IS
    'Purpose: the event whose revenue is divided. '
    'Data class: internal. '
    'Contract: AttributionAllocation.event_id.';
COMMENT ON COLUMN attribution_allocations.channel IS
    'Purpose: the marketing channel that is credited; unattributed is the share that the model gives to none. '
    'Data class: confidential. '
    'Contract: AttributionAllocation.channel.';
COMMENT ON COLUMN attribution_allocations.allocation_ratio IS
    'Purpose: the channel''s share of the event, from 0 to 1 with five decimal places. '
    'Data class: confidential. '
    'Contract: AttributionAllocation.allocation_ratio.';
COMMENT ON COLUMN attribution_allocations.model_version IS
    'Purpose: the model, with its version, that made the division. '
    'Data class: internal. '
    'Contract: AttributionAllocation.model_version.';
COMMENT ON COLUMN attribution_allocations.allocated_revenue_cents IS
    'Purpose: the channel''s part of the event''s revenue in hundredths of the event''s currency. Stored, not computed '
    'from the ratio, because the model settles the odd cent so that the parts add up. '
    'Data class: confidential. '
    'Contract: AttributionAllocation.allocated_revenue, which is allocated_revenue_cents / 100.';
COMMENT ON COLUMN attribution_allocations.model_metadata IS
    'Purpose: a JSON object with the inputs and diagnostics that the model wants to keep; null if none. '
    'Data class: internal. '
    'Contract: AttributionAllocation.model_metadata.';
COMMENT ON COLUMN attribution_allocations.correlation_id IS
    'Purpose: the correlation id of the event, carried on so that one search finds the whole chain; null if the event '
    'has none. '
    'Data class: internal. '
    'Contract: AttributionAllocation.correlation_id.';

COMMENT ON CONSTRAINT uq_attribution_allocations_tenant_id_id ON attribution_allocations IS
    'Purpose: the key that revenue_ledger refers to, so that an entry cannot name another tenant''s allocation.';
COMMENT ON CONSTRAINT uq_attribution_allocations_event_id_model_version_channel ON attribution_allocations IS
    'Purpose: a model version credits a channel at most once for an event, so running it again cannot count twice; '
    'also finds the allocations of an event that is deleted. The name leaves out tenant_id, the first column, to stay '
    'within 63 bytes.';
COMMENT ON CONSTRAINT fk_attribution_allocations_tenant_id_event_id ON attribution_allocations IS
    'Purpose: the event exists and belongs to the same tenant; the check of a foreign key does not see row security, '
    'so the tenant is part of the key. ON DELETE CASCADE, because a share of a deleted event means nothing.';
COMMENT ON CONSTRAINT ck_attribution_allocations_channel ON attribution_allocations IS
    'Purpose: only the known channels. '
    'Contract: contracts/common/types.yaml#/components/schemas/Channel.';
COMMENT ON CONSTRAINT ck_attribution_allocations_allocation_ratio ON attribution_allocations IS
    'Purpose: a share is between nothing and everything.';
COMMENT ON CONSTRAINT ck_attribution_allocations_model_version_not_blank ON attribution_allocations IS
    'Purpose: an allocation of which nobody knows the model cannot be explained.';
COMMENT ON CONSTRAINT ck_attribution_allocations_allocated_revenue_cents ON attribution_allocations IS
    'Purpose: a part of an amount that is never negative is not negative either.';
COMMENT ON CONSTRAINT ck_attribution_allocations_model_metadata_object ON attribution_allocations IS
    'Purpose: readers look fields up by name; null, that is none at all, is allowed.';

COMMENT ON INDEX idx_attribution_allocations_tenant_id_created_at IS
    'Purpose: lists a tenant''s allocations, newest first, without a sort, within a channel too; serves the cascade '
    'from tenants. '
    'Contract: GET /api/attribution/allocations.';

CREATE POLICY tenant_isolation_policy ON attribution_allocations
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE attribution_allocations ENABLE ROW LEVEL SECURITY;
ALTER TABLE attribution_allocations FORCE ROW LEVEL SECURITY;

COMMENT ON POLICY tenant_isolation_policy ON attribution_allocations IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.';

REVOKE ALL ON TABLE attribution_allocations FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE attribution_allocations TO app_rw;
GRANT SELECT ON TABLE attribution_allocations TO app_ro;
