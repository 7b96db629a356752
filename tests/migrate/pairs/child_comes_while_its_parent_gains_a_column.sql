CREATE TABLE p (b int, e int DEFAULT 1);
CREATE TABLE c (b int, d int);
-- becomes
CREATE TABLE p (a boolean DEFAULT false, b int);
CREATE TABLE c (d int) INHERITS (p);
