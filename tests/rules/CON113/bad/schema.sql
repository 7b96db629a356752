CREATE TABLE users (
    id uuid PRIMARY KEY,
    password text NOT NULL,
    api_key text NOT NULL  -- expect: CON113
);
CREATE VIEW v_users AS SELECT id, password AS word FROM users;  -- expect: CON113
CREATE VIEW v_words AS SELECT u.word, count(*) AS times FROM v_users AS u GROUP BY u.word;  -- expect: CON113
CREATE VIEW v_hashes AS SELECT id, md5(password) AS hash, api_key IS NOT NULL AS has_key FROM users;
