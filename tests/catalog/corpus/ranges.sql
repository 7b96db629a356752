CREATE SCHEMA s;
CREATE TYPE floats AS RANGE (subtype = float8);
CREATE TYPE s.times AS RANGE (subtype = time, multirange_type_name = s.time_sets);
CREATE TYPE span_range AS RANGE (subtype = text, collation = "C");
CREATE TABLE t (f floats, m floats_multirange);
COMMENT ON TYPE floats IS 'numbers';
CREATE TYPE gone AS RANGE (subtype = integer);
DROP TYPE gone;
