"""Add core tables.

Revision ID: 202611240700
Revises:
"""

from alembic import op

revision: str = "202611240700"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Make the change."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("""
-- tenants: the customers of the service, and the root that every tenant table hangs from.
--
-- Data classes used in the comments of all specs:
--   internal      operational values that name no person and no amount
--   confidential  business figures of a tenant
--   personal      values that identify a person, or may do so together with others
CREATE TABLE tenants (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(255) NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT ck_tenants_name_not_blank CHECK (btrim(name) <> '')
)
""")
    op.execute("""
-- attribution_events: accepted revenue events, each stored once.
--
-- Each event carries an idempotency key, and one of two partial unique indexes refuses a second copy:
-- shopify, paypal and woocommerce bring external_event_id; a Stripe event leaves it null and is known by
-- correlation_id, derived from the payment-intent id (db/docs/IDEMPOTENCY_STRATEGY.md).
CREATE TABLE attribution_events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    occurred_at timestamptz NOT NULL,
    external_event_id text,
    correlation_id uuid,
    session_id uuid,
    source text NOT NULL,
    revenue_cents integer NOT NULL,
    currency text NOT NULL,
    raw_payload jsonb NOT NULL,
    CONSTRAINT uq_attribution_events_tenant_id_id UNIQUE (tenant_id, id),
    CONSTRAINT ck_attribution_events_source CHECK (source IN ('shopify', 'stripe', 'paypal', 'woocommerce')),
    CONSTRAINT ck_attribution_events_revenue_cents CHECK (revenue_cents >= 0),
    CONSTRAINT ck_attribution_events_currency CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT ck_attribution_events_external_event_id_not_blank CHECK (btrim(external_event_id) <> ''),
    CONSTRAINT ck_attribution_events_idempotency_key
        CHECK (external_event_id IS NOT NULL OR correlation_id IS NOT NULL)
)
""")
    op.execute("""
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
)
""")
    op.execute("""
CREATE INDEX idx_attribution_allocations_tenant_id_created_at
    ON attribution_allocations (tenant_id, created_at DESC)
""")
    op.execute("""
CREATE UNIQUE INDEX uq_attribution_events_tenant_id_external_event_id
    ON attribution_events (tenant_id, external_event_id)
    WHERE external_event_id IS NOT NULL
""")
    op.execute("""
CREATE UNIQUE INDEX uq_attribution_events_tenant_id_correlation_id
    ON attribution_events (tenant_id, correlation_id)
    WHERE external_event_id IS NULL AND correlation_id IS NOT NULL
""")
    op.execute("""
CREATE INDEX idx_attribution_events_tenant_id_occurred_at
    ON attribution_events (tenant_id, occurred_at DESC)
""")
    op.execute("""
-- dead_events: webhook bodies that could not become attribution events, kept for people to look at.
CREATE TABLE dead_events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    ingested_at timestamptz NOT NULL DEFAULT now(),
    source text NOT NULL,
    error_code text NOT NULL,
    error_detail jsonb NOT NULL,
    raw_payload jsonb NOT NULL,
    correlation_id uuid,
    external_event_id text,
    CONSTRAINT ck_dead_events_source CHECK (source IN ('shopify', 'stripe', 'paypal', 'woocommerce')),
    CONSTRAINT ck_dead_events_error_code_not_blank CHECK (btrim(error_code) <> ''),
    CONSTRAINT ck_dead_events_error_detail_object CHECK (jsonb_typeof(error_detail) = 'object')
)
""")
    op.execute("""
CREATE INDEX idx_dead_events_tenant_id_ingested_at
    ON dead_events (tenant_id, ingested_at DESC)
""")
    op.execute("""
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
)
""")
    op.execute("""
CREATE INDEX idx_reconciliation_runs_tenant_id_last_run_at
    ON reconciliation_runs (tenant_id, last_run_at DESC)
""")
    op.execute("""
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
)
""")
    op.execute("""
CREATE UNIQUE INDEX uq_revenue_ledger_tenant_id_allocation_id
    ON revenue_ledger (tenant_id, allocation_id)
    WHERE allocation_id IS NOT NULL
