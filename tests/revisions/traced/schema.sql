CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION fixed() RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION moving() RETURNS int LANGUAGE plpgsql VOLATILE AS 'BEGIN RETURN 1; END';
CREATE TYPE mood AS ENUM ('good');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE DOMAIN plain AS int;
CREATE TYPE pair AS (x int, y int);
CREATE TABLE p (id int PRIMARY KEY, u int NOT NULL UNIQUE);
CREATE TABLE t (
    id int PRIMARY KEY, a int, b text, v varchar(10), n numeric(10,2), c int NOT NULL DEFAULT 1,
    old_fk int REFERENCES p, d date, ts timestamptz, m mood, dom positive, plaindom plain,
    proven int, gen int GENERATED ALWAYS AS (a * 2) STORED, ident int GENERATED ALWAYS AS IDENTITY,
    arr int[], chk text CHECK (chk <> ''),
    CONSTRAINT ck CHECK (c > 0), CONSTRAINT uq UNIQUE (n), CONSTRAINT pr CHECK (proven IS NOT NULL)
);
CREATE TABLE child () INHERITS (t);
CREATE TABLE keyed (id int PRIMARY KEY, t_id int REFERENCES t, p_u int);
ALTER TABLE keyed ADD FOREIGN KEY (p_u) REFERENCES p (u) NOT VALID, ADD CONSTRAINT loose CHECK (id > 0) NOT VALID;
CREATE TABLE lone (id int NOT NULL, w int, z text, f char(5), n numeric(10, 2));
CREATE TABLE empty (id int);
CREATE TABLE selfish (id int PRIMARY KEY, up int REFERENCES selfish);
CREATE TABLE hinted (
    a int, b int, c int, CONSTRAINT either CHECK (a IS NOT NULL OR b > 0),
    CONSTRAINT joined CHECK (c > 0 AND c IS NOT NULL)
);
ALTER TABLE hinted ADD CONSTRAINT unproven CHECK (b IS NOT NULL) NOT VALID;
CREATE UNIQUE INDEX lone_id ON lone (id);
CREATE UNIQUE INDEX lone_w ON lone (w);
CREATE UNIQUE INDEX lone_id_w ON lone (id, w);
CREATE TABLE parted (id int, k int REFERENCES p) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM (100) TO (200);
CREATE TABLE rest PARTITION OF parted DEFAULT;
CREATE INDEX parted_id ON parted (id);
CREATE TABLE parted2 (id int) PARTITION BY RANGE (id);
CREATE TABLE part2 PARTITION OF parted2 FOR VALUES FROM (100) TO (200);
CREATE TABLE parted3 (id int) PARTITION BY RANGE (id);
CREATE TABLE part3 PARTITION OF parted3 FOR VALUES FROM (100) TO (200);
CREATE TABLE ready (id int, CONSTRAINT b CHECK (id IS NOT NULL AND id >= 300 AND id < 400));
CREATE TABLE unready (id int);
CREATE TABLE target (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE target_1 PARTITION OF target FOR VALUES FROM (1) TO (1000);
CREATE TABLE aimed (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE aimed_1 PARTITION OF aimed FOR VALUES FROM (1) TO (1000) PARTITION BY RANGE (id);
CREATE TABLE aimed_2 PARTITION OF aimed_1 FOR VALUES FROM (1) TO (1000);
CREATE TABLE aims (id int REFERENCES aimed);
CREATE TABLE beside_aimed (id int PRIMARY KEY) PARTITION BY RANGE (id);
CREATE TABLE beside_aimed_1 PARTITION OF beside_aimed FOR VALUES FROM (1001) TO (1500);
CREATE TABLE whole (id int NOT NULL, k int NOT NULL) PARTITION BY RANGE (id);
CREATE TABLE whole_1 PARTITION OF whole FOR VALUES FROM (1) TO (1000);
CREATE INDEX whole_1_k ON whole_1 (k, lower(id::text)) WHERE k > 0;
ALTER TABLE whole_1 ADD CONSTRAINT whole_1_u UNIQUE (id, k), ADD CONSTRAINT whole_1_f FOREIGN KEY (k) REFERENCES p;
CREATE TABLE future (id int, k int);
CREATE TABLE like_parted (id int, k int REFERENCES p, CONSTRAINT b CHECK (id IS NOT NULL AND id >= 300 AND id < 400));
CREATE TABLE unlike_parted (id int, k int REFERENCES p);
CREATE TABLE parted4 (id int, k int REFERENCES p) PARTITION BY RANGE (id);
CREATE TABLE proven_future (id int, k int, CONSTRAINT b CHECK (id IS NOT NULL AND id >= 300 AND id < 400));
CREATE UNLOGGED TABLE loose_log (id int);
CREATE TABLE typed OF pair;
CREATE INDEX t_b ON t (b);
CREATE INDEX t_v ON t (v);
CREATE POLICY po ON t USING (a = 1);
CREATE TRIGGER tg BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW vw AS SELECT u FROM p;
CREATE VIEW over_vw AS SELECT u FROM vw;
CREATE MATERIALIZED VIEW mv AS SELECT u FROM p;
CREATE UNIQUE INDEX mv_u ON mv (u);
CREATE SEQUENCE seq;
CREATE SCHEMA other;
CREATE TABLE other.apart (id int REFERENCES p);
CREATE DOMAIN filled AS int;
CREATE TABLE domed (f filled);
CREATE STATISTICS stat ON a, c FROM t;
CREATE INDEX apart_id ON other.apart (id);
CREATE DOMAIN other.plain AS int;
CREATE TABLE other.domed (f other.plain);
ALTER TABLE t ADD CONSTRAINT tv CHECK (id > 0) NOT VALID;
ALTER TABLE parted2 ADD CONSTRAINT pv CHECK (id > 0) NOT VALID;
