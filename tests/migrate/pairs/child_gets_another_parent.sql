CREATE TABLE a (x int NOT NULL);
CREATE TABLE b (x int, y text DEFAULT 'b');
CREATE TABLE c (z int) INHERITS (a);
-- becomes
CREATE TABLE a (x int NOT NULL);
CREATE TABLE b (x int, y text DEFAULT 'b');
CREATE TABLE c (z int) INHERITS (b);
