CREATE DOMAIN e AS int;
CREATE TABLE t (x e);
-- becomes
CREATE SEQUENCE e;
CREATE TABLE t (x int DEFAULT nextval('e'));
