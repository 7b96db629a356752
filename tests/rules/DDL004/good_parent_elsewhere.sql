-- That no file declares the parent is another rule's finding.
CREATE TABLE invoices (tenant_id uuid NOT NULL REFERENCES tenants ON DELETE CASCADE);
