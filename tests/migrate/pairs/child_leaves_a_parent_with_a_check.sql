CREATE TABLE a (x int CHECK (x > 0));
CREATE TABLE c (z int) INHERITS (a);
-- becomes
CREATE TABLE a (x int CHECK (x > 0));
CREATE TABLE c (x int, z int);
