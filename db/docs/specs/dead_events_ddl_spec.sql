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
);

CREATE INDEX idx_dead_events_tenant_id_ingested_at
    ON dead_events (tenant_id, ingested_at DESC);

COMMENT ON TABLE dead_events IS
    'Purpose: one row for each delivery that was refused after its tenant was known; the dead-letter queue. '
    'The same delivery may fail, and be kept, more than once. '
    'Data class: personal, because of raw_payload. '
    'Contract: contracts/ingestion.yaml#/components/schemas/DeadEvent. '
    'RLS: tenant_isolation_policy.';

COMMENT ON COLUMN dead_events.id IS
    'Purpose: identifies the failed delivery. '
    'Data class: internal. '
    'Contract: DeadEvent.id.';
COMMENT ON COLUMN dead_events.tenant_id IS
    'Purpose: the tenant that the delivery was meant for; compared with app.current_tenant_id by row security. '
    'Data class: internal. '
    'Contract: DeadEvent.tenant_id.';
COMMENT ON COLUMN dead_events.created_at IS
    'Purpose: when the row was inserted. '
    'Data class: internal. '
    'Contract: DeadEvent.created_at.';
COMMENT ON COLUMN dead_events.ingested_at IS
    'Purpose: when the service received the delivery; before created_at if the failure came after a delay. '
    'Data class: internal. '
    'Contract: DeadEvent.ingested_at.';
COMMENT ON COLUMN dead_events.source IS
    'Purpose: the webhook that received the delivery, known even when its body is unreadable. '
    'Data class: internal. '
    'Contract: DeadEvent.source.';
COMMENT ON COLUMN dead_events.error_code IS
    'Purpose: the kind of failure in a form that programs and statistics can group by. '
    'Data class: internal. '
    'Contract: DeadEvent.error_code.';
COMMENT ON COLUMN dead_events.error_detail IS
    'Purpose: a JSON object with what is known of this failure, such as the pointer of the offending field. '
    'Data class: personal, since it may quote the payload. '
    'Contract: DeadEvent.error_detail.';
COMMENT ON COLUMN dead_events.raw_payload IS
    'Purpose: the body as received; one that is not JSON is kept as a JSON string. '
    'Data class: personal. '
    'Contract: DeadEvent.raw_payload.';
COMMENT ON COLUMN dead_events.correlation_id IS
    'Purpose: ties the failure to the attribution event of the same cause once a later delivery succeeds. Made as in '
    'attribution_events; X-Correlation-ID if a stripe body does not yield its payment-intent id. '
    'Data class: internal. '
    'Contract: DeadEvent.correlation_id; header X-Correlation-ID.';
COMMENT ON COLUMN dead_events.external_event_id IS
    'Purpose: the idempotency key that the event would have had; null for stripe and when the body does not yield it. '
    'Data class: confidential. '
    'Contract: DeadEvent.external_event_id.';

COMMENT ON CONSTRAINT ck_dead_events_source ON dead_events IS
    'Purpose: only the sources that have a webhook. '
    'Contract: contracts/common/types.yaml#/components/schemas/Source.';
COMMENT ON CONSTRAINT ck_dead_events_error_code_not_blank ON dead_events IS
    'Purpose: a failure that cannot be grouped cannot be watched.';
COMMENT ON CONSTRAINT ck_dead_events_error_detail_object ON dead_events IS
    'Purpose: readers look fields up by name; a bare string or list has none.';

COMMENT ON INDEX idx_dead_events_tenant_id_ingested_at IS
    'Purpose: lists a tenant''s failures, newest first, without a sort; serves the cascade from tenants. '
    'Contract: GET /api/ingestion/dead-events.';

CREATE POLICY tenant_isolation_policy ON dead_events
    AS PERMISSIVE FOR ALL TO PUBLIC
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE dead_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE dead_events FORCE ROW LEVEL SECURITY;

COMMENT ON POLICY tenant_isolation_policy ON dead_events IS
    'Purpose: a session reads and writes the rows of the tenant in app.current_tenant_id; none while it is unset or '
    'empty.';

REVOKE ALL ON TABLE dead_events FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE dead_events TO app_rw;
GRANT SELECT ON TABLE dead_events TO app_ro;
