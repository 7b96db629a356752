-- options: {formats: [{name: isbn, types: [bigint, uuid]}, {name: int32, types: [text]}]}
CREATE TABLE items (id uuid PRIMARY KEY, code text NOT NULL);  -- expect: CON103, CON103
