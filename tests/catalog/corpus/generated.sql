CREATE TABLE t (
    a integer, b text, at timestamptz,
    c integer GENERATED ALWAYS AS (a * 2) STORED,
    d text GENERATED ALWAYS AS (lower(b) || '-' || a::text) STORED NOT NULL,
    e text GENERATED ALWAYS AS (CASE WHEN a > 0 THEN 'plus' ELSE 'minus' END) STORED,
    f tsvector GENERATED ALWAYS AS (to_tsvector('english', coalesce(b, ''))) STORED
);
ALTER TABLE t ADD COLUMN g numeric GENERATED ALWAYS AS (a / 100.0) STORED;
ALTER TABLE t ALTER COLUMN c DROP EXPRESSION;
ALTER TABLE t ALTER COLUMN c DROP EXPRESSION IF EXISTS;
