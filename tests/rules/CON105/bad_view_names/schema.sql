CREATE SCHEMA app;
CREATE TABLE items (id uuid PRIMARY KEY, state text NOT NULL CHECK (state IN ('open', 'paid')));
CREATE VIEW v_low AS SELECT state FROM items WHERE state <> 'paid';
CREATE VIEW app.v_low AS SELECT state FROM items;
CREATE VIEW v_other AS SELECT state FROM app.v_low;  -- expect: CON105
CREATE VIEW v_clean AS SELECT state FROM items;  -- expect: CON105
