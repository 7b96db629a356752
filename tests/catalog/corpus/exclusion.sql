CREATE TABLE t (
    during tstzrange, room int4range,
    EXCLUDE USING gist (during WITH &&),
    CONSTRAINT named EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (NOT isempty(room)) DEFERRABLE,
    EXCLUDE USING gist ((room * '[1,10)'::int4range) WITH &&)
);
ALTER TABLE t ADD EXCLUDE USING gist (room WITH -|-);
ALTER TABLE t ADD COLUMN n integer;
ALTER TABLE t ADD EXCLUDE (n WITH =);
ALTER TABLE t DROP CONSTRAINT t_during_excl;
COMMENT ON CONSTRAINT named ON t IS 'one at a time';
