CREATE SCHEMA s;
CREATE TABLE s.t (a serial);
ALTER TABLE s.t OWNER TO gen_other;
CREATE SEQUENCE s.q;
CREATE TABLE s.u (a bigint DEFAULT nextval('s.q'));
ALTER TABLE s.u OWNER TO gen_other;
-- becomes
CREATE SCHEMA s;
CREATE TABLE s.t (a integer);
ALTER TABLE s.t OWNER TO gen_other;
CREATE SEQUENCE s.q;
CREATE TABLE s.u (a bigint DEFAULT nextval('s.q'));
ALTER TABLE s.u OWNER TO gen_other;
ALTER SEQUENCE s.q OWNER TO gen_other;
ALTER SEQUENCE s.q OWNED BY s.u.a;
