CREATE DOMAIN label AS text;
CREATE TABLE items (
    id uuid PRIMARY KEY,
    quantity integer NOT NULL DEFAULT 0,  -- expect: CON110
    state text NOT NULL DEFAULT 'open',  -- expect: CON110
    label label NOT NULL DEFAULT 'x'::text,  -- expect: CON110
    flag boolean NOT NULL DEFAULT false,  -- expect: CON110
    missing integer NOT NULL,  -- expect: CON110
    nothing text DEFAULT NULL,  -- expect: CON110
    note text DEFAULT 'none',  -- expect: CON110
    cents integer NOT NULL DEFAULT 1999,  -- expect: CON110
    truth integer NOT NULL DEFAULT 1,  -- expect: CON110
    list jsonb,  -- expect: CON110
    is_on boolean NOT NULL DEFAULT true,  -- expect: CON110
    word text NOT NULL DEFAULT '1',  -- expect: CON110
    digits integer NOT NULL DEFAULT 1  -- expect: CON110
);
