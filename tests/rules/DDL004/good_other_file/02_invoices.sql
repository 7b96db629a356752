CREATE TABLE invoices (id uuid PRIMARY KEY, tenant_id uuid NOT NULL);
