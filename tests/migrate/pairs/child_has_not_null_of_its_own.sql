CREATE TABLE parent (a int NOT NULL, b int NOT NULL);
CREATE TABLE child (a int NOT NULL) INHERITS (parent);
CREATE TABLE grandchild (a int NOT NULL) INHERITS (child);
-- becomes
CREATE TABLE parent (a int, b int);
CREATE TABLE child (a int) INHERITS (parent);
CREATE TABLE grandchild (a int) INHERITS (child);
