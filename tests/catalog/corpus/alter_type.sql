CREATE TABLE t (
    a integer DEFAULT 1 CHECK (a > 0), b varchar(5) DEFAULT 'x', c text COLLATE "C", d timestamp DEFAULT now(),
    e numeric(5, 2) UNIQUE, f integer, g text CHECK (g IN ('a', 'b'))
);
CREATE INDEX i ON t (f) WHERE f > 0;
ALTER TABLE t ALTER a TYPE bigint, ALTER a SET DEFAULT 2;
ALTER TABLE t ALTER b TYPE text;
ALTER TABLE t ALTER c TYPE varchar(10);
ALTER TABLE t ALTER d TYPE timestamptz USING d AT TIME ZONE 'UTC';
ALTER TABLE t ALTER e TYPE numeric(8, 3);
ALTER TABLE t ALTER f TYPE numeric;
ALTER TABLE t ALTER g TYPE varchar(3) COLLATE "C";
