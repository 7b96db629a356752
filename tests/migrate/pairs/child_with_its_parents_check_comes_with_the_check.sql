CREATE TABLE parent (a boolean);
CREATE TABLE there (a boolean) INHERITS (parent);
-- and then
ALTER TABLE parent ADD CONSTRAINT c CHECK (a) NOT VALID;
CREATE TABLE child (LIKE parent INCLUDING CONSTRAINTS);
ALTER TABLE child INHERIT parent;
