-- options: {views: [v_logins]}
CREATE TABLE users (id uuid PRIMARY KEY, password text NOT NULL, api_key text NOT NULL);
CREATE VIEW v_logins AS SELECT id, password FROM users;
CREATE VIEW v_users AS SELECT * FROM users;  -- expect: CON113, CON113
