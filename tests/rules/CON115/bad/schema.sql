-- roles: {app: {login: true, member-of: [writers]}, boss: {owner: true, login: true}, ops: {login: true, bypasses-rls: true}, writers: {}}
CREATE SCHEMA sales;
CREATE ROLE app;
CREATE ROLE ops;
CREATE ROLE boss;
CREATE ROLE writers;
CREATE TABLE orders (id uuid PRIMARY KEY);  -- expect: CON115, CON115
CREATE TABLE sales.notes (text text);  -- expect: CON115
CREATE TABLE notes (text text);
GRANT UPDATE ON orders TO writers;
GRANT INSERT, DELETE ON orders TO ops;
GRANT INSERT ON notes TO app;
GRANT INSERT ON sales.notes TO app;
REVOKE INSERT ON sales.notes FROM app;
GRANT SELECT ON sales.notes TO PUBLIC;
