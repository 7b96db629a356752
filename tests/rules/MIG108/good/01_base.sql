CREATE DOMAIN cents AS integer;
CREATE TABLE orders (id int PRIMARY KEY, code varchar(10), total numeric(10, 2), at timestamptz);
