CREATE TABLE orders (id int PRIMARY KEY, note varchar(10));
CREATE VIEW shown AS SELECT id FROM orders;
