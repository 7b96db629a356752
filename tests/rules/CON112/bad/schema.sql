CREATE DOMAIN key AS uuid;
CREATE TABLE payments (
    id uuid PRIMARY KEY,  -- expect: CON112
    payment_id key NOT NULL,  -- expect: CON112
    pattern_id uuid NOT NULL,  -- expect: CON112
    picked_id uuid NOT NULL,  -- expect: CON112
    null_id uuid  -- expect: CON112
);