""")
    op.execute("""
CREATE INDEX idx_revenue_ledger_tenant_id_posted_at
    ON revenue_ledger (tenant_id, posted_at DESC)
""")
    op.execute("""
CREATE INDEX idx_revenue_ledger_tenant_id_reconciliation_run_id
    ON revenue_ledger (tenant_id, reconciliation_run_id)
    WHERE reconciliation_run_id IS NOT NULL
""")
    op.execute("""
COMMENT ON TABLE attribution_allocations IS
    'Purpose: one row for each channel that one version of a model credits with a share of an event. '
    'A new model version adds rows and leaves those of the old one. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/AttributionAllocation. '
    'RLS: tenant_isolation_policy.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.id IS
    'Purpose: identifies the allocation. '
    'Data class: internal. '
    'Contract: AttributionAllocation.id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.tenant_id IS
    'Purpose: the tenant that owns the allocation and its event; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: AttributionAllocation.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.created_at IS
    'Purpose: when the model wrote the allocation; the order in which allocations are listed. '
    'Data class: internal. '
    'Contract: AttributionAllocation.created_at.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal. '
    'Contract: AttributionAllocation.updated_at.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.event_id IS
    'Purpose: the event whose revenue is divided. '
    'Data class: internal. '
    'Contract: AttributionAllocation.event_id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.channel IS
    'Purpose: the marketing channel that is credited; unattributed is the share that the model gives to none. '
    'Data class: confidential. '
    'Contract: AttributionAllocation.channel.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.allocation_ratio IS
    'Purpose: the channel''s share of the event, from 0 to 1 with five decimal places. '
    'Data class: confidential. '
    'Contract: AttributionAllocation.allocation_ratio.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.model_version IS
    'Purpose: the model, with its version, that made the division. '
    'Data class: internal. '
    'Contract: AttributionAllocation.model_version.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.allocated_revenue_cents IS
    'Purpose: the channel''s part of the event''s revenue in hundredths of the event''s currency. Stored, not computed '
    'from the ratio, because the model settles the odd cent so that the parts add up. '
    'Data class: confidential. '
    'Contract: AttributionAllocation.allocated_revenue, which is allocated_revenue_cents / 100.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.model_metadata IS
    'Purpose: a JSON object with the inputs and diagnostics that the model wants to keep; null if none. '
    'Data class: internal. '
    'Contract: AttributionAllocation.model_metadata.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_allocations.correlation_id IS
    'Purpose: the correlation id of the event, carried on so that one search finds the whole chain; null if the event '
    'has none. '
    'Data class: internal. '
    'Contract: AttributionAllocation.correlation_id.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_allocations_channel ON attribution_allocations IS
    'Purpose: only the known channels. '
    'Contract: contracts/common/types.yaml#/components/schemas/Channel.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_allocations_allocation_ratio ON attribution_allocations IS
    'Purpose: a share is between nothing and everything.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_allocations_model_version_not_blank ON attribution_allocations IS
    'Purpose: an allocation of which nobody knows the model cannot be explained.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_allocations_allocated_revenue_cents ON attribution_allocations IS
    'Purpose: a part of an amount that is never negative is not negative either.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_allocations_model_metadata_object ON attribution_allocations IS
    'Purpose: readers look fields up by name; null, that is none at all, is allowed.'
""")
    op.execute("""
COMMENT ON CONSTRAINT uq_attribution_allocations_tenant_id_id ON attribution_allocations IS
    'Purpose: the key that revenue_ledger refers to, so that an entry cannot name another tenant''s allocation.'
""")
    op.execute("""
COMMENT ON CONSTRAINT uq_attribution_allocations_event_id_model_version_channel ON attribution_allocations IS
    'Purpose: a model version credits a channel at most once for an event, so running it again cannot count twice; '
    'also finds the allocations of an event that is deleted. The name leaves out tenant_id, the first column, to stay '
    'within 63 bytes.'
""")
    op.execute("""
