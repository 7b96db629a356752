CREATE TABLE users (
    id uuid PRIMARY KEY,
    password text NOT NULL,
    api_key text NOT NULL,
    public_key text NOT NULL
);
CREATE VIEW v_users AS SELECT id, public_key FROM users;
CREATE VIEW v_rows AS  -- not checked: CON113
SELECT id FROM users, LATERAL ROWS FROM (generate_series(1, 2), generate_series(1, 3)) AS t (a, b);
CREATE VIEW v_hashes AS SELECT id, md5(password) AS hash FROM users;
CREATE VIEW v_strange AS SELECT * FROM generate_rows();  -- not checked: CON113
