SET LOCAL lock_timeout = '5s';
SET statement_timeout = '5s';
CREATE TABLE invoices (id uuid PRIMARY KEY, order_id uuid REFERENCES orders);  -- expect: MIG101