COMMENT ON CONSTRAINT fk_attribution_allocations_tenant_id_event_id ON attribution_allocations IS
    'Purpose: the event exists and belongs to the same tenant; the check of a foreign key does not see row security, '
    'so the tenant is part of the key. ON DELETE CASCADE, because a share of a deleted event means nothing.'
""")
    op.execute("""
COMMENT ON INDEX idx_attribution_allocations_tenant_id_created_at IS
    'Purpose: lists a tenant''s allocations, newest first, without a sort, within a channel too; serves the cascade '
    'from tenants. '
    'Contract: GET /api/attribution/allocations.'
""")
    op.execute("""
COMMENT ON TABLE attribution_events IS
    'Purpose: one row for each accepted revenue event of a tenant, whatever its source; '
    'the start of attribution and of the event count in mv_realtime_revenue. '
    'Data class: personal, because of raw_payload and session_id. '
    'Contract: contracts/attribution.yaml#/components/schemas/AttributionEvent. '
    'RLS: tenant_isolation_policy.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.id IS
    'Purpose: identifies the event; never a provider''s id. '
    'Data class: internal. '
    'Contract: AttributionEvent.id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.tenant_id IS
    'Purpose: the tenant that owns the event; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: AttributionEvent.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.created_at IS
    'Purpose: when the service stored the event, as opposed to occurred_at. '
    'Data class: internal. '
    'Contract: AttributionEvent.created_at.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal. '
    'Contract: AttributionEvent.updated_at.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.occurred_at IS
    'Purpose: when the sale happened, by the provider''s clock; the order in which events are listed. '
    'Data class: confidential. '
    'Contract: AttributionEvent.occurred_at.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.external_event_id IS
    'Purpose: idempotency key of shopify, paypal and woocommerce: the provider''s id behind the name of its source, '
    'such as shopify:820982911946154508, so that equal ids of two sources stay apart; '
    'null for stripe, whose key is correlation_id. '
    'Data class: confidential. '
    'Contract: AttributionEvent.external_event_id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.correlation_id IS
    'Purpose: ties the event to the dead events and allocations of the same cause. Taken from X-Correlation-ID; '
    'for stripe it is the UUIDv5 of the payment-intent id instead, since that id is not a uuid, and then it is the '
    'idempotency key too. '
    'Data class: internal. '
    'Contract: AttributionEvent.correlation_id; header X-Correlation-ID.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.session_id IS
    'Purpose: the visitor''s browsing session that led to the sale; null when the shop did not pass one on. '
    'Data class: personal. '
    'Contract: AttributionEvent.session_id.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.source IS
    'Purpose: the provider whose webhook brought the event. '
    'Data class: internal. '
    'Contract: AttributionEvent.source.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.revenue_cents IS
    'Purpose: the amount of the sale in hundredths of the currency, an integer so that sums are exact. '
    'Data class: confidential. '
    'Contract: AttributionEvent.revenue, which is revenue_cents / 100.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.currency IS
    'Purpose: the currency of revenue_cents, as an ISO 4217 code in capitals. '
    'Data class: confidential. '
    'Contract: AttributionEvent.currency.'
""")
    op.execute("""
COMMENT ON COLUMN attribution_events.raw_payload IS
    'Purpose: the webhook''s body as received, for proof and for processing it again; '
    'the only place of the Stripe payment-intent id. '
    'Data class: personal.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_events_source ON attribution_events IS
    'Purpose: only the sources that have a webhook. '
    'Contract: contracts/common/types.yaml#/components/schemas/Source.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_events_revenue_cents ON attribution_events IS
    'Purpose: an event earns nothing or something; refunds are not events of this table.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_events_currency ON attribution_events IS
    'Purpose: three capital letters, so that USD and usd are not two currencies. '
    'Contract: contracts/common/types.yaml#/components/schemas/Currency.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_events_external_event_id_not_blank ON attribution_events IS
    'Purpose: an empty key would make every later event without an id look like a duplicate.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_attribution_events_idempotency_key ON attribution_events IS
    'Purpose: an event with neither key would escape both unique indexes and could be stored twice.'
