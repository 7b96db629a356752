-- options: {optional-answers: false}
CREATE TABLE items (id uuid PRIMARY KEY, note text);
CREATE VIEW v_items AS SELECT id, note FROM items;  -- expect: CON104
