CREATE SCHEMA sales;
CREATE ROLE app;
CREATE TABLE orders (id uuid PRIMARY KEY);  -- expect: CON115, CON115
CREATE TABLE sales.notes (text text);
GRANT USAGE ON SCHEMA sales TO app;
GRANT UPDATE ON orders TO app;
GRANT INSERT (text) ON sales.notes TO app;
