CREATE EXTENSION pg_trgm;
CREATE TABLE t (a text, v tsvector);
CREATE INDEX ON t USING gist (a gist_trgm_ops (siglen = 32), v tsvector_ops (siglen = 100));
