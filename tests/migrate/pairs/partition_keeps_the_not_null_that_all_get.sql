CREATE TABLE readings (at int, place int) PARTITION BY RANGE (at);
CREATE TABLE readings_late PARTITION OF readings (place NOT NULL) FOR VALUES FROM (10) TO (20);
CREATE TABLE readings_early PARTITION OF readings FOR VALUES FROM (0) TO (10);
CREATE TABLE parent (a int);
CREATE TABLE child (a int NOT NULL) INHERITS (parent);
-- and then
ALTER TABLE readings ALTER COLUMN place SET NOT NULL;
ALTER TABLE parent ALTER COLUMN a SET NOT NULL;
