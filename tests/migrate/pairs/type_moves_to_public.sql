CREATE SCHEMA s;
CREATE TYPE s.e AS ENUM ('a');
-- becomes
CREATE TYPE e AS ENUM ('a');
