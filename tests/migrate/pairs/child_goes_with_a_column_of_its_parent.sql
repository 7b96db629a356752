CREATE TABLE parent (a int, b int);
CREATE TABLE child (b int) INHERITS (parent);
CREATE TABLE other (b int) INHERITS (parent);
-- becomes
CREATE TABLE parent (a int);
CREATE TABLE other () INHERITS (parent);
