CREATE TABLE items (id uuid PRIMARY KEY, state text NOT NULL CHECK (state IN ('open', 'paid')));
CREATE VIEW v_low AS SELECT state FROM items WHERE state <> 'paid';
CREATE VIEW v_high AS SELECT state FROM v_low;  -- not checked: CON105
