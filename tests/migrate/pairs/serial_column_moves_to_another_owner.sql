CREATE TABLE a (n serial);
CREATE TABLE b (n serial);
ALTER TABLE b OWNER TO gen_reader;
CREATE SEQUENCE s;
ALTER SEQUENCE s OWNER TO gen_reader;
CREATE TABLE c (n int);
-- becomes
CREATE SEQUENCE a_n_seq AS int;
CREATE TABLE z (n int NOT NULL DEFAULT nextval('a_n_seq'));
ALTER TABLE z OWNER TO gen_other;
ALTER SEQUENCE a_n_seq OWNER TO gen_other;
ALTER SEQUENCE a_n_seq OWNED BY z.n;
CREATE SEQUENCE b_n_seq AS int;
CREATE TABLE b (n int NOT NULL DEFAULT nextval('b_n_seq'));
CREATE SEQUENCE s;
CREATE TABLE c (n int);
ALTER SEQUENCE s OWNED BY c.n;
