BEGIN;
ALTER TABLE orders ADD COLUMN note text;
UPDATE orders SET note = 'x';  -- expect: MIG112
CREATE INDEX customers_name ON customers (name);  -- expect: MIG112
ALTER TABLE orders ADD COLUMN other text;
ALTER TABLE customers ADD COLUMN other text;  -- expect: MIG112
ALTER TABLE customers ADD COLUMN third text;
COMMIT;
BEGIN;
UPDATE orders SET note = 'y';
DROP TABLE lines;
DELETE FROM orders;  -- expect: MIG112
END;
BEGIN;
ALTER TABLE orders ADD COLUMN fourth text;
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers;  -- expect: MIG112
ALTER TABLE customers ADD CHECK (name <> '');  -- expect: MIG112
COMMIT;
