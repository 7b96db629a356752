-- options: {tag: 'rls=(tenant|none)', commands: [delete, insert], functions: [current_tenant], partitions: false}
-- tenancy: {unset: raise}
CREATE TABLE invoices (tenant_id uuid NOT NULL);
COMMENT ON TABLE invoices IS 'rls=tenant';
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON invoices  -- expect: DDL005
    FOR SELECT USING (tenant_id = current_tenant());
CREATE POLICY p2 ON invoices FOR INSERT WITH CHECK (tenant_id = current_tenant());

CREATE TABLE receipts (tenant_id uuid NOT NULL);
COMMENT ON TABLE receipts  -- expect: DDL005
    IS 'RLS: by tenant.';
ALTER TABLE receipts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON receipts  -- expect: DDL005
    USING (tenant_id = app.current_tenant());
