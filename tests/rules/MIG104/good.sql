CREATE TABLE fresh (id uuid PRIMARY KEY, order_id uuid, note text);
ALTER TABLE fresh ADD CHECK (note <> '');
ALTER TABLE fresh ADD FOREIGN KEY (order_id) REFERENCES orders;
CREATE TABLE other (id uuid PRIMARY KEY, order_id uuid REFERENCES orders, n int CHECK (n > 0));
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders ADD COLUMN payer_id uuid REFERENCES customers;
