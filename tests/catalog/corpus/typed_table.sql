CREATE TYPE pair AS (a integer, b text COLLATE "C");
CREATE TABLE t OF pair;
CREATE TABLE u OF pair (a WITH OPTIONS PRIMARY KEY, b DEFAULT 'x', CHECK (a > 0));
CREATE TABLE v (a integer, b text COLLATE "C");
ALTER TABLE v OF pair;
ALTER TABLE t NOT OF;
