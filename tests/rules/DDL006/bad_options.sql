-- options: {columns: ["*_minor"], except: ["old_*"], types: [bigint]}
CREATE TABLE revenue_ledger (
    revenue numeric,
    old_total_minor numeric,
    tax_minor integer,  -- expect: DDL006
    total_minor bigint
);
