CREATE TABLE orders (id uuid PRIMARY KEY, note text);
CREATE INDEX orders_note ON orders (note);
CREATE MATERIALIZED VIEW totals AS SELECT 1 AS total;
CREATE UNIQUE INDEX totals_total ON totals (total);
CREATE TABLE measures (id int, at date) PARTITION BY RANGE (id);
CREATE TABLE measures_1 PARTITION OF measures FOR VALUES FROM (1) TO (2);
