-- options: {require: declared, on-delete: [cascade, restrict]}
CREATE TABLE tenants (id uuid PRIMARY KEY);
CREATE TABLE currencies (code text PRIMARY KEY);
CREATE TABLE invoices (tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE RESTRICT);
