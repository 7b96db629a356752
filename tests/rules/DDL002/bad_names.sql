-- options: {names: [info, {name: Blob, reason: says neither source nor form, better: raw_payload}]}
CREATE TABLE dumps (
    info text,  -- expect: DDL002
    blob bytea,  -- expect: DDL002
    data jsonb
);
