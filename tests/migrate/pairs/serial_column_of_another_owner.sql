CREATE TABLE t (a int);
ALTER TABLE t OWNER TO gen_reader;
CREATE TABLE u (b serial);
-- becomes
CREATE TABLE t (a int, b serial);
ALTER TABLE t OWNER TO gen_reader;
CREATE TABLE u (b serial);
ALTER TABLE u OWNER TO gen_reader;
CREATE TABLE v (b serial);
ALTER TABLE v OWNER TO gen_other;
