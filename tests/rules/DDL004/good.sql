CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE inline_key (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE
);
CREATE TABLE without_columns (tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE);
CREATE TABLE table_constraint (
    tenant_id uuid,
    NOT NULL tenant_id,
    FOREIGN KEY (tenant_id) REFERENCES public.tenants (id) ON DELETE CASCADE
);
CREATE TABLE in_the_key (
    tenant_id uuid REFERENCES tenants (id) ON DELETE CASCADE,
    id uuid,
    PRIMARY KEY (tenant_id, id)
);
CREATE TABLE by_alter (id uuid PRIMARY KEY);
ALTER TABLE by_alter ADD COLUMN tenant_id uuid;
ALTER TABLE by_alter ALTER COLUMN tenant_id SET NOT NULL;
ALTER TABLE by_alter ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE NOT VALID;
ALTER TABLE by_alter VALIDATE CONSTRAINT by_alter_tenant_id_fkey;
CREATE DOMAIN tenant AS uuid;
CREATE DOMAIN app.customer AS tenant;
CREATE TABLE by_domain (tenant_id app.customer NOT NULL REFERENCES tenants (id) ON DELETE CASCADE);
CREATE TABLE two_keys (tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE);
CREATE TABLE registry (tenant_id uuid PRIMARY KEY REFERENCES tenants (id) ON DELETE CASCADE);
ALTER TABLE two_keys ADD FOREIGN KEY (tenant_id) REFERENCES registry (tenant_id);
CREATE TABLE events (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    at timestamptz NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE TEMPORARY TABLE scratch (id uuid);
CREATE FOREIGN TABLE elsewhere (id uuid) SERVER other;
CREATE TABLE children (more text) INHERITS (inline_key);
ALTER TABLE children ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE;
