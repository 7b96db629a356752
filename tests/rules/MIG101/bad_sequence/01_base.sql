CREATE TABLE orders (id uuid PRIMARY KEY, parent_id uuid);
ALTER TABLE orders ADD FOREIGN KEY (parent_id) REFERENCES orders;
ALTER TABLE orders RENAME TO sales;
ALTER TABLE sales ADD COLUMN note text;
SET lock_timeout = '5s';
