CREATE SCHEMA s;
CREATE FUNCTION apart(x double precision, y double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT x - y';
CREATE FUNCTION s.apart(x text, y text) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT 1.0';
CREATE TYPE plain AS RANGE (subtype = double precision);
CREATE TYPE measured AS RANGE (subtype = double precision, subtype_diff = float8mi);
CREATE TYPE ours AS RANGE (subtype = double precision, subtype_diff = apart);
CREATE TYPE words AS RANGE (subtype = text, subtype_opclass = text_pattern_ops);
CREATE TYPE names AS RANGE (subtype = text, collation = "C");
CREATE TYPE s.all_of_it AS RANGE (
    subtype = text, subtype_opclass = text_ops, collation = "POSIX", subtype_diff = s.apart,
    multirange_type_name = s.all_of_them
);
CREATE TYPE stays AS RANGE (subtype = text, collation = "default", subtype_diff = s.apart);
CREATE TABLE t (x s.all_of_it);
CREATE TYPE by_another_name AS RANGE (subtype = double precision, subtype_diff = apart);
-- becomes
CREATE SCHEMA s;
CREATE FUNCTION apart(x double precision, y double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT x - y';
CREATE FUNCTION s.apart(x text, y text) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT 1.0';
CREATE FUNCTION further(x double precision, y double precision) RETURNS double precision LANGUAGE sql IMMUTABLE AS 'SELECT 2 * (x - y)';
CREATE TYPE plain AS RANGE (subtype = double precision, subtype_diff = further);
CREATE TYPE measured AS RANGE (subtype = double precision);
CREATE TYPE ours AS RANGE (subtype = double precision, subtype_diff = float8mi);
CREATE TYPE words AS RANGE (subtype = text);
CREATE TYPE names AS RANGE (subtype = text, collation = "POSIX", subtype_opclass = text_pattern_ops);
CREATE TYPE s.all_of_it AS RANGE (
    subtype = text, subtype_opclass = text_ops, collation = "POSIX", subtype_diff = s.apart,
    multirange_type_name = s.all_of_them
);
CREATE TYPE stays AS RANGE (subtype = text, subtype_diff = s.apart);
CREATE TABLE t (x s.all_of_it);
