CREATE TABLE p (id int PRIMARY KEY, at date CHECK (at > '2000-01-01')) PARTITION BY RANGE (id);
CREATE INDEX p_at ON p (at);
CREATE TABLE c (id int, at date);
CREATE INDEX c_own ON c (at);
-- becomes
CREATE TABLE p (id int PRIMARY KEY, at date CHECK (at > '2000-01-01')) PARTITION BY RANGE (id);
CREATE INDEX p_at ON p (at);
CREATE TABLE c PARTITION OF p FOR VALUES FROM (0) TO (10);
