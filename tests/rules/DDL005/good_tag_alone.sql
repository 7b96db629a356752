-- options: {accept-tag-alone: true}
-- The policies stand in migrations.
CREATE TABLE invoices (tenant_id uuid NOT NULL);
COMMENT ON TABLE invoices IS 'Invoices. RLS: tenant_isolation_policy, revision 202601010000.';

CREATE TABLE switched_on (tenant_id uuid NOT NULL);
COMMENT ON TABLE switched_on IS 'RLS: by tenant.';
ALTER TABLE switched_on ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;

CREATE TABLE some_here (tenant_id uuid NOT NULL);
COMMENT ON TABLE some_here IS 'RLS: by tenant.';
CREATE POLICY p1 ON some_here FOR SELECT USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
