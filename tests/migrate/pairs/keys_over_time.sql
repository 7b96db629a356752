-- from 18
CREATE TABLE p (r int4range, s int4range, CONSTRAINT k PRIMARY KEY (r, s));
CREATE TABLE t (r int4range, s int4range, CONSTRAINT f FOREIGN KEY (r, s) REFERENCES p);
-- becomes
CREATE TABLE p (r int4range, s int4range, CONSTRAINT k PRIMARY KEY (r, s WITHOUT OVERLAPS));
CREATE TABLE t (
    r int4range, s int4range, CONSTRAINT f FOREIGN KEY (r, PERIOD s) REFERENCES p (r, PERIOD s)
);
