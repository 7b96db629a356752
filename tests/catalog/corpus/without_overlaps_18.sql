-- from 18
CREATE EXTENSION btree_gist;
CREATE TABLE p (id integer, valid daterange, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE t (id integer, p integer, valid daterange, FOREIGN KEY (p, PERIOD valid) REFERENCES p (id, PERIOD valid));
