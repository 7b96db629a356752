-- options: {missing: false}
CREATE TABLE items (id uuid PRIMARY KEY, quantity integer NOT NULL DEFAULT 2);  -- expect: CON110
CREATE VIEW v_items AS SELECT id, quantity, quantity * 2 AS twice FROM items;  -- expect: CON110
