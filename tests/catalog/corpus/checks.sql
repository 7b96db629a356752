CREATE TABLE t (
    a integer CHECK (a > 0), b integer CONSTRAINT small CHECK (b < 10) CHECK (b > -10),
    c text CHECK (c IN ('x', 'y', 'z')), d text CHECK (d = ANY (ARRAY['p', 'q'])), e date,
    f text CHECK (f ~ '^[A-Z]{3}$'), g text CHECK (char_length(g) <= 5), h numeric CHECK (h BETWEEN 0 AND 1),
    i text CHECK (i LIKE 'a%' OR i IS NULL), j varchar(9) CHECK (j <> ''), k jsonb CHECK (jsonb_typeof(k) = 'object'),
    l text NOT NULL CHECK (btrim(l) <> '' AND NOT (l = 'no')),
    CHECK (a < b), CHECK (a <> 5), CONSTRAINT named CHECK ((a IS NULL) = (b IS NULL)),
    CHECK (true) NO INHERIT
);
ALTER TABLE t ADD CHECK (e > '2020-01-01');
ALTER TABLE t ADD CONSTRAINT later CHECK (e < '2030-01-01') NOT VALID;
ALTER TABLE t ADD CONSTRAINT later_still CHECK (e <> '2025-01-01') NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT later;
ALTER TABLE t DROP CONSTRAINT small, DROP CONSTRAINT IF EXISTS never_there;
ALTER TABLE t RENAME CONSTRAINT named TO both_or_none;
ALTER TABLE t ADD COLUMN m integer CHECK (m > 0) CHECK (m < a);
ALTER TABLE t DROP COLUMN c;
COMMENT ON CONSTRAINT later ON t IS 'soon';
