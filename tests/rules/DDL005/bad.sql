-- What each policy does wrong; the policies' names stand where the finding is.

CREATE TABLE or_true (tenant_id uuid NOT NULL);
COMMENT ON TABLE or_true IS 'RLS: by tenant.';
ALTER TABLE or_true ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON or_true  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid OR true);

CREATE TABLE check_true (tenant_id uuid NOT NULL);
COMMENT ON TABLE check_true IS 'RLS: by tenant.';
ALTER TABLE check_true ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON check_true  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid) WITH CHECK (true);

CREATE TABLE using_true (tenant_id uuid NOT NULL);
COMMENT ON TABLE using_true IS 'RLS: by tenant.';
ALTER TABLE using_true ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON using_true  -- expect: DDL005
    USING (true) WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE both_wrong (tenant_id uuid NOT NULL);
COMMENT ON TABLE both_wrong IS 'RLS: by tenant.';
ALTER TABLE both_wrong ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON both_wrong  -- expect: DDL005, DDL005
    USING (true) WITH CHECK (tenant_id <> current_setting('app.current_tenant_id')::uuid);

CREATE TABLE falls_back (tenant_id uuid NOT NULL);
COMMENT ON TABLE falls_back IS 'RLS: by tenant.';
ALTER TABLE falls_back ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON falls_back  -- expect: DDL005
    USING (tenant_id::text = current_user);

CREATE TABLE wrong_setting (tenant_id uuid NOT NULL);
COMMENT ON TABLE wrong_setting IS 'RLS: by tenant.';
ALTER TABLE wrong_setting ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON wrong_setting  -- expect: DDL005
    USING (tenant_id = current_setting('app.tenant_id')::uuid);

CREATE TABLE select_only (tenant_id uuid NOT NULL);
COMMENT ON TABLE select_only IS 'RLS: by tenant.';
ALTER TABLE select_only ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON select_only FOR SELECT  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE no_delete (tenant_id uuid NOT NULL);
COMMENT ON TABLE no_delete IS 'RLS: by tenant.';
ALTER TABLE no_delete ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON no_delete FOR SELECT  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON no_delete FOR INSERT
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p3 ON no_delete FOR UPDATE
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE insert_without_check (tenant_id uuid NOT NULL);
COMMENT ON TABLE insert_without_check IS 'RLS: by tenant.';
ALTER TABLE insert_without_check ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON insert_without_check FOR SELECT  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON insert_without_check FOR INSERT  -- expect: DDL005
    TO PUBLIC;

CREATE TABLE check_only (tenant_id uuid NOT NULL);
COMMENT ON TABLE check_only IS 'RLS: by tenant.';
ALTER TABLE check_only ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON check_only  -- expect: DDL005
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE only_restrictive (tenant_id uuid NOT NULL);
COMMENT ON TABLE only_restrictive IS 'RLS: by tenant.';
ALTER TABLE only_restrictive ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON only_restrictive AS RESTRICTIVE  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE wider_second (tenant_id uuid NOT NULL);
COMMENT ON TABLE wider_second IS 'RLS: by tenant.';
ALTER TABLE wider_second ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON wider_second
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON wider_second FOR SELECT TO app_ro  -- expect: DDL005
    USING (true);

CREATE TABLE half_guarded (tenant_id uuid NOT NULL);
COMMENT ON TABLE half_guarded IS 'RLS: by tenant.';
ALTER TABLE half_guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON half_guarded AS RESTRICTIVE FOR SELECT
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON half_guarded  -- expect: DDL005
    USING (true);

CREATE TABLE other_roles_guarded (tenant_id uuid NOT NULL);
COMMENT ON TABLE other_roles_guarded IS 'RLS: by tenant.';
ALTER TABLE other_roles_guarded ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON other_roles_guarded AS RESTRICTIVE TO app_ro
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON other_roles_guarded TO app_ro, app_rw  -- expect: DDL005
    USING (true);

CREATE TABLE weak_guard (tenant_id uuid NOT NULL);
COMMENT ON TABLE weak_guard IS 'RLS: by tenant.';
ALTER TABLE weak_guard ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON weak_guard AS RESTRICTIVE
    USING (true);
