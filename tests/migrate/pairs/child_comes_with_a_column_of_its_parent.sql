CREATE TABLE parent (a int);
-- becomes
CREATE TABLE parent (a int, b int NOT NULL);
CREATE TABLE child (b int NOT NULL) INHERITS (parent);
