CREATE TABLE readings (at int) PARTITION BY RANGE (at);
CREATE TABLE readings_early PARTITION OF readings FOR VALUES FROM (0) TO (10);
CREATE TABLE readings_old PARTITION OF readings FOR VALUES FROM (20) TO (30);
-- and then
DROP TABLE readings_old;
CREATE TABLE readings_late PARTITION OF readings FOR VALUES FROM (10) TO (20);
ALTER TABLE readings ADD PRIMARY KEY (at);
