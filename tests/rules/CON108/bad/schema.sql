CREATE DOMAIN code AS text CHECK (VALUE ~ '^[a-z]+$');
CREATE TABLE items (
    id uuid PRIMARY KEY,
    currency text NOT NULL CHECK (length(currency) = 3),  -- expect: CON108
    wider text NOT NULL CHECK (wider ~ '[A-Z]{3}'),  -- expect: CON108
    folded text NOT NULL CHECK (folded ~* '^[a-z]{3}$'),  -- expect: CON108
    free text NOT NULL,  -- expect: CON108
    code code NOT NULL,  -- expect: CON108
    kind text NOT NULL CHECK (kind IN ('ab', 'AB')),  -- expect: CON108
    liked text NOT NULL CHECK (liked LIKE 'a%'),  -- expect: CON108
    blank varchar(5) NOT NULL CHECK (btrim(blank) <> ''),  -- expect: CON108
    not_this text NOT NULL CHECK (not_this ~ '^[ab]$' AND not_this !~ 'c'),  -- expect: CON108
    lined text NOT NULL CHECK (lined ~ '^a\n$'),  -- expect: CON108
    not_only text NOT NULL CHECK (not_only !~ '^a$'),  -- expect: CON108
    late text NOT NULL  -- expect: CON108
);
ALTER TABLE items ADD CONSTRAINT ck_late CHECK (late ~ '^a$') NOT VALID;
CREATE TABLE orders (
    id uuid PRIMARY KEY,
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),  -- expect: CON108
    free text NOT NULL CHECK (free ~ '^[A-Z]{3}$'),  -- expect: CON108
    blank text NOT NULL CHECK (btrim(blank) <> ''),  -- expect: CON108
    no_digit text NOT NULL CHECK (no_digit !~ '[0-9]'),  -- expect: CON108
    folded text NOT NULL CHECK (folded ILIKE 'a%'),  -- expect: CON108
    code code NOT NULL,  -- expect: CON108
    liked text NOT NULL CHECK (liked LIKE '^a$'),  -- expect: CON108
    two text NOT NULL CHECK (two ~ '^a' AND two ~ 'b$')  -- expect: CON108
);
CREATE VIEW v_items AS SELECT id, currency FROM items;  -- expect: CON108
