CREATE SCHEMA sales;
CREATE ROLE writers;
CREATE TABLE orders (id uuid PRIMARY KEY);
CREATE TABLE sales.notes (text text);
GRANT ALL ON orders TO writers;
GRANT INSERT ON sales.notes TO PUBLIC;
