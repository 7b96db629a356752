-- options: {formats: {isbn: [bigint, uuid], int32: [text]}}
CREATE TABLE items (id uuid PRIMARY KEY, code text NOT NULL);  -- expect: CON103, CON103
