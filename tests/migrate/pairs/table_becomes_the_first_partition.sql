CREATE TABLE t (id int PRIMARY KEY, note text);
CREATE INDEX t_note ON t (note);
CREATE TABLE r (t_id int REFERENCES t);
-- becomes
CREATE TABLE t (id int PRIMARY KEY, note text) PARTITION BY RANGE (id);
CREATE INDEX t_note ON t (note);
-- ddllint: renamed-from t
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (10);
CREATE TABLE r (t_id int REFERENCES t);
