CREATE TABLE above (id bigint, CONSTRAINT few CHECK (id <> 4));
CREATE TABLE below (id bigint, CONSTRAINT few CHECK (id <> 4));
ALTER TABLE below INHERIT above;
CREATE TABLE part (id bigint, CONSTRAINT own CHECK (id > 4)) PARTITION BY LIST (id);
CREATE TABLE part_of PARTITION OF part (CONSTRAINT other CHECK (id > 9)) FOR VALUES IN (19);
-- and then
ALTER TABLE above RENAME CONSTRAINT few TO another;
ALTER TABLE part RENAME CONSTRAINT own TO theirs;
ALTER TABLE part_of RENAME CONSTRAINT other TO one;
