-- options: {columns: []}
CREATE TABLE invoices (id uuid PRIMARY KEY, correlation_id uuid);
COMMENT ON TABLE invoices IS 'Invoices as they were sent.';
