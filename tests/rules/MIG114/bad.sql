ALTER TABLE orders ADD PRIMARY KEY (id);  -- expect: MIG114
ALTER TABLE orders ADD CONSTRAINT orders_number_key UNIQUE (number);  -- expect: MIG114
ALTER TABLE orders ADD EXCLUDE USING gist (during WITH &&);  -- expect: MIG114
ALTER TABLE orders ADD COLUMN code text UNIQUE;  -- expect: MIG114
