CREATE TABLE parent (a int NOT NULL);
CREATE TABLE keeps (a int NOT NULL) INHERITS (parent);
CREATE TABLE loses () INHERITS (parent);
CREATE TABLE grandchild () INHERITS (loses);
-- becomes
CREATE TABLE parent (a int);
CREATE TABLE keeps (a int NOT NULL) INHERITS (parent);
CREATE TABLE loses () INHERITS (parent);
CREATE TABLE grandchild () INHERITS (loses);
