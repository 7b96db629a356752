ALTER TABLE orders RENAME COLUMN note TO remark;  -- expect: MIG115
ALTER TABLE orders RENAME TO sales;  -- expect: MIG115
ALTER VIEW shown RENAME TO seen;  -- expect: MIG115
ALTER TABLE customers SET SCHEMA app;  -- expect: MIG115
