-- transactions: file
CREATE INDEX CONCURRENTLY orders_note ON orders (note);  -- expect: MIG106
COMMIT;
CREATE INDEX CONCURRENTLY orders_other ON orders (other);
