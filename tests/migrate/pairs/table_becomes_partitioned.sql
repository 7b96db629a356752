CREATE TABLE t (a int, b int);
CREATE TABLE u (a int, b int) PARTITION BY LIST (a);
CREATE TABLE w (a int, b int) PARTITION BY HASH (a);
-- becomes
CREATE TABLE t (a int, b int) PARTITION BY RANGE (a);
CREATE TABLE u (a int, b int) PARTITION BY RANGE (b);
CREATE TABLE w (a int, b int);
