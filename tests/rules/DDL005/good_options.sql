-- options: {tag: '', commands: [select], functions: [app.current_tenant], partitions: false}
-- tenancy: {column: org_id, type: bigint, setting: app.org, exempt: [shared]}
CREATE TABLE invoices (org_id bigint NOT NULL) PARTITION BY LIST (org_id);
ALTER TABLE invoices ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON invoices FOR SELECT USING (org_id = app.current_tenant());
CREATE TABLE invoices_default PARTITION OF invoices DEFAULT;

CREATE TABLE receipts (org_id bigint NOT NULL);
ALTER TABLE receipts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY p1 ON receipts USING (org_id = current_setting('app.org')::int);

CREATE TABLE shared (org_id bigint) PARTITION BY LIST (org_id);
CREATE TABLE shared_default PARTITION OF shared DEFAULT;
