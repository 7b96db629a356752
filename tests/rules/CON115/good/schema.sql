-- roles: {app: {login: true}, reader: {login: true}, boss: {owner: true, login: true}}
CREATE SCHEMA sales;
CREATE ROLE writers;
CREATE ROLE app IN ROLE writers;
CREATE ROLE reader;
CREATE TABLE orders (id uuid PRIMARY KEY);
CREATE TABLE sales.notes (text text);
GRANT INSERT, UPDATE, DELETE ON orders TO writers;
ALTER TABLE sales.notes OWNER TO app;
