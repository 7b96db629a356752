-- options: {roles: [app], delete: [update]}
CREATE SCHEMA sales;
CREATE ROLE app;
CREATE TABLE orders (id uuid PRIMARY KEY);
CREATE TABLE sales.notes (text text);
GRANT INSERT, UPDATE ON orders, sales.notes TO app;
