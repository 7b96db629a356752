CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TABLE orders (id int PRIMARY KEY, code varchar(10), total numeric(10, 2), tax positive);
