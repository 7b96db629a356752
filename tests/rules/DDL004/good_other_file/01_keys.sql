ALTER TABLE invoices ADD CONSTRAINT fk_invoices_tenant_id
    FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE CASCADE;
