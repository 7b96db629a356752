CREATE TABLE fresh (id uuid PRIMARY KEY);
ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0);  -- expect: MIG104
ALTER TABLE orders ADD CHECK (total > 0);  -- expect: MIG104
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;  -- expect: MIG104
ALTER TABLE app.orders ADD CONSTRAINT "By Fresh" FOREIGN KEY (fresh_id) REFERENCES fresh;  -- expect: MIG104
ALTER TABLE orders
    ADD COLUMN note text CHECK (note <> ''),  -- expect: MIG104
    ADD COLUMN payer_id uuid DEFAULT '0' REFERENCES customers;  -- expect: MIG104
