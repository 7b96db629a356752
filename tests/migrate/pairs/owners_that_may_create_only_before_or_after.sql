CREATE SCHEMA s;
GRANT USAGE, CREATE ON SCHEMA s TO gen_reader;
GRANT CREATE ON SCHEMA s TO "Gen Odd";
CREATE TABLE s.t (a text);
ALTER TABLE s.t OWNER TO gen_reader;
CREATE TABLE s.u (a text);
ALTER TABLE s.u OWNER TO "Gen Odd";
CREATE TABLE s.v (a text);
-- becomes
CREATE SCHEMA s;
GRANT USAGE ON SCHEMA s TO gen_reader;
GRANT CREATE ON SCHEMA s TO gen_other;
CREATE TABLE s.t (a text);
ALTER TABLE s.t OWNER TO gen_other;
CREATE TABLE s.u (a text);
ALTER TABLE s.u OWNER TO gen_other;
CREATE TABLE s.v (a text);
ALTER TABLE s.v OWNER TO gen_reader;
