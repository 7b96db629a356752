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
);

CREATE UNIQUE INDEX uq_attribution_events_tenant_id_external_event_id
    ON attribution_events (tenant_id, external_event_id)
    WHERE external_event_id IS NOT NULL;

CREATE UNIQUE INDEX uq_attribution_events_tenant_id_correlation_id
    ON attribution_events (tenant_id, correlation_id)
    WHERE external_event_id IS NULL AND correlation_id IS NOT NULL;

CREATE INDEX idx_attribution_events_tenant_id_occurred_at
    ON attribution_events (tenant_id, occurred_at DESC);

COMMENT ON TABLE attribution_events IS
    'Purpose: one row for each accepted revenue event of a tenant, whatever its source; '
    'the start of attribution and of the event count in mv_realtime_revenue. '
    'Data class: personal, because of raw_payload and session_id. '
    'Contract: contracts/attribution.yaml#/components/schemas/AttributionEvent. '
    'RLS: tenant_isolation_policy.';

COMMENT ON COLUMN attribution_events.id IS
    'Purpose: identifies the event; never a provider''s id. '
    'Data class: internal. '
    'Contract: AttributionEvent.id.';
COMMENT ON COLUMN attribution_events.tenant_id IS
    'Purpose: the tenant that owns the event; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: AttributionEvent.tenant_id.';
COMMENT ON COLUMN attribution_events.created_at IS
    'Purpose: when the service stored the event, as opposed to occurred_at. '
    'Data class: internal. '
    'Contract: AttributionEvent.created_at.';
COMMENT ON COLUMN attribution_events.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal. '
    'Contract: AttributionEvent.updated_at.';
COMMENT ON COLUMN attribution_events.occurred_at IS
    'Purpose: when the sale happened, by the provider''s clock; the order in which events are listed. '
    'Data class: confidential. '
    'Contract: AttributionEvent.occurred_at.';
COMMENT ON COLUMN attribution_events.external_event_id IS
    'Purpose: idempotency key of shopify, paypal and woocommerce: the provider''s id behind the name of its source, '
    'such as shopify:820982911946154508, so that equal ids of two sources stay apart; '
    'null for stripe, whose key is correlation_id. '
    'Data class: confidential. '
    'Contract: AttributionEvent.external_event_id.';
COMMENT ON COLUMN attribution_events.correlation_id IS
    'Purpose: ties the event to the dead events and allocations of the same cause. Taken from X-Correlation-ID; '
    'for stripe it is the UUIDv5 of the payment-intent id instead, since that id is not a uuid, and then it is the '
    'idempotency key too. '
    'Data class: internal. '
    'Contract: AttributionEvent.correlation_id; header X-Correlation-ID.';
COMMENT ON COLUMN attribution_events.session_id IS
    'Purpose: the visitor''s browsing session that led to the sale; null when the shop did not pass one on. '
    'Data class: personal. '
    'Contract: AttributionEvent.session_id.';
COMMENT ON COLUMN attribution_events.source IS
    'Purpose: the provider whose webhook brought the event. '
    'Data class: internal. '
    'Contract: AttributionEvent.source.';
COMMENT ON COLUMN attribution_events.revenue_cents IS
    'Purpose: the amount of the sale in hundredths of the currency, an integer so that sums are exact. '
    'Data class: confidential. '
    'Contract: AttributionEvent.revenue, which is revenue_cents / 100.';
COMMENT ON COLUMN attribution_events.currency IS
    'Purpose: the currency of revenue_cents, as an ISO 4217 code in capitals. '
    'Data class: confidential. '
    'Contract: AttributionEvent.currency.';
COMMENT ON COLUMN attribution_events.raw_payload IS
    'Purpose: the webhook''s body as received, for proof and for processing it again; '
    'the only place of the Stripe payment-intent id. '
    'Data class: personal.';

COMMENT ON CONSTRAINT uq_attribution_events_tenant_id_id ON attribution_events IS
    'Purpose: the key that attribution_allocations refers to, so that an allocation cannot name the event of another '
    'tenant.';
COMMENT ON CONSTRAINT ck_attribution_events_source ON attribution_events IS
    'Purpose: only the sources that have a webhook. '
    'Contract: contracts/common/types.yaml#/components/schemas/Source.';
COMMENT ON CONSTRAINT ck_attribution_events_revenue_cents ON attribution_events IS
    'Purpose: an event earns nothing or something; refunds are not events of this table.';
COMMENT ON CONSTRAINT ck_attribution_events_currency ON attribution_events IS
    'Purpose: three capital letters, so that USD and usd are not two currencies. '
    'Contract: contracts/common/types.yaml#/components/schemas/Currency.';
COMMENT ON CONSTRAINT ck_attribution_events_external_event_id_not_blank ON attribution_events IS
    'Purpose: an empty key would make every later event without an id look like a duplicate.';
COMMENT ON CONSTRAINT ck_attribution_events_idempotency_key ON attribution_events IS
    'Purpose: an event with neither key would escape both unique indexes and could be stored twice.';

COMMENT ON INDEX uq_attribution_events_tenant_id_external_event_id IS
    'Purpose: refuses the second delivery of a shopify, paypal or woocommerce event within a tenant. '
    'Contract: POST /api/webhooks/shopify, /api/webhooks/paypal, /api/webhooks/woocommerce.';
COMMENT ON INDEX uq_attribution_events_tenant_id_correlation_id IS
    'Purpose: refuses the second delivery of a stripe event within a tenant; it leaves out events with an external id, '
    'many of which may share one correlation id. '
    'Contract: POST /api/webhooks/stripe.';
COMMENT ON INDEX idx_attribution_events_tenant_id_occurred_at IS
    'Purpose: lists a tenant''s events, newest first, without a sort; serves the count by tenant in '
    'mv_realtime_revenue and the cascade from tenants. '
    'Contract: GET /api/attribution/events, GET /api/attribution/revenue/realtime.';

CREATE POLICY tenant_isolation_policy ON attribution_events
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE attribution_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE attribution_events FORCE ROW LEVEL SECURITY;

COMMENT ON POLICY tenant_isolation_policy ON attribution_events IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.';

REVOKE ALL ON TABLE attribution_events FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE attribution_events TO app_rw;
GRANT SELECT ON TABLE attribution_events TO app_ro;
-- app_admin refreshes mv_realtime_revenue, which counts events of all tenants.
GRANT SELECT ON TABLE attribution_events TO app_admin;
