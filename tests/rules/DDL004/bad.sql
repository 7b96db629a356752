CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE accounts (id uuid PRIMARY KEY);  -- expect: DDL004
CREATE TABLE no_column (id uuid PRIMARY KEY);  -- expect: DDL004
CREATE TABLE wrong_type (
    tenant_id text NOT NULL  -- expect: DDL004, DDL004
);
CREATE TABLE nullable (
    tenant_id uuid REFERENCES tenants (id) ON DELETE CASCADE  -- expect: DDL004
);
CREATE TABLE no_key (
    tenant_id uuid NOT NULL  -- expect: DDL004
);
CREATE TABLE wrong_target (
    tenant_id uuid NOT NULL REFERENCES accounts (id) ON DELETE CASCADE  -- expect: DDL004
);
CREATE TABLE wrong_action (
    tenant_id uuid NOT NULL REFERENCES tenants (id)  -- expect: DDL004
);
CREATE TABLE unchecked (tenant_id uuid NOT NULL);
ALTER TABLE unchecked ADD CONSTRAINT fk_unchecked_tenant  -- expect: DDL004
    FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE NOT VALID;
CREATE TABLE twice_wrong (tenant_id uuid NOT NULL);
ALTER TABLE twice_wrong ADD CONSTRAINT fk_twice_wrong_tenant  -- expect: DDL004, DDL004
    FOREIGN KEY (tenant_id) REFERENCES tenants ON DELETE SET NULL NOT VALID;
CREATE TABLE composite_only (
    id uuid NOT NULL,
    tenant_id uuid NOT NULL,  -- expect: DDL004
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, id) REFERENCES composite_only (tenant_id, id) ON DELETE CASCADE
);
CREATE TABLE loosened (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE  -- expect: DDL004
);
ALTER TABLE loosened ALTER COLUMN tenant_id DROP NOT NULL;
CREATE TABLE unbound (
    tenant_id uuid NOT NULL CONSTRAINT fk_unbound REFERENCES tenants (id) ON DELETE CASCADE  -- expect: DDL004
);
ALTER TABLE unbound DROP CONSTRAINT fk_unbound;
-- tenant_id uuid NOT NULL REFERENCES tenants(id) ON DELETE CASCADE
CREATE TABLE told_in_a_comment (id uuid PRIMARY KEY);  -- expect: DDL004
-- Foreign keys are not inherited, NOT NULL is.
CREATE TABLE parents (tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE);
CREATE TABLE children (more text) INHERITS (parents);  -- expect: DDL004
CREATE TABLE unenforced (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE NOT ENFORCED  -- expect: DDL004
);
