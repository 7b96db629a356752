-- roles: {app: {login: true}}
CREATE TABLE orders (id uuid PRIMARY KEY);  -- expect: CON115, CON115, CON115, CON115