""")
    op.execute("""
COMMENT ON CONSTRAINT uq_attribution_events_tenant_id_id ON attribution_events IS
    'Purpose: the key that attribution_allocations refers to, so that an allocation cannot name the event of another '
    'tenant.'
""")
    op.execute("""
COMMENT ON INDEX uq_attribution_events_tenant_id_external_event_id IS
    'Purpose: refuses the second delivery of a shopify, paypal or woocommerce event within a tenant. '
    'Contract: POST /api/webhooks/shopify, /api/webhooks/paypal, /api/webhooks/woocommerce.'
""")
    op.execute("""
COMMENT ON INDEX uq_attribution_events_tenant_id_correlation_id IS
    'Purpose: refuses the second delivery of a stripe event within a tenant; it leaves out events with an external id, '
    'many of which may share one correlation id. '
    'Contract: POST /api/webhooks/stripe.'
""")
    op.execute("""
COMMENT ON INDEX idx_attribution_events_tenant_id_occurred_at IS
    'Purpose: lists a tenant''s events, newest first, without a sort; serves the count by tenant in '
    'mv_realtime_revenue and the cascade from tenants. '
    'Contract: GET /api/attribution/events, GET /api/attribution/revenue/realtime.'
""")
    op.execute("""
COMMENT ON TABLE dead_events IS
    'Purpose: one row for each delivery that was refused after its tenant was known; the dead-letter queue. '
    'The same delivery may fail, and be kept, more than once. '
    'Data class: personal, because of raw_payload. '
    'Contract: contracts/ingestion.yaml#/components/schemas/DeadEvent. '
    'RLS: tenant_isolation_policy.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.id IS
    'Purpose: identifies the failed delivery. '
    'Data class: internal. '
    'Contract: DeadEvent.id.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.tenant_id IS
    'Purpose: the tenant that the delivery was meant for; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: DeadEvent.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.created_at IS
    'Purpose: when the row was inserted. '
    'Data class: internal. '
    'Contract: DeadEvent.created_at.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.ingested_at IS
    'Purpose: when the service received the delivery; before created_at if the failure came after a delay. '
    'Data class: internal. '
    'Contract: DeadEvent.ingested_at.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.source IS
    'Purpose: the webhook that received the delivery, known even when its body is unreadable. '
    'Data class: internal. '
    'Contract: DeadEvent.source.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.error_code IS
    'Purpose: the kind of failure in a form that programs and statistics can group by. '
    'Data class: internal. '
    'Contract: DeadEvent.error_code.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.error_detail IS
    'Purpose: a JSON object with what is known of this failure, such as the pointer of the offending field. '
    'Data class: personal, since it may quote the payload. '
    'Contract: DeadEvent.error_detail.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.raw_payload IS
    'Purpose: the body as received; one that is not JSON is kept as a JSON string. '
    'Data class: personal. '
    'Contract: DeadEvent.raw_payload.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.correlation_id IS
    'Purpose: ties the failure to the attribution event of the same cause once a later delivery succeeds. Made as in '
    'attribution_events; X-Correlation-ID if a stripe body does not yield its payment-intent id. '
    'Data class: internal. '
    'Contract: DeadEvent.correlation_id; header X-Correlation-ID.'
""")
    op.execute("""
COMMENT ON COLUMN dead_events.external_event_id IS
    'Purpose: the idempotency key that the event would have had; null for stripe and when the body does not yield it. '
    'Data class: confidential. '
    'Contract: DeadEvent.external_event_id.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_dead_events_source ON dead_events IS
    'Purpose: only the sources that have a webhook. '
    'Contract: contracts/common/types.yaml#/components/schemas/Source.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_dead_events_error_code_not_blank ON dead_events IS
    'Purpose: a failure that cannot be grouped cannot be watched.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_dead_events_error_detail_object ON dead_events IS
    'Purpose: readers look fields up by name; a bare string or list has none.'
""")
    op.execute("""
