-- Tables whose policies read alike, and say something else.
CREATE TABLE invoices (tenant_id uuid NOT NULL);
COMMENT ON TABLE invoices IS 'RLS: by tenant';
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON invoices
    USING (invoices.tenant_id = current_setting('app.current_tenant_id')::uuid);

CREATE TABLE receipts (tenant_id uuid NOT NULL);
COMMENT ON TABLE receipts IS 'RLS: by tenant';
ALTER TABLE receipts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON receipts  -- expect: DDL005
    USING (invoices.tenant_id = current_setting('app.current_tenant_id')::uuid);

CREATE TABLE refunds (tenant_id uuid NOT NULL);
COMMENT ON TABLE refunds IS 'RLS: by tenant';
ALTER TABLE refunds ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON refunds
    USING (tenant_id = current_setting('app.current_tenant_id')::uuid)
    WITH CHECK (refunds.tenant_id = current_setting('app.current_tenant_id')::uuid);

CREATE TABLE returns (tenant_id uuid NOT NULL);
COMMENT ON TABLE returns IS 'RLS: by tenant';
ALTER TABLE returns ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON returns  -- expect: DDL005
    USING (tenant_id = current_setting('app.current_tenant_id')::uuid)
    WITH CHECK (refunds.tenant_id = current_setting('app.current_tenant_id')::uuid);

CREATE TABLE notes (tenant_id uuid);
COMMENT ON TABLE notes IS 'RLS: by tenant';
ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON notes
    USING (tenant_id = current_setting('app.current_tenant_id')::uuid);

CREATE TABLE orders (tenant_id uuid NOT NULL);
COMMENT ON TABLE orders IS 'RLS: by tenant';
ALTER TABLE orders ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p ON orders  -- expect: DDL005
    AS RESTRICTIVE
    USING (tenant_id = current_setting('app.current_tenant_id')::uuid);
