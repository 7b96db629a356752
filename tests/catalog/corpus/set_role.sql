CREATE ROLE boss;
GRANT CREATE ON SCHEMA public TO boss;
SET ROLE boss;
CREATE TABLE t (id serial);
RESET ROLE;
CREATE TABLE u (id integer);