COMMENT ON INDEX idx_dead_events_tenant_id_ingested_at IS
    'Purpose: lists a tenant''s failures, newest first, without a sort; serves the cascade from tenants. '
    'Contract: GET /api/ingestion/dead-events.'
""")
    op.execute("""
COMMENT ON TABLE reconciliation_runs IS
    'Purpose: one row for each run of the reconciliation of a tenant; the newest gives the tenant''s status. '
    'Data class: confidential. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationStatus, read through '
    'v_reconciliation_status. '
    'RLS: tenant_isolation_policy.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.id IS
    'Purpose: identifies the run. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.tenant_id IS
    'Purpose: the tenant whose ledger is compared; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.created_at IS
    'Purpose: when the row was inserted; decides which of two runs with one last_run_at is the newer. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.last_run_at IS
    'Purpose: when the run last started; the run with the greatest value is the tenant''s current one. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.last_run_at.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.state IS
    'Purpose: idle is planned, running has started, failed and completed have ended. '
    'Data class: internal. '
    'Contract: ReconciliationStatus.state.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.error_message IS
    'Purpose: why the run failed, in words for operators; null unless something went wrong. '
    'Data class: confidential.'
""")
    op.execute("""
COMMENT ON COLUMN reconciliation_runs.run_metadata IS
    'Purpose: figures of the run that operators look at, such as the number of entries compared; null if none. '
    'Data class: confidential.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_reconciliation_runs_state ON reconciliation_runs IS
    'Purpose: only the states that the contract names. '
    'Contract: contracts/reconciliation.yaml#/components/schemas/ReconciliationState.'
""")
    op.execute("""
COMMENT ON CONSTRAINT uq_reconciliation_runs_tenant_id_id ON reconciliation_runs IS
    'Purpose: the key that revenue_ledger refers to, so that an entry cannot name another tenant''s run.'
""")
    op.execute("""
COMMENT ON INDEX idx_reconciliation_runs_tenant_id_last_run_at IS
    'Purpose: finds the newest run of each tenant when mv_reconciliation_status is refreshed; serves the cascade from '
    'tenants. '
    'Contract: GET /api/reconciliation/status.'
""")
    op.execute("""
COMMENT ON TABLE revenue_ledger IS
    'Purpose: one row for each amount of revenue posted for a tenant; the source of total_revenue and verified in '
    'mv_realtime_revenue. Amounts are in the tenant''s reporting currency, converted before they are posted, so that '
    'they may be added up. '
    'Data class: confidential. '
    'Contract: contracts/attribution.yaml#/components/schemas/RealtimeRevenue, read through v_realtime_revenue. '
    'RLS: tenant_isolation_policy.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.id IS
    'Purpose: identifies the entry. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.tenant_id IS
    'Purpose: the tenant whose revenue it is; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: RealtimeRevenue.tenant_id.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.created_at IS
    'Purpose: when the row was inserted. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.revenue_cents IS
    'Purpose: the posted amount in hundredths of the tenant''s reporting currency, an integer so that sums are exact. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.total_revenue, which is the tenant''s sum / 100.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.is_verified IS
    'Purpose: whether a reconciliation found the amount at the provider. '
    'Data class: confidential. '
    'Contract: RealtimeRevenue.verified, which is true when it is true of every entry of the tenant.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.verified_at IS
    'Purpose: when the amount was verified; null until then. '
    'Data class: confidential.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.reconciliation_run_id IS
    'Purpose: the run that looked at the entry last; null before the first, and after that run was deleted. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.allocation_id IS
    'Purpose: the allocation that was posted; null for revenue posted without one, and after the allocation was '
    'deleted. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN revenue_ledger.posted_at IS
    'Purpose: the moment from which the amount counts. '
    'Data class: confidential.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_revenue_ledger_revenue_cents ON revenue_ledger IS
    'Purpose: the ledger holds revenue, not refunds.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_revenue_ledger_is_verified_verified_at ON revenue_ledger IS
    'Purpose: a verified entry says since when, and an unverified one does not claim to.'
""")
    op.execute("""
