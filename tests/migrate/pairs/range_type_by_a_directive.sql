CREATE TYPE r AS RANGE (SUBTYPE = float8);
CREATE TABLE t (id integer, a r, b r_multirange);
-- becomes
-- ddllint: renamed-from r
CREATE TYPE q AS RANGE (SUBTYPE = float8);
CREATE TABLE t (id integer, a q, b q_multirange);
