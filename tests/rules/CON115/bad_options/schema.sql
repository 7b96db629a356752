-- options: {roles: [app], post: [update], put: [delete], patch: [delete], delete: [update, truncate]}
CREATE SCHEMA sales;
CREATE ROLE app;
CREATE ROLE other;
CREATE TABLE orders (id uuid PRIMARY KEY);  -- expect: CON115
CREATE TABLE sales.notes (text text);  -- expect: CON115
GRANT UPDATE ON orders TO app;
GRANT INSERT, DELETE ON orders TO other;
GRANT INSERT ON sales.notes TO app;
