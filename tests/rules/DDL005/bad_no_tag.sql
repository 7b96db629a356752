-- options: {tag: '', accept-tag-alone: true}
-- Without a tag there is none to accept.
CREATE TABLE invoices (tenant_id uuid NOT NULL);  -- expect: DDL005, DDL005, DDL005
