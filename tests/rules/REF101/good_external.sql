-- options: {external: [auth.users, regions]}
CREATE TABLE profiles (user_id uuid REFERENCES auth.users (id), region text REFERENCES regions);
