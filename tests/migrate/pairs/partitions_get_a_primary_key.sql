CREATE TABLE readings (at int, place int) PARTITION BY RANGE (at);
CREATE TABLE readings_early PARTITION OF readings FOR VALUES FROM (0) TO (10)
    PARTITION BY RANGE (place);
CREATE TABLE readings_early_near PARTITION OF readings_early FOR VALUES FROM (0) TO (5);
CREATE TABLE readings_late PARTITION OF readings FOR VALUES FROM (10) TO (20);
-- and then
ALTER TABLE readings ADD PRIMARY KEY (at, place);
