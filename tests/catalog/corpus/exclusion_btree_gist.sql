CREATE EXTENSION btree_gist;
CREATE TABLE t (
    tenant uuid, room integer, during tstzrange, day daterange,
    EXCLUDE USING gist (tenant WITH =, room WITH =, during WITH &&),
    CONSTRAINT day_once EXCLUDE USING gist (tenant WITH =, day WITH &&) WHERE (room > 1)
);
