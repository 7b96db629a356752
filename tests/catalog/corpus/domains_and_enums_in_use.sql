CREATE TYPE state AS ENUM ('new', 'done');
CREATE DOMAIN cents AS bigint DEFAULT 0 CHECK (VALUE >= 0);
CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]+$');
CREATE TABLE t (
    s state NOT NULL DEFAULT 'new', c cents, k code DEFAULT 'A', x cents DEFAULT 5,
    CHECK (s = 'new' OR c > 0), CHECK (k IN ('A', 'B')), CHECK (s <> ALL (ARRAY['done'::state]))
);
CREATE INDEX ON t (k) WHERE s = 'new' AND c > 10;
CREATE UNIQUE INDEX ON t ((c + 1)) WHERE k = 'A';
CREATE VIEW v AS SELECT s, c / 100.0 AS units, k || 'x' AS kx FROM t WHERE s IN ('new', 'done') AND c > 0 AND k = 'A';
CREATE FUNCTION f(a state DEFAULT 'new', b cents DEFAULT 3, c code DEFAULT 'A') RETURNS state LANGUAGE sql AS 'SELECT $1';
CREATE POLICY p ON t USING (s = 'new' AND c = 1);
