CREATE TYPE mood AS ENUM ('good');
CREATE SCHEMA app;
CREATE TABLE app.users (id int PRIMARY KEY);
CREATE TABLE orders (id int PRIMARY KEY, note varchar(10), mood mood, n bigint);
CREATE TABLE lines (order_id int REFERENCES orders);
CREATE TABLE parted (id int) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (2);
