CREATE TYPE money_amount AS (cents bigint, currency text);
CREATE TABLE t (price money_amount, list money_amount[], CHECK ((price).cents > 0));
CREATE INDEX ON t (((price).currency));
CREATE VIEW v AS SELECT (price).cents AS cents, (list[1]).currency AS c FROM t;
CREATE FUNCTION f(m money_amount) RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION g(r t) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE u (whole t);
ALTER TYPE money_amount RENAME ATTRIBUTE currency TO code;
ALTER TYPE money_amount ADD ATTRIBUTE at date;
