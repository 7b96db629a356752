-- tenancy: {column: org, type: bigint, parent: app.orgs.number, exempt: [currencies, app.plans]}
CREATE TABLE app.orgs (number bigint PRIMARY KEY, id uuid UNIQUE);
CREATE TABLE currencies (code text PRIMARY KEY);
CREATE TABLE app.plans (code text, at date) PARTITION BY LIST (code);
CREATE TABLE app.plans_free PARTITION OF app.plans FOR VALUES IN ('free') PARTITION BY RANGE (at);
CREATE TABLE app.plans_free_old PARTITION OF app.plans_free DEFAULT;
CREATE TABLE app.currencies (code text PRIMARY KEY);  -- expect: DDL004
CREATE TABLE tenants (id uuid PRIMARY KEY);  -- expect: DDL004
CREATE TABLE invoices (org bigint NOT NULL REFERENCES app.orgs ON DELETE CASCADE);
CREATE TABLE receipts (
    org uuid NOT NULL REFERENCES app.orgs (id) ON DELETE CASCADE  -- expect: DDL004, DDL004
);
CREATE TABLE "receipt lines" (
    org uuid NOT NULL REFERENCES app.orgs ON DELETE CASCADE  -- expect: DDL004
);
