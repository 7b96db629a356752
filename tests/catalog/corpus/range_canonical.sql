-- unmodelled: CREATE TYPE
CREATE TYPE r;
CREATE FUNCTION one_form(r) RETURNS r LANGUAGE internal STRICT IMMUTABLE AS 'int4range_canonical';
CREATE TYPE r AS RANGE (subtype = integer, canonical = one_form);
