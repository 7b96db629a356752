CREATE FUNCTION zend(queue text, message int, at timestamptz) RETURNS int
    LANGUAGE sql AS 'SELECT message';
CREATE FUNCTION zend(queue text, message int) RETURNS int
    LANGUAGE sql AS 'SELECT zend(queue, message, now())';
CREATE FUNCTION zend(message int) RETURNS int LANGUAGE sql AS 'SELECT zend(''one'', message)';
-- becomes
CREATE TABLE t (a int);
