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
);

COMMENT ON TABLE tenants IS
    'Purpose: one row for each customer of the service; deleting it deletes everything the customer owns. '
    'Data class: confidential. '
    'Access: app_admin only. The table has no tenant column and so no tenant policy; application roles hold no '
    'privilege on it, and do not need one, because foreign keys are checked with the rights of the table owner.';

COMMENT ON COLUMN tenants.id IS
    'Purpose: identifies the tenant; the value of tenant_id in every tenant table and of the setting '
    'app.current_tenant_id. '
    'Data class: internal. '
    'Contract: tenant_id of every response.';
COMMENT ON COLUMN tenants.name IS
    'Purpose: the name by which people know the tenant; two tenants may share one. '
    'Data class: confidential.';
COMMENT ON COLUMN tenants.created_at IS
    'Purpose: when the row was inserted. '
    'Data class: internal.';
COMMENT ON COLUMN tenants.updated_at IS
    'Purpose: when the row last changed; set by the writer with each update. '
    'Data class: internal.';

COMMENT ON CONSTRAINT ck_tenants_name_not_blank ON tenants IS
    'Purpose: a name of nothing but spaces names nobody.';

REVOKE ALL ON TABLE tenants FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE tenants TO app_admin;
