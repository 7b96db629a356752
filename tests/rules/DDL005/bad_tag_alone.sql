-- options: {accept-tag-alone: true}
CREATE TABLE untagged (tenant_id uuid NOT NULL);  -- expect: DDL005, DDL005, DDL005, DDL005

CREATE TABLE weak_here (tenant_id uuid NOT NULL);
COMMENT ON TABLE weak_here IS 'RLS: by tenant.';
CREATE POLICY p1 ON weak_here  -- expect: DDL005
    FOR SELECT USING (true);

CREATE TABLE off_again (tenant_id uuid NOT NULL);
COMMENT ON TABLE off_again IS 'RLS: by tenant.';
ALTER TABLE off_again  -- expect: DDL005, DDL005
    DISABLE ROW LEVEL SECURITY,
    NO FORCE ROW LEVEL SECURITY;