CREATE POLICY p2 ON weak_guard  -- expect: DDL005
    USING (true);

CREATE TABLE admits_nothing (tenant_id uuid NOT NULL);
COMMENT ON TABLE admits_nothing IS 'RLS: by tenant.';
ALTER TABLE admits_nothing ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON admits_nothing  -- expect: DDL005
    USING (false);

CREATE TABLE altered (tenant_id uuid NOT NULL);
COMMENT ON TABLE altered IS 'RLS: by tenant.';
ALTER TABLE altered ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON altered
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER POLICY p1 ON altered USING (true);  -- expect: DDL005

CREATE TABLE renamed (tenant_id uuid NOT NULL);
COMMENT ON TABLE renamed IS 'RLS: by tenant.';
ALTER TABLE renamed ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON renamed  -- expect: DDL005
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE renamed RENAME COLUMN tenant_id TO org_id;
ALTER TABLE renamed ADD COLUMN tenant_id uuid NOT NULL;
-- the policy follows the column that it was made for

CREATE TABLE off_again (tenant_id uuid NOT NULL);
COMMENT ON TABLE off_again IS 'RLS: by tenant.';
ALTER TABLE off_again ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON off_again
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE off_again  -- expect: DDL005
    DISABLE ROW LEVEL SECURITY;

CREATE TABLE not_forced_again (tenant_id uuid NOT NULL);
COMMENT ON TABLE not_forced_again IS 'RLS: by tenant.';
ALTER TABLE not_forced_again ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON not_forced_again
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
ALTER TABLE not_forced_again  -- expect: DDL005
    NO FORCE ROW LEVEL SECURITY;

CREATE TABLE dropped (tenant_id uuid NOT NULL);  -- expect: DDL005
COMMENT ON TABLE dropped IS 'RLS: by tenant.';
ALTER TABLE dropped ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON dropped
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
DROP POLICY p1 ON dropped;

CREATE TABLE nothing (tenant_id uuid NOT NULL);  -- expect: DDL005, DDL005, DDL005, DDL005

CREATE TABLE never_on (tenant_id uuid NOT NULL);  -- expect: DDL005, DDL005
COMMENT ON TABLE never_on IS 'RLS: by tenant.';
CREATE POLICY p1 ON never_on
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE no_tag (tenant_id uuid NOT NULL);
COMMENT ON TABLE no_tag  -- expect: DDL005
    IS 'rls by tenant';
ALTER TABLE no_tag ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON no_tag
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE no_comment (tenant_id uuid NOT NULL);  -- expect: DDL005
ALTER TABLE no_comment ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON no_comment
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE nullable (tenant_id uuid);
COMMENT ON TABLE nullable IS 'RLS: by tenant.';
ALTER TABLE nullable ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON nullable  -- expect: DDL005
    USING (tenant_id IS NOT DISTINCT FROM NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

-- A partition is open to whoever names it.

CREATE TABLE parts (tenant_id uuid NOT NULL) PARTITION BY LIST (tenant_id);
COMMENT ON TABLE parts IS 'RLS: by tenant.';
ALTER TABLE parts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON parts
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);

CREATE TABLE parts_default  -- expect: DDL005, DDL005, DDL005
    PARTITION OF parts DEFAULT;

CREATE TABLE shut_twice (tenant_id uuid NOT NULL);
COMMENT ON TABLE shut_twice IS 'RLS: by tenant.';
ALTER TABLE shut_twice ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON shut_twice AS RESTRICTIVE  -- expect: DDL005
    USING (tenant_id IS NOT NULL);
CREATE POLICY p2 ON shut_twice FOR SELECT
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p3 ON shut_twice FOR UPDATE
    USING (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid)
    WITH CHECK (false);

CREATE TABLE unread_guard (tenant_id uuid NOT NULL);
COMMENT ON TABLE unread_guard IS 'RLS: by tenant.';
ALTER TABLE unread_guard ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON unread_guard AS RESTRICTIVE
    WITH CHECK (tenant_id = NULLIF(current_setting('app.current_tenant_id', true), '')::uuid);
CREATE POLICY p2 ON unread_guard  -- expect: DDL005
    USING (true);
