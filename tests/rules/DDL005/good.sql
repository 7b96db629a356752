CREATE TABLE plain (tenant_id uuid NOT NULL);
COMMENT ON TABLE plain IS 'RLS: by tenant.';
ALTER TABLE plain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON plain
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid) WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE check_falls_back (tenant_id uuid NOT NULL);
COMMENT ON TABLE check_falls_back IS 'RLS: by tenant.';
ALTER TABLE check_falls_back ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON check_falls_back
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE literal (tenant_id uuid NOT NULL);
COMMENT ON TABLE literal IS 'RLS: by tenant.';
ALTER TABLE literal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON literal
    USING (tenant_id = current_setting('app.current_tenant_id')::uuid);

CREATE TABLE reversed (tenant_id uuid NOT NULL);
COMMENT ON TABLE reversed IS 'RLS: by tenant.';
ALTER TABLE reversed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON reversed
    USING (current_setting('app.current_tenant_id', true)::uuid = tenant_id);

CREATE TABLE cast_column (tenant_id uuid NOT NULL);
COMMENT ON TABLE cast_column IS 'RLS: by tenant.';
ALTER TABLE cast_column ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON cast_column
    USING (tenant_id::text = current_setting('app.current_tenant_id', true));

CREATE TABLE subquery (tenant_id uuid NOT NULL);
COMMENT ON TABLE subquery IS 'RLS: by tenant.';
ALTER TABLE subquery ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON subquery
    USING (tenant_id = (SELECT NULLIF(current_setting('app.current_tenant_id', true), '')::uuid));

CREATE TABLE qualified (tenant_id uuid NOT NULL);
COMMENT ON TABLE qualified IS 'RLS: by tenant.';
ALTER TABLE qualified ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON qualified
    USING (qualified.tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid AND (qualified.tenant_id IS NOT NULL));

CREATE TABLE distinct_from (tenant_id uuid NOT NULL);
COMMENT ON TABLE distinct_from IS 'RLS: by tenant.';
ALTER TABLE distinct_from ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON distinct_from
    USING (tenant_id IS NOT DISTINCT FROM NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE by_command (tenant_id uuid NOT NULL);
COMMENT ON TABLE by_command IS 'RLS: by tenant.';
ALTER TABLE by_command ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON by_command FOR SELECT TO app_ro, app_rw
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON by_command FOR INSERT TO app_rw
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p3 ON by_command FOR UPDATE TO app_rw
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p4 ON by_command FOR DELETE TO app_rw
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE guarded (tenant_id uuid NOT NULL);
COMMENT ON TABLE guarded IS 'RLS: by tenant.';
ALTER TABLE guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON guarded AS RESTRICTIVE
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON guarded FOR SELECT TO app_ro
    USING (true);
CREATE POLICY p3 ON guarded TO app_rw
    USING (true);

CREATE TABLE guarded_for_its_roles (tenant_id uuid NOT NULL);
COMMENT ON TABLE guarded_for_its_roles IS 'RLS: by tenant.';
ALTER TABLE guarded_for_its_roles ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON guarded_for_its_roles AS RESTRICTIVE TO app_ro, app_rw
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON guarded_for_its_roles TO app_ro
    USING (true);

CREATE TABLE deny_besides (tenant_id uuid NOT NULL);
COMMENT ON TABLE deny_besides IS 'RLS: by tenant.';
ALTER TABLE deny_besides ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON deny_besides
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON deny_besides FOR DELETE
    USING (false);

CREATE TABLE mended (tenant_id uuid NOT NULL);
COMMENT ON TABLE mended IS 'RLS: by tenant.';
ALTER TABLE mended ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON mended
    USING (true);
ALTER POLICY p1 ON mended USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE on_again (tenant_id uuid NOT NULL);
COMMENT ON TABLE on_again IS 'RLS: by tenant.';
ALTER TABLE on_again ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON on_again
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE on_again DISABLE ROW LEVEL SECURITY;
ALTER TABLE on_again ENABLE ROW LEVEL SECURITY;

CREATE DOMAIN tenant AS uuid;
CREATE TABLE by_domain (tenant_id tenant NOT NULL);
COMMENT ON TABLE by_domain IS 'RLS: by tenant.';
ALTER TABLE by_domain ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON by_domain
    USING (tenant_id = current_setting('app.current_tenant_id')::tenant);

-- ENABLE ROW LEVEL SECURITY is not asked of these:
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE currencies (code text PRIMARY KEY);
CREATE TEMPORARY TABLE scratch (tenant_id uuid);
CREATE FOREIGN TABLE elsewhere (tenant_id uuid) SERVER other;

CREATE TABLE restricted_besides (tenant_id uuid NOT NULL);
COMMENT ON TABLE restricted_besides IS 'RLS: by tenant.';
ALTER TABLE restricted_besides ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON restricted_besides
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON restricted_besides AS RESTRICTIVE FOR INSERT;
