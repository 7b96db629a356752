BEGIN;
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT positive;  -- expect: MIG105
ALTER TABLE orders VALIDATE CONSTRAINT orders_customer_id_fkey;  -- expect: MIG105
COMMIT;
BEGIN;
ALTER TABLE customers ADD FOREIGN KEY (order_id) REFERENCES orders NOT VALID;
ALTER TABLE customers VALIDATE CONSTRAINT customers_order_id_fkey;  -- expect: MIG105
COMMIT;