COMMENT ON CONSTRAINT fk_revenue_ledger_tenant_id_reconciliation_run_id ON revenue_ledger IS
    'Purpose: the run exists and belongs to the same tenant; the check of a foreign key does not see row security, so '
    'the tenant is part of the key. Deleting a run clears only this reference: a plain SET NULL would clear tenant_id '
    'too and fail, and CASCADE would delete revenue.'
""")
    op.execute("""
COMMENT ON CONSTRAINT fk_revenue_ledger_tenant_id_allocation_id ON revenue_ledger IS
    'Purpose: the allocation exists and belongs to the same tenant. Deleting it, also by deleting its event, clears '
    'only this reference: a person''s event can be erased while the books keep the amount.'
""")
    op.execute("""
COMMENT ON INDEX uq_revenue_ledger_tenant_id_allocation_id IS
    'Purpose: an allocation is posted at most once, so posting again cannot count twice; also finds the entry of an '
    'allocation that is deleted.'
""")
    op.execute("""
COMMENT ON INDEX idx_revenue_ledger_tenant_id_posted_at IS
    'Purpose: reads a tenant''s entries of a period, newest first, for reconciliation; serves the sum by tenant in '
    'mv_realtime_revenue and the cascade from tenants. '
    'Contract: GET /api/attribution/revenue/realtime.'
""")
    op.execute("""
COMMENT ON INDEX idx_revenue_ledger_tenant_id_reconciliation_run_id IS
    'Purpose: finds the entries of a run, to show them and when the run is deleted; without it each deletion would '
    'read all entries of the tenant. Entries not yet reconciled are left out.'
""")
    op.execute("""
COMMENT ON TABLE tenants IS
    'Purpose: one row for each customer of the service; deleting it deletes everything the customer owns. '
    'Data class: confidential. '
    'Access: app_admin only. The table has no tenant column and so no tenant policy; application roles hold no '
    'privilege on it, and do not need one, because foreign keys are checked with the rights of the table owner.'
""")
    op.execute("""
COMMENT ON COLUMN tenants.id IS
    'Purpose: identifies the tenant; the value of tenant_id in every tenant table and of the setting '
    'app.current_tenant_id. '
    'Data class: internal. '
    'Contract: tenant_id of every response.'
""")
    op.execute("""
COMMENT ON COLUMN tenants.name IS
    'Purpose: the name by which people know the tenant; two tenants may share one. '
    'Data class: confidential.'
""")
    op.execute("""
COMMENT ON COLUMN tenants.created_at IS
    'Purpose: when the row was inserted. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON COLUMN tenants.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal.'
""")
    op.execute("""
COMMENT ON CONSTRAINT ck_tenants_name_not_blank ON tenants IS
    'Purpose: a name of nothing but spaces names nobody.'
""")


def downgrade() -> None:
    """Undo it, from the last step to the first."""
    op.execute("SET LOCAL lock_timeout = '833ms'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("DROP INDEX idx_revenue_ledger_tenant_id_reconciliation_run_id")
    op.execute("DROP INDEX idx_revenue_ledger_tenant_id_posted_at")
    op.execute("DROP INDEX uq_revenue_ledger_tenant_id_allocation_id")
    op.execute("DROP TABLE revenue_ledger")
    op.execute("DROP INDEX idx_reconciliation_runs_tenant_id_last_run_at")
    op.execute("DROP TABLE reconciliation_runs")
    op.execute("DROP INDEX idx_dead_events_tenant_id_ingested_at")
    op.execute("DROP TABLE dead_events")
    op.execute("DROP INDEX idx_attribution_events_tenant_id_occurred_at")
    op.execute("DROP INDEX uq_attribution_events_tenant_id_correlation_id")
    op.execute("DROP INDEX uq_attribution_events_tenant_id_external_event_id")
    op.execute("DROP INDEX idx_attribution_allocations_tenant_id_created_at")
    op.execute("DROP TABLE attribution_allocations")
    op.execute("DROP TABLE attribution_events")
    op.execute("DROP TABLE tenants")
