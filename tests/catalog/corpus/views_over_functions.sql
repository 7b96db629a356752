CREATE TABLE t (id integer, code varchar(9), tags text[]);
CREATE FUNCTION pairs(n integer, OUT a integer, OUT b varchar) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, ''x''';
CREATE FUNCTION listed(n integer) RETURNS TABLE (k bigint, label varchar) LANGUAGE sql AS 'SELECT 1::bigint, ''x''::varchar';
CREATE VIEW v AS SELECT id, code FROM t;
CREATE VIEW over_view AS SELECT id FROM v WHERE code = 'x' AND id > 0.5;
CREATE VIEW over_out AS SELECT a, b FROM pairs(1) WHERE b = 'x';
CREATE VIEW over_table AS SELECT l.k, t.id FROM listed(2) l JOIN t ON t.code = l.label WHERE l.label IN ('x', 'y');
