-- options: {drop: false}
CREATE TABLE orders (id uuid PRIMARY KEY, note text);
CREATE INDEX orders_note ON orders (note);
