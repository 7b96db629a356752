-- options: {require: declared, on-delete: [restrict, no action]}
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE currencies (code text PRIMARY KEY);
CREATE TABLE invoices (
    tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE  -- expect: DDL004
);
CREATE TABLE receipts (tenant_id uuid NOT NULL REFERENCES tenants (id));
